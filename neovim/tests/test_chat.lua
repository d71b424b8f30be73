local harness = require("harness")
local chat = require("journeyman.chat")
local client = require("journeyman.client")
local sessions = require("journeyman.sessions")
local equal, eventually, test = harness.equal, harness.eventually, harness.test

local roots, request, now = 0, client.request, vim.uv.now

--- A folder with a session that is told things; its chat is on the screen, and away afterwards.
local function with_chat(body)
  roots = roots + 1
  local root, seq = vim.fs.normalize(vim.fn.tempname()) .. "/project" .. roots, 0
  vim.fn.mkdir(root, "p")
  client.request = function()
    return function() end
  end
  -- Nothing takes time, so that none is told.
  vim.uv.now = function()
    return 1
  end
  local function tell(update)
    seq = seq + 1
    sessions.hear(root, { sessionId = root, seq = seq, update = update })
  end
  tell({ kind = "session_info_update", title = "Fix 100% of it" })
  chat.show(root)
  local ok, problem = xpcall(body, debug.traceback, root, tell)
  client.request, vim.uv.now = request, now
  vim.cmd("silent! tabonly! | silent! only!")
  vim.cmd("silent! %bwipeout!")
  assert(ok, problem)
end

local function buffer(root)
  return vim.api.nvim_win_get_buf(chat.window(root))
end

local function lines(root)
  return vim.api.nvim_buf_get_lines(buffer(root), 0, -1, false)
end

local function shows(root, expected)
  eventually(function()
    return vim.deep_equal(lines(root), expected)
  end)
end

local function user(text)
  return { kind = "user_message_chunk", content = { type = "text", text = text } }
end

local function answer(text)
  return { kind = "agent_message_chunk", content = { type = "text", text = text } }
end

local function call(id, input)
  return { kind = "tool_call", toolCallId = id, title = "Run " .. id, tool = "run_command", rawInput = input }
end

local function ended(id, output)
  local content = { { type = "content", content = { type = "text", text = output } } }
  return { kind = "tool_call_update", toolCallId = id, status = "completed", content = content }
end

local function fold_at(win, row)
  return vim.api.nvim_win_call(win, function()
    return { vim.fn.foldclosed(row), vim.fn.foldclosedend(row) }
  end)
end

test("what is said is drawn, and what changes is drawn in its place", function()
  with_chat(function(root, tell)
    tell(user("Fix it."))
    tell(call("a", { command = "a" }))
    tell(answer("I look"))
    shows(root, { "❯ Fix it.", "", "… Run a", "", "I look", "" })

    tell(answer(" 🦀\n```\nx"))
    tell(ended("a", "one\r\ntwo"))

    shows(
      root,
      { "❯ Fix it.", "", "✓ Run a", "```", "one", "two", "```", "", "I look 🦀", "```", "x", "```", "" }
    )
    equal(vim.bo[buffer(root)].modifiable, false)
  end)
end)

test("prompts that wait stand at the end until they run", function()
  with_chat(function(root, tell)
    tell(user("Fix it."))
    local waits =
      { kind = "turn_state", state = "queued", turnId = "t2", content = { type = "text", text = "Test it." } }
    tell(waits)
    shows(root, { "❯ Fix it.", "", "… Queued: Test it.", "" })

    tell(answer("Done."))
    tell({ kind = "turn_state", state = "running", turnId = "t2" })
    tell(user("Test it."))

    shows(root, { "❯ Fix it.", "", "Done.", "", "❯ Test it.", "" })
  end)
end)

test("details are folded in every window, and what the user has opened stays open", function()
  with_chat(function(root, tell)
    tell(call("a", { x = 1, y = 2 }))
    tell(call("b", { x = 1, y = 2 }))
    shows(root, { "… Run a", "```", "x: 1", "y: 2", "```", "… Run b", "```", "x: 1", "y: 2", "```", "" })
    local first = chat.window(root)
    vim.cmd.tabnew()
    local second = chat.show(root)
    equal({ fold_at(first, 1), fold_at(second, 7) }, { { 1, 5 }, { 6, 10 } })
    vim.api.nvim_win_call(first, function()
      vim.cmd("1foldopen")
    end)

    tell(ended("a", "one\ntwo"))
    eventually(function()
      return lines(root)[1] == "✓ Run a"
    end)

    equal({ fold_at(first, 1), fold_at(second, 1) }, { { -1, -1 }, { 1, 9 } })
    equal({ fold_at(first, 11), fold_at(second, 11) }, { { 10, 14 }, { 10, 14 } })
  end)
end)

test("a fold that is new leaves those below it as they are", function()
  with_chat(function(root, tell)
    local win = chat.window(root)
    tell({ kind = "tool_call", toolCallId = "a", title = "Run a", tool = "x", rawInput = { command = "a" } })
    local asks = { kind = "permission_pending", permissionId = "p", toolCallId = "other", title = "Run a" }
    tell(vim.tbl_extend("force", asks, { reason = "It runs.", options = {} }))
    shows(root, { "… Run a", "▲ May it? Run a", "> Asked because: It runs.", "" })

    tell({ kind = "permission_resolved", permissionId = "p", optionId = "a" })
    shows(root, { "… Run a", "⊘ Not answered: Run a", "> Asked because: It runs.", "" })
    tell({ kind = "tool_call_update", toolCallId = "a", progress = "one\n" })
    eventually(function()
      return #lines(root) == 7
    end)

    equal({ fold_at(win, 1), fold_at(win, 5) }, { { 1, 4 }, { 5, 6 } })
  end)
end)

