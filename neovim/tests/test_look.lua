--- What is on the screen has its room there.
local Float = require("journeyman.float")
local changed = require("changed")
local diff = require("journeyman.render.diff")
local harness = require("harness")
local windows = require("journeyman.chat.windows")
local equal, test = harness.equal, harness.test

local function bar(win)
  return vim.api.nvim_eval_statusline(vim.wo[win].winbar, { winid = win, use_winbar = true }).str
end

test("a long title is cut, and what goes on is told whole beside it", function()
  vim.cmd("vsplit | vertical resize 40")
  local win, buf = vim.api.nvim_get_current_win(), vim.api.nvim_get_current_buf()

  windows.head(buf, "Add a route for 🦀, and a test for 100% of it", { "ask", "running" })
  equal(bar(win), " Add a route for 🦀, an… · ask · running")
  windows.head(buf, "Add", { "ask" })
  equal(bar(win), " Add · ask")

  vim.wo[win].winbar = ""
  vim.cmd("only!")
end)

test("lines that came or went are counted, and none that are not there", function()
  local function told(added, removed)
    return vim.iter(diff.counts(added, removed)):fold("", function(text, piece)
      return text .. (type(piece) == "table" and piece[1] or piece)
    end)
  end

  equal({ told(2, 1), told(9, 0), told(0, 3), told(0, 0) }, { "+2 −1", "+9", "−3", "+0" })
end)

test("what may be done with a change stands at a line of it that has room for that", function()
  changed.work(function(work)
    local long = ("x"):rep(vim.o.columns)
    local buf = work:open("a.py", long .. "\nB\n")
    work:tell("1", { changed.diff("a.py", "a\n", long .. "\nB\n") })
    changed.shows(buf, { "1-2 | ┃ | above - a" })

    local namespace = vim.api.nvim_get_namespaces()["journeyman.review.hint"]
    equal(vim.api.nvim_buf_get_extmarks(buf, namespace, 0, -1, {})[1][2], 1)
  end)
end)

test("a question above the input is as wide as the input", function()
  vim.cmd("vsplit | vertical resize 60")
  vim.bo.filetype = "journeyman-input"
  local float = Float.new("look", function() end)

  float:show(function(width)
    return { lines = { { { tostring(width) } } }, title = " T ", footer = " F " }
  end)

  equal(vim.api.nvim_buf_get_lines(float.buf, 0, -1, false), { "58" })
  float:hide()
  vim.cmd("only! | enew!")
end)
