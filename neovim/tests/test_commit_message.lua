local client = require("journeyman.client")
local commit_message = require("journeyman.commit_message")
local harness = require("harness")
local equal, test = harness.equal, harness.test

--- Writes a message with a server that answers so, into a new buffer with these lines.
local function written(lines, filetype, answer)
  local request, notify, asked, told = client.request, vim.notify, {}, {}
  client.request = function(_, _, params, callback)
    table.insert(asked, params.staged)
    callback(answer(params))
  end
  vim.notify = function(text)
    table.insert(told, text)
  end
  vim.cmd.enew()
  vim.bo.filetype = filetype
  vim.api.nvim_buf_set_lines(0, 0, -1, false, lines)
  local ok, problem = pcall(commit_message.write, "/tmp/timesheet")
  client.request, vim.notify = request, notify
  assert(ok, problem)
  return vim.api.nvim_buf_get_lines(0, 0, -1, false), asked, told
end

local function message()
  return nil, { text = "Let entries end after midnight\n\nThe difference wraps around.\n" }
end

test("the message comes above the comments of Git", function()
  local lines = written({ "", "# Please enter the commit message", "" }, "gitcommit", message)

  equal(lines, {
    "Let entries end after midnight",
    "",
    "The difference wraps around.",
    "",
    "# Please enter the commit message",
    "",
  })
  vim.cmd("bwipeout!")
end)

test("a message of the user's own stays, and the new one comes into another window", function()
  local lines, _, told = written({ "Own words", "# comment" }, "gitcommit", message)
  local windows = vim.api.nvim_list_wins()
  local other = vim.tbl_filter(function(win)
    return win ~= vim.api.nvim_get_current_win()
  end, windows)[1]

  equal(lines, { "Own words", "# comment" })
  equal(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(other), 0, 1, false), { "Let entries end after midnight" })
  equal(told[2]:find("in the register", 1, true) ~= nil, true)
  vim.api.nvim_win_close(other, true)
  vim.cmd("bwipeout!")
end)

test("where nothing is staged, it is about all that is not committed", function()
  local lines, asked = written({ "" }, "gitcommit", function(params)
    if params.staged then
      return { message = "Nothing is staged.", kind = "usage" }
    end
    return message()
  end)

  equal({ asked, lines[1] }, { { true, false }, "Let entries end after midnight" })
  vim.cmd("bwipeout!")
end)

test("a failure is told", function()
  local lines, _, told = written({ "" }, "gitcommit", function()
    return { message = "The model does not answer." }
  end)

  equal({ lines, told[2] }, { { "" }, "The model does not answer." })
  vim.cmd("bwipeout!")
end)
