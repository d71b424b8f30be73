local harness = require("harness")
local chat = require("journeyman.chat")
local client = require("journeyman.client")
local sessions = require("journeyman.sessions")
local equal, eventually, test = harness.equal, harness.eventually, harness.test

local roots, request = 0, client.request
local asked = {}

--- A chat of two turns, in which the cursor is.
local function with_chat(body)
  roots = roots + 1
  local root, seq = vim.fs.normalize(vim.fn.tempname()) .. "/keys" .. roots, 0
  vim.fn.mkdir(root, "p")
  vim.fn.writefile({ "one", "two", "three" }, root .. "/a.py")
  client.request = function(_, method, params)
    table.insert(asked, { method, params })
    return function() end
  end
  local function tell(update)
    seq = seq + 1
    sessions.hear(root, { sessionId = root, seq = seq, update = update })
  end
  for _, turn in ipairs({ "t1", "t2" }) do
    tell({ kind = "turn_state", state = "running", turnId = turn })
    tell({ kind = "user_message_chunk", content = { type = "text", text = "Prompt of " .. turn } })
    local path = { path = "a.py", first_line = 2 }
    local call = { kind = "tool_call", toolCallId = turn, title = "Read a.py", tool = "read_file", rawInput = path }
    tell(vim.tbl_extend("force", call, { locations = { { path = "a.py" } } }))
    tell({ kind = "agent_message_chunk", content = { type = "text", text = "See a.py:3." } })
  end
  vim.api.nvim_set_current_win(chat.show(root))
  eventually(function()
    return vim.api.nvim_buf_get_lines(0, -3, -2, false)[1] == "See a.py:3."
  end)
  local ok, problem = xpcall(body, debug.traceback, root, tell)
  client.request, asked = request, {}
  vim.cmd("silent! tabonly! | silent! only!")
  vim.cmd("silent! %bwipeout!")
  assert(ok, problem)
end

local function press(keys)
  vim.api.nvim_feedkeys(vim.keycode(keys), "xt", false)
end

local function line()
  return vim.api.nvim_get_current_line()
end

test("keys go from prompt to prompt, and stay at the last", function()
  with_chat(function()
    press("gg")
    equal(line(), "❯ Prompt of t1")
    press("]]")
    equal(line(), "❯ Prompt of t2")
    press("]]")
    equal(line(), "❯ Prompt of t2")
    press("G[[")
    equal(line(), "❯ Prompt of t2")
    press("[[")
    equal(line(), "❯ Prompt of t1")
  end)
end)

test("<CR> on a tool call goes to its file, also where it is folded", function()
  with_chat(function()
    vim.fn.search("Read a.py")
    press("<CR>")

    equal({ vim.fs.basename(vim.api.nvim_buf_get_name(0)), line() }, { "a.py", "two" })
  end)
end)

test("<CR> on a file and line in an answer goes there", function()
  with_chat(function()
    vim.fn.search("a.py:3")
    press("<CR>")

    equal({ vim.fs.basename(vim.api.nvim_buf_get_name(0)), line() }, { "a.py", "three" })
  end)
end)

test("feedback and sending anew are about the turn at the cursor", function()
  with_chat(function(root)
    local edited
    package.loaded["journeyman.chat.resend"] = {
      edit = function(session, turn_id)
        edited = { session.id, turn_id }
      end,
    }
    press("gge")
    package.loaded["journeyman.chat.resend"] = nil

    equal(edited, { root, "t1" })
  end)
end)

test("stopping cancels the session that is shown", function()
  with_chat(function(root)
    local notified, notify = nil, client.notify
    client.notify = function(_, method, params)
      notified = { method, params }
    end
    press("<C-c>")
    client.notify = notify

    equal(notified, { "journeyman/session/cancel", { sessionId = root } })
  end)
end)

test("the help lists the keys as the user has chosen them", function()
  with_chat(function()
    press("g?")

    local help = vim.iter(vim.api.nvim_list_wins()):find(function(win)
      return vim.api.nvim_win_get_config(win).relative ~= ""
    end)
    local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(help), 0, -1, false)
    equal(lines[1], "i        write a prompt")
    equal(#lines, 11)
  end)
end)

test("closing the chat closes its windows in this tab, and the last one of all gets another buffer", function()
  with_chat(function(root)
    vim.cmd.only()
    press("q")

    equal(chat.window(root), nil)
    equal(#vim.api.nvim_list_wins(), 1)
  end)
end)
