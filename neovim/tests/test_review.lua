local asked = require("asked")
local changed = require("changed")
local harness = require("harness")
local equal, eventually, test = harness.equal, harness.eventually, harness.test

local OLD, NEW = "a\nb\nc\nd\ne\n", "a\nB\nc\nd\nE\n"
local BOTH = { "2-2 | ┃ | above - b", "5-5 | ┃ | above - e" }
local DIFF, RESOLVE = "journeyman/changes/diff", "journeyman/changes/resolve"

local function cursor()
  return vim.api.nvim_win_get_cursor(0)[1]
end

--- The line at the end of the current one, and where it is.
local function hints(buf)
  local namespace = vim.api.nvim_get_namespaces()["journeyman.review.hint"]
  return vim.tbl_map(function(mark)
    return ("%d:%s"):format(mark[2] + 1, mark[4].virt_text[1][1])
  end, vim.api.nvim_buf_get_extmarks(buf, namespace, 0, -1, { details = true }))
end

local function keys(buf)
  local found = {}
  for _, mode in ipairs({ "n", "x" }) do
    for _, map in ipairs(vim.api.nvim_buf_get_keymap(buf, mode)) do
      table.insert(found, mode .. map.lhs)
    end
  end
  table.sort(found)
  return found
end

test("changes are marked in the buffer of their file", function()
  changed.work(function(work)
    local buf = work:open("a.py", NEW)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })

    changed.shows(buf, BOTH)
  end)
end)