test("a fold grows with what it hides", function()
  with_chat(function(root, tell)
    local win = chat.window(root)
    for word in ("one\n two\n three\n four"):gmatch("[^ ]+") do
      tell({ kind = "agent_thought_chunk", content = { type = "text", text = word } })
      eventually(function()
        return vim.tbl_contains(lines(root), "> " .. vim.trim(word))
      end)
    end

    equal(fold_at(win, 5), { 1, 5 })
  end)
end)

test("a window at the end follows, and others stay where they are", function()
  with_chat(function(root, tell)
    tell(answer(("line\n"):rep(100) .. "last"))
    shows(root, vim.split(("line\n"):rep(100) .. "last\n", "\n"))
    local following = chat.window(root)
    equal(vim.api.nvim_win_get_cursor(following)[1], 102)
    vim.cmd.tabnew()
    local staying = chat.show(root)
    vim.api.nvim_win_set_cursor(staying, { 50, 0 })

    tell(answer("\nand more"))
    eventually(function()
      return vim.api.nvim_win_get_cursor(following)[1] == 103
    end)

    equal(vim.api.nvim_win_get_cursor(staying)[1], 50)
  end)
end)

test("a chat that is closed in mid-turn shows everything when it is opened again", function()
  with_chat(function(root, tell)
    tell(user("Fix it."))
    local buf = buffer(root)
    eventually(function()
      return #vim.api.nvim_buf_get_lines(buf, 0, -1, false) == 2
    end)
    vim.api.nvim_buf_delete(buf, { force = true })
    tell(answer("Meanwhile."))

    chat.show(root)

    shows(root, { "❯ Fix it.", "", "Meanwhile.", "" })
    equal(vim.fs.basename(vim.api.nvim_buf_get_name(buffer(root))), vim.fs.basename(root))
  end)
end)

test("`:edit!` in mid-turn changes nothing", function()
  with_chat(function(root, tell)
    tell(user("Fix it."))
    tell(call("a", { x = 1, y = 2 }))
    shows(root, { "❯ Fix it.", "", "… Run a", "```", "x: 1", "y: 2", "```", "" })
    vim.api.nvim_set_current_win(chat.window(root))

    vim.cmd("edit!")
    tell(answer("Meanwhile."))

    shows(root, { "❯ Fix it.", "", "… Run a", "```", "x: 1", "y: 2", "```", "", "Meanwhile.", "" })
    equal({ fold_at(0, 4), vim.bo.modifiable }, { { 3, 7 }, false })
  end)
end)

test("why the turn waits stands where the answer is expected", function()
  with_chat(function(root, tell)
    tell(user("Fix it."))
    tell({ kind = "notice", noticeKind = "waiting", text = "Again in 2 s." })
    shows(root, { "❯ Fix it.", "", "◷ Again in 2 s.", "" })
  end)
end)

test("a history that is told anew is drawn anew", function()
  with_chat(function(root, tell)
    tell(user("Forget me."))
    tell({ kind = "notice", noticeKind = "waiting", text = "Me, too." })
    shows(root, { "❯ Forget me.", "", "◷ Me, too.", "" })
    client.request = function(_, _, _, callback)
      callback(nil, { seq = 9, reset = true, updates = { user("Only me.") } })
    end

    tell({ kind = "history_restored", messages = 1 })

    shows(root, { "❯ Only me.", "" })
  end)
end)

test("much is drawn in slices, in the right order", function()
  with_chat(function(root, tell)
    local expected = {}
    for index = 1, 3000 do
      tell(user("Prompt " .. index))
      vim.list_extend(expected, { "❯ Prompt " .. index, "" })
    end

    eventually(function()
      return #lines(root) == #expected
    end)

    equal(lines(root), expected)
  end)
end)

test("the line above tells the title, and nothing of it is an item of a status line", function()
  with_chat(function(root, tell)
    tell({ kind = "turn_state", state = "running", turnId = "t" })
    local win = chat.window(root)
    eventually(function()
      return vim.wo[win].winbar:find("running")
    end)

    local bar = vim.api.nvim_eval_statusline(vim.wo[win].winbar, { winid = win, use_winbar = true })
    equal(bar.str, " Fix 100% of it · running")
  end)
end)

test("the line above has the room of its window, also when that is resized", function()
  with_chat(function(root, tell)
    local win = chat.window(root)
    tell({ kind = "session_info_update", title = ("title "):rep(8) })
    eventually(function()
      return vim.wo[win].winbar:find("title title title title title")
    end)

    vim.api.nvim_win_set_width(win, 35)
    -- Without a screen nothing is told of it.
    vim.api.nvim_exec_autocmds("WinResized", {})

    equal(vim.wo[win].winbar:find("title title title title title"), nil)
    assert(vim.wo[win].winbar:find("title title"))
  end)
end)

test("a modeline, and text with control characters, are only text", function()
  with_chat(function(root, tell)
    local words = "vim: set tw=3 :\27[2Jx\0y"
    tell(user(words))

    shows(root, { "❯ vim: set tw=3 :\27[2Jx y", "" })
    equal({ vim.bo[buffer(root)].textwidth, vim.bo[buffer(root)].modeline }, { vim.go.textwidth, false })
  end)
end)

test("the chat does not hide what the user has in its window later", function()
  with_chat(function(root)
    local win = chat.window(root)
    vim.api.nvim_set_current_win(win)

    vim.cmd.enew()

    equal({ vim.wo[win].winbar, vim.wo[win].foldmethod }, { "", vim.go.foldmethod })
  end)
end)
