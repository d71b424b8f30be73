local client = require("journeyman.client")
local harness = require("harness")
local input = require("journeyman.chat.input")
local sessions = require("journeyman.sessions")
local equal, eventually, test = harness.equal, harness.eventually, harness.test

local count = 0

--- A folder with a session, whose requests are answered by `answer`.
---@param body fun(root: string, session: journeyman.Session, sent: table[])
local function with_session(name, answer, body)
  test(name, function()
    count = count + 1
    local root, sent = ("/tmp/timesheet%d"):format(count), {}
    local request, notify, chat = client.request, client.notify, package.loaded["journeyman.chat"]
    package.loaded["journeyman.chat"] = { window = function() end }
    client.request = function(_, method, params, callback)
      if method == "journeyman/session/state" then
        callback(nil, { seq = 0, reset = true, updates = {} })
      else
        table.insert(sent, { method = method, params = params })
        callback(answer(method))
      end
    end
    client.notify = function(_, method, params)
      table.insert(sent, { method = method, params = params })
    end
    local ok, problem = xpcall(function()
      sessions._opened(root, { sessionId = "s" .. count }, function() end)
      body(root, assert(sessions.current(root)), sent)
    end, debug.traceback)
    input.close(root)
    client.request, client.notify, package.loaded["journeyman.chat"] = request, notify, chat
    assert(ok, problem)
  end)
end

local function accepts()
  return nil, { turnId = "t" }
end

local function refuses()
  return { message = "No model was found." }
end

local function press(keys)
  vim.api.nvim_feedkeys(vim.keycode(keys), "mx", false)
end

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

local function write(...)
  vim.api.nvim_buf_set_lines(0, 0, -1, false, { ... })
end

local function winbar()
  return vim.api.nvim_eval_statusline(vim.wo.winbar, { use_winbar = true, maxwidth = 200 }).str
end

with_session("what is written is sent, and the input is empty then", accepts, function(root, session, sent)
  input.open(root)
  write("Fix the log 🦀.", "Then test it.")
  press("<CR>")

  local prompt = { { type = "text", text = "Fix the log 🦀.\nThen test it." } }
  local params = { sessionId = session.id, prompt = prompt, delivery = "queue" }
  equal(sent, { { method = "journeyman/session/prompt", params = params } })
  equal(lines(), { "" })
end)

with_session("nothing is sent where nothing is written", accepts, function(root, _, sent)
  input.open(root)
  write("  ", "")
  press("<CR>")

  equal(sent, {})
end)

with_session("a text that could not be sent is there again, above what was written since", refuses, function(root)
  local notify, told = vim.notify, nil
  vim.notify = function(text)
    told = text
  end
  input.open(root)
  write("Fix the log.")
  press("<CR>")
  vim.notify = notify

  equal({ lines(), told }, { { "Fix the log." }, "No model was found." })
end)

with_session("a draft outlives its window and its buffer", accepts, function(root)
  input.open(root)
  write("Half a thought")
  press("q")
  local windows = #vim.api.nvim_list_wins()
  input.open(root)

  equal({ windows, lines() }, { 1, { "Half a thought" } })
  vim.cmd.bdelete({ bang = true })
  input.open(root)
  equal(lines(), { "Half a thought" })
end)