test("a file that is opened later is marked, and asked about only then", function()
  changed.work(function(work)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    vim.wait(20)
    equal(#work:requests(DIFF), 0)

    changed.shows(work:open("a.py", NEW), BOTH)
  end)
end)

test("a turn of many edits is asked about once while an answer is on its way, and once after it", function()
  local callbacks = {}
  changed.work(function(work)
    local buf = work:open("a.py", NEW)
    local client = require("journeyman.client")
    client.request = function(_, _, _, callback)
      table.insert(callbacks, callback)
    end
    for _ = 1, 1000 do
      work:tell("1", { changed.diff("a.py", OLD, NEW) })
    end
    eventually(function()
      return #callbacks == 1
    end)
    for _ = 1, 1000 do
      work:tell("1", { changed.diff("a.py", OLD, NEW) })
    end
    callbacks[1](nil, { files = { changed.diff("a.py", OLD, "a\nB\nc\nd\ne\n") } })
    changed.shows(buf, { BOTH[1] })
    eventually(function()
      return #callbacks == 2
    end)
    callbacks[2](nil, { files = { changed.diff("a.py", OLD, NEW) } })
    changed.shows(buf, BOTH)
    equal(#callbacks, 2)
  end)
end)

test("marks are back after :edit!, and after the buffer was unloaded", function()
  changed.work(function(work)
    local buf = work:open("a.py", NEW)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    changed.shows(buf, BOTH)

    vim.cmd("edit!")
    changed.shows(buf, BOTH)

    vim.cmd("enew | bunload " .. buf)
    vim.cmd("buffer " .. buf)
    changed.shows(buf, BOTH)
  end)
end)

test("a file that was loaded again with other lines has its marks where they belong", function()
  changed.work(function(work)
    local buf = work:open("a.py", NEW)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    changed.shows(buf, BOTH)

    work:write("a.py", "x\ny\n" .. NEW)
    vim.cmd("edit!")
    changed.shows(buf, { "4-4 | ┃ | above - b", "7-7 | ┃ | above - e" })
  end)
end)

test("a buffer that is deleted in mid-turn does no harm", function()
  changed.work(function(work)
    local buf = work:open("a.py", NEW)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    vim.cmd("bwipeout! " .. buf)
    work:tell("1", { changed.diff("a.py", OLD, "a\nB\n") })
    vim.wait(20)

    changed.shows(work:open("a.py", NEW), { "2-2 | ┃ | above - b | above - c | above - d | above - e" })
  end)
end)

test("keys are there while changes are pending, but those of the user stay theirs", function()
  changed.work(function(work)
    local buf = work:open("a.py", NEW)
    vim.keymap.set("n", "]h", "j", { buffer = buf })
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    changed.shows(buf, BOTH)
    equal(keys(buf), { "n[h", "n\\ja", "n\\jr", "n]h", "x\\ja", "x\\jr" })

    work:run("accept file")
    changed.shows(buf, {})
    equal(keys(buf), { "n]h" })
  end)
end)

test("the change at the cursor says which it is, and by which keys it is decided", function()
  changed.work(function(work)
    local buf = work:open("a.py", NEW)
    vim.fn.cursor(5, 1)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    changed.shows(buf, BOTH)

    equal(hints(buf), { "5:  change 2 of 2 · \\ja accept · \\jr reject" })
    vim.cmd("split")
    vim.fn.cursor(1, 1)
    vim.api.nvim_exec_autocmds("CursorMoved", { buffer = buf })
    equal(hints(buf), {})
  end)
end)

test("the change at the cursor says why it cannot be rejected", function()
  changed.work(function(work)
    local diff = changed.diff("a.py", OLD, NEW)
    diff.hunks[1].problem = "These lines\nhave changed."
    local buf = work:open("a.py", NEW)
    vim.fn.cursor(2, 1)
    work:tell("1", { diff })
    changed.shows(buf, BOTH)

    equal(hints(buf), { "2:  change 1 of 2 · \\ja accept · cannot be rejected: These lines\\nhave changed." })
  end)
end)

test("the change at the cursor is accepted, and its mark goes", function()
  changed.work(function(work)
    local buf = work:open("a.py", NEW)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    changed.shows(buf, BOTH)

    vim.fn.cursor(5, 1)
    work:run("accept")

    changed.shows(buf, { BOTH[1] })
    local expected = { sessionId = work.root, changeSetId = "1", action = "accept", hunkIds = { "a.py.2" } }
    equal(work:requests(RESOLVE)[1].params, expected)
  end)
end)

test("in a range all changes are decided", function()
  changed.work(function(work)
    local buf = work:open("a.py", NEW)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    changed.shows(buf, BOTH)

    local said = asked.talking({}, function()
      work:run("reject", { first = 1, last = 5 })
    end)

    equal(work:requests(RESOLVE)[1].params.hunkIds, { "a.py.2", "a.py.1" })
    equal(said, { "Rejected 2 changes." })
  end)
end)

test("all is rejected from the newest turn to the oldest, after a question", function()
  changed.work(function(work)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    work:tell("2", { changed.diff("b.py", OLD, NEW) })

    local said = asked.talking({ select = { "Reject all changes" } }, function()
      work:run("reject all")
    end)

    local order = vim.tbl_map(function(request)
      return request.params.changeSetId
    end, work:requests(RESOLVE))
    equal(order, { "2", "1" })
    equal(said, { "Put the old lines back everywhere? That is 4 changes.", "Rejected 4 changes." })
  end)
end)

test("what could not be rejected is told once, with its file", function()
  changed.work(function(work)
    work:open("a.py", NEW)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    work.failed = { { hunkId = "a.py.1", reason = "It is gone." }, { hunkId = "a.py.2", reason = "It is gone." } }

    local said = asked.talking({}, function()
      work:run("reject file")
    end)

    equal(said[#said], "a.py: It is gone.")
  end)
end)

test("where no change is, a decision says how to get to one", function()
  changed.work(function(work)
    work:open("a.py", NEW)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })

    local said = asked.talking({}, function()
      work:run("accept")
    end)

    equal(said, { "No change of the agent is pending at the cursor. :Journeyman next goes to one." })
    equal(work:requests(RESOLVE), {})
  end)
end)

test("next and prev go through all files and round", function()
  changed.work(function(work)
    work:open("a.py", NEW)
    work:write("sub/🦀.py", "x\n" .. NEW)
    work:tell("1", { changed.diff("sub/🦀.py", OLD, NEW), changed.diff("a.py", OLD, NEW) })
    local seen = {}
    local function go(where)
      work:run(where)
      table.insert(seen, vim.fn.expand("%:t") .. cursor())
    end

    local said = asked.talking({}, function()
      for _ = 1, 5 do
        go("next")
      end
      go("prev")
    end)

    equal(seen, { "a.py2", "a.py5", "🦀.py3", "🦀.py6", "a.py2", "🦀.py6" })
    equal(said, { "This change is in sub/🦀.py.", "Round to the first change.", "Round to the last change." })
  end)
end)

for _, path in ipairs({ "../a.py", "/etc/hostname", "x/../../a.py", "C:\\a.py", "." }) do
  test(("the path %s leads out of the folder, so it is not gone to"):format(path), function()
    changed.work(function(work)
      work:tell("1", { changed.diff(path, OLD, NEW) })

      local said = asked.talking({}, function()
        work:run("next")
      end)

      equal(said, { "No changes of the agent are pending." })
    end)
  end)
end
