local asked = require("asked")
local changed = require("changed")
local client = require("journeyman.client")
local harness = require("harness")
local equal, eventually, test = harness.equal, harness.eventually, harness.test

local OLD, NEW = "a\nb\nc\nd\ne\n", "a\nB\nc\nd\nE\n"
local BOTH = { "2-2 | ┃ | above - b", "5-5 | ┃ | above - e" }
local RESOLVE = "journeyman/changes/resolve"

--- From now on requests are held back.
---@return fun() let_go Sends those that have come, and holds none back any more.
---@return fun(): boolean has_come
local function hold_back()
  local request, held = client.request, {}
  client.request = function(...)
    local arguments = { ... }
    table.insert(held, function()
      request(unpack(arguments))
    end)
  end
  local function let_go()
    client.request = request
    for _, send in ipairs(held) do
      send()
    end
  end
  return let_go, function()
    return #held > 0
  end
end

---@param work table
---@return string[] ids
local function decided(work)
  eventually(function()
    return #work:requests(RESOLVE) == 1
  end)
  return work:requests(RESOLVE)[1].params.hunkIds
end

test("a decision is about where it was given, though lines come in above while an answer is awaited", function()
  changed.work(function(work)
    local buf = work:open("a.py", NEW)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    changed.shows(buf, BOTH)
    local let_go, has_come = hold_back()

    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    vim.fn.cursor(2, 1)
    work:run("accept")
    vim.api.nvim_buf_set_lines(buf, 0, 0, true, { "x", "y", "z" })
    eventually(has_come)
    let_go()

    equal(decided(work), { "a.py.1" })
  end)
end)

test("a decision waits for the answer that is on its way", function()
  changed.work(function(work)
    work:open("a.py", NEW)
    local let_go, has_come = hold_back()
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    eventually(has_come)

    local said = asked.talking({}, function()
      work:run("accept file")
      let_go()
      decided(work)
    end)

    equal(decided(work), { "a.py.1", "a.py.2" })
    equal(said, { "Accepted 2 changes." })
  end)
end)

test("a change that is known is gone to at once, so that the keys after that are about it", function()
  changed.work(function(work)
    local buf = work:open("a.py", NEW)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    changed.shows(buf, BOTH)
    local let_go = hold_back()
    work:tell("1", { changed.diff("a.py", OLD, NEW) })

    work:run("next")

    equal(vim.api.nvim_win_get_cursor(0)[1], 2)
    let_go()
  end)
end)

test("a file that is decided on has no marks any more, though the rest is not asked for", function()
  changed.work(function(work)
    local buf = work:open("a.py", NEW)
    local one, other = changed.diff("a.py", OLD, NEW), changed.diff("b.py", OLD, NEW)
    work:tell("1", { one, other })
    changed.shows(buf, BOTH)

    local accepted = vim.deepcopy(one)
    for _, hunk in ipairs(accepted.hunks) do
      hunk.state = "accepted"
    end
    work:tell("1", { accepted, other })

    changed.shows(buf, {})
  end)
end)