with_session("a draft outlives Neovim until it is sent", accepts, function(root, _, sent)
  local function leave()
    vim.api.nvim_exec_autocmds("VimLeavePre", { group = "journeyman.drafts" })
    input.close(root)
    vim.cmd("silent! bwipeout! journeyman://input/" .. vim.fs.basename(root))
    package.loaded["journeyman.chat.input"] = nil
    input = require("journeyman.chat.input")
    input.open(root)
  end
  input.open(root)
  write("Half a", "thought 🦀")

  leave()
  equal(lines(), { "Half a", "thought 🦀" })
  press("<CR>")
  equal(#sent, 1)

  leave()
  equal(lines(), { "" })
end)

with_session("while a turn runs the keys say what they do now", accepts, function(root, session, sent)
  input.open(root)
  equal(winbar(), " <CR> send · q close · g? keys")

  session:hear(1, { kind = "turn_state", state = "running", turnId = "t" })
  eventually(function()
    return winbar():find("queue")
  end)
  equal(winbar(), " <CR> queue · <C-x><C-s> steer it · <C-c> stop · q close · g? keys")
  write("Look at the tests, too.")
  press("<C-x><C-s>")
  equal(sent[1].params.delivery, "steer")
  press("<C-c>")
  equal(sent[2], { method = "journeyman/session/cancel", params = { sessionId = session.id } })
end)

with_session("arrows at the edge walk through the prompts of the session", accepts, function(root, session)
  for index, text in ipairs({ "First.", "Second." }) do
    session:hear(index, { kind = "user_message_chunk", content = { type = "text", text = text } })
  end
  input.open(root)
  write("Own.")

  press("<Up>")
  equal(lines(), { "Second." })
  press("<Up><Up>")
  equal(lines(), { "First." })
  press("<Down><Down>")
  equal(lines(), { "Own." })
end)

with_session("arrows between the lines only move", accepts, function(root, session)
  session:hear(1, { kind = "user_message_chunk", content = { type = "text", text = "First." } })
  input.open(root)
  write("one", "two")
  vim.api.nvim_win_set_cursor(0, { 2, 0 })
  press("<Up>")

  equal({ lines(), vim.api.nvim_win_get_cursor(0)[1] }, { { "one", "two" }, 1 })
end)

with_session("a text from elsewhere comes below the draft", accepts, function(root)
  input.fill(root, "Fix it.\r\nTest it.")
  equal(lines(), { "Fix it.", "Test it." })
  input.fill(root, "More.")
  equal(lines(), { "Fix it.", "Test it.", "", "More." })
end)

with_session("two tabs share the draft", accepts, function(root)
  input.open(root)
  write("Shared")
  vim.cmd.tabnew()
  input.open(root)
  local shared, windows = lines(), #vim.fn.win_findbuf(vim.api.nvim_get_current_buf())
  vim.cmd.tabonly({ bang = true })

  equal({ shared, windows }, { { "Shared" }, 2 })
end)

with_session("files and images go along with the next prompt", accepts, function(root, _, sent)
  local folder = vim.fn.tempname()
  vim.fn.mkdir(folder)
  local image, text = folder .. "/50%[plan]%{1+1}.png", folder .. "/notes.txt"
  vim.fn.writefile({ "not really a picture" }, image, "b")
  vim.fn.writefile({ "x" }, text)
  input.open(root)
  for _, path in ipairs({ image, text }) do
    local before = winbar()
    input.attach({ root = root, text = path, words = {}, bang = false })
    eventually(function()
      return winbar() ~= before
    end)
  end

  equal(winbar(), " <CR> send · with 50%[plan]%{1+1}.png · and notes.txt · q close · g? keys")
  write("What is this?")
  press("<CR>")
  equal(sent[1].params.prompt, {
    { type = "text", text = "What is this?" },
    { type = "image", mimeType = "image/png", data = vim.base64.encode("not really a picture") },
    { type = "resource_link", uri = vim.uri_from_fname(text) },
  })
  equal(winbar(), " <CR> send · q close · g? keys")
end)

with_session("a file that cannot be attached is told of", accepts, function(root)
  local folder, notify, told = vim.fn.tempname(), vim.notify, {}
  vim.fn.mkdir(folder)
  vim.fn.writefile({ ("x"):rep(5242881) }, folder .. "/large.png", "b")
  vim.notify = function(text)
    table.insert(told, text)
  end
  for _, name in ipairs({ "large.png", "none.txt" }) do
    input.attach({ root = root, text = folder .. "/" .. name, words = {}, bang = false })
    eventually(function()
      return #told > 0 and told[#told]:find(name, 1, true)
    end)
  end
  vim.notify = notify

  equal(told, {
    "large.png was not attached: it is larger than 5 MB. Make it smaller.",
    "none.txt was not attached: there is no such file. Complete its name with <Tab>.",
  })
end)
