local changed = require("changed")
local harness = require("harness")
local equal, eventually, test = harness.equal, harness.eventually, harness.test
local asked = require("asked")

local OLD, NEW = "a\nb\nc\nd\ne\n", "a\nB\nc\nd\nE\n"

--- The quickfix list: "file:line text", the current one with a star.
local function listed()
  local list = vim.fn.getqflist({ items = 1, idx = 0 })
  local lines = {}
  for index, item in ipairs(list.items) do
    local name = vim.fs.basename(vim.api.nvim_buf_get_name(item.bufnr))
    lines[index] = ("%s%s:%d %s"):format(index == list.idx and "*" or "", name, item.lnum, item.text)
  end
  return lines
end

local function lists(expected)
  local ok = vim.wait(5000, function()
    return vim.deep_equal(listed(), expected)
  end, 2)
  if not ok then
    equal(listed(), expected)
  end
end

test("all changes are in a quickfix list, whatever they are", function()
  changed.work(function(work)
    local mode = changed.diff("run.sh", "a\n", "b\n", "mode")
    mode.hunks[1].oldLines, mode.hunks[1].newLines = 0, 0
    local binary = { path = "z.png", hunks = vim.deepcopy(mode.hunks) }
    binary.hunks[1].scope = "whole"
    work:tell("1", {
      changed.diff("a.py", OLD, NEW),
      changed.diff("made.py", nil, "x\ny\n", "whole"),
      changed.diff("gone.py", "x\n", nil, "whole"),
      mode,
    })
    work:tell("2", { changed.diff("b.py", OLD, "a\nb\nc\nd\n"), binary })

    work:run("list")

    equal(vim.fn.getqflist({ title = 1 }).title, "Journeyman: changes")
    equal(vim.bo.buftype, "quickfix")
    equal(listed(), {
      "*a.py:2 pending +1 −1",
      "a.py:5 pending +1 −1",
      "b.py:5 pending −1",
      "gone.py:1 pending deleted −1",
      "made.py:1 pending created +2",
      "run.sh:1 pending permissions changed",
      "z.png:1 pending created, binary or too large to show",
    })
  end)
end)

test("while it is the current list it is kept up to date, and the current item stays", function()
  changed.work(function(work)
    work:open("b.py", OLD)
    local window = vim.api.nvim_get_current_win()
    work:tell("1", { changed.diff("a.py", OLD, NEW), changed.diff("b.py", OLD, NEW) })
    work:run("list")
    vim.fn.setqflist({}, "r", { idx = 3 })
    vim.api.nvim_set_current_win(window)

    work:tell("1", { changed.diff("a.py", OLD, "a\nB\nc\nd\ne\n"), changed.diff("b.py", OLD, NEW) })

    lists({ "a.py:2 pending +1 −1", "*b.py:2 pending +1 −1", "b.py:5 pending +1 −1" })
    equal(vim.api.nvim_get_current_win(), window)
  end)
end)

test("a list of the user's own is left alone", function()
  changed.work(function(work)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    work:run("list")
    vim.fn.setqflist({ { filename = "own.py", lnum = 1, text = "own" } })

    work:tell("1", { changed.diff("a.py", OLD, OLD) })
    vim.wait(150)

    equal(listed(), { "*own.py:1 own" })
  end)
end)

test("an item of the list is accepted where the cursor is in the list", function()
  changed.work(function(work)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    work:run("list")
    vim.fn.cursor(2, 1)

    work:run("accept")

    equal(work:requests("journeyman/changes/resolve")[1].params.hunkIds, { "a.py.2" })
    lists({ "*a.py:2 pending +1 −1" })
  end)
end)

test("lines in the list are those where changes are now", function()
  changed.work(function(work)
    local buf = work:open("a.py", NEW)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    eventually(function()
      return #changed.shown(buf) == 2
    end)
    vim.api.nvim_buf_set_lines(buf, 0, 0, false, { "mine" })

    work:run("list")

    equal(listed(), { "*a.py:3 pending +1 −1", "a.py:6 pending +1 −1" })
  end)
end)

test("a file is compared with what it was before, in a tab, without old lines among the new", function()
  changed.work(function(work)
    local buf = work:open("a.py", NEW)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    changed.shows(buf, { "2-2 | ┃ | above - b", "5-5 | ┃ | above - e" })

    work:run("diff")

    local windows = vim.api.nvim_tabpage_list_wins(0)
    local texts = vim.tbl_map(function(window)
      equal(vim.wo[window].diff, true)
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), "\n") .. "\n"
    end, windows)
    equal({ #vim.api.nvim_list_tabpages(), texts, vim.api.nvim_get_current_buf() }, { 2, { OLD, NEW }, buf })
    changed.shows(buf, { "2-2 | ┃", "5-5 | ┃" })

    vim.cmd("wincmd h | close")
    changed.shows(buf, { "2-2 | ┃ | above - b", "5-5 | ┃ | above - e" })
    equal(vim.wo.diff, false)
  end)
end)

test("a file that is gone is shown as it was, and accepting the file there accepts that", function()
  changed.work(function(work)
    work:tell("1", { changed.diff("gone.py", "x\ny\r\n", nil, "whole") })

    work:run("next")
    vim.cmd("wincmd h")

    equal(vim.api.nvim_buf_get_lines(0, 0, -1, false), { "x", "y" })
    equal({ vim.bo.filetype, vim.bo.modifiable, vim.bo.modeline }, { "python", false, false })
    work:run("accept file")
    equal(work:requests("journeyman/changes/resolve")[1].params.hunkIds, { "gone.py.1" })
  end)
end)

test("what has no lines to compare says so", function()
  changed.work(function(work)
    local binary = changed.diff("z.png", "a\n", "b\n", "whole")
    binary.oldText, binary.newText = nil, nil
    work:tell("1", { binary })

    local said = asked.talking({}, function()
      work:run("diff z.png")
      work:run("diff never.py")
    end)

    equal(said, {
      "The lines of z.png cannot be compared: it is binary, too large, or was not kept.",
      "The agent has not changed never.py. :Journeyman changes lists what it has.",
    })
    equal(require("journeyman.review").known(work.root), { "z.png" })
  end)
end)

test("from the list, next goes to a window for files, and the list stays where it is", function()
  changed.work(function(work)
    work:open("a.py", NEW)
    work:tell("1", { changed.diff("a.py", OLD, NEW) })
    work:run("list")

    work:run("next")

    equal({ vim.fn.expand("%:t"), vim.fn.line("."), vim.fn.winnr("$") }, { "a.py", 2, 2 })
  end)
end)
