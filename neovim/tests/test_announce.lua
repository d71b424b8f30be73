local announce = require("journeyman.announce")
local asking = require("asking")
local events = require("journeyman.events")
local harness = require("harness")
local sessions = require("journeyman.sessions")
local equal = harness.equal

local said, levels, heard
local started = false

local function test(name, body)
  harness.test(name, function()
    if not started then
      started = true
      announce.start()
    end
    said, levels, heard = {}, {}, {}
    local notify = vim.notify
    vim.notify = function(text, level)
      table.insert(said, text)
      table.insert(levels, level)
    end
    local autocmd = vim.api.nvim_create_autocmd("User", {
      pattern = "Journeyman*",
      callback = function(event)
        table.insert(heard, { event.match, event.data })
      end,
    })
    local ok, problem = pcall(asking.with, body)
    vim.api.nvim_del_autocmd(autocmd)
    vim.api.nvim_exec_autocmds("FocusGained", {})
    vim.notify, vim.g.journeyman = notify, nil
    assert(ok, problem)
  end)
end

local function idle(session, fields)
  local update = { kind = "turn_state", state = "idle", turnId = "t", stopReason = "end_turn" }
  asking.update(session.id, session.root, vim.tbl_extend("force", update, fields or {}))
end

--- The chat of a session in the current window.
local function show_chat(session)
  sessions.show(session)
  vim.bo.filetype = "journeyman-chat"
  vim.b.journeyman_root = session.root
end

test("the end of a turn is told to the configuration, and to a user who sees no chat", function()
  local session = asking.session()

  idle(session)

  equal(said, { "The turn is done." })
  local data = { session_id = session.id, turn_id = "t", stop_reason = "end_turn", root = "/asking" }
  equal(heard, { { "JourneymanTurnDone", data } })
end)

test("who looks at the chat is told nothing that it shows", function()
  local session = asking.session()
  show_chat(session)

  idle(session)

  equal({ #said, #heard }, { 0, 1 })
end)

test("who has gone to another window, tab or session is told", function()
  local session = asking.session()
  show_chat(session)
  vim.api.nvim_exec_autocmds("FocusLost", {})
  idle(session)
  equal(#said, 1)

  vim.api.nvim_exec_autocmds("FocusGained", {})
  vim.cmd.tabnew()
  idle(session)
  equal(#said, 2)

  vim.cmd.tabprevious()
  sessions.show(asking.session())
  idle(session)
  equal(#said, 3)
end)

test("an error is told to a user who sees no chat, with what to do", function()
  local session = asking.session()
  local failed = {
    stopReason = "error",
    error = { kind = "settings", message = "No model was found.", command = "journeyman.chooseModel" },
  }

  idle(session, failed)
  show_chat(session)
  idle(session, failed)

  equal(said, { "No model was found. Try :Journeyman model" })
  equal({ #heard, heard[2][2].message }, { 2, "No model was found." })
end)

test("that the service drops a part of the prompt is told to a user who sees no chat", function()
  local session = asking.session()
  local function notice(kind)
    asking.update(session.id, session.root, { kind = "notice", noticeKind = kind, text = kind .. "\n." })
  end
  for _, kind in ipairs({ "waiting", "fallback", "truncated" }) do
    notice(kind)
  end
  show_chat(session)
  notice("truncated")

  equal({ said, levels }, { { [[truncated\n.]] }, { vim.log.levels.WARN } })
end)

test("a turn that the user stopped is no news", function()
  idle(asking.session(), { stopReason = "cancelled" })

  equal({ #said, heard[1][2].stop_reason }, { 0, "cancelled" })
end)

test("the options say what is told; the configuration hears of all", function()
  vim.g.journeyman = { notify = { turn_done = false, permission = false, skill_learned = false } }
  local session = asking.session()
  idle(session)
  asking.permission(session, "p1")
  asking.question(session, "q1", "Round?", { "up" })
  local learned = { kind = "skill_learned", what = "learned", name = "add-a-route", reason = "five steps" }
  asking.update(session.id, session.root, learned)

  equal(said, {})
  equal(
    vim.tbl_map(function(event)
      return event[1]
    end, heard),
    { "JourneymanTurnDone", "JourneymanPermission", "JourneymanQuestion", "JourneymanSkillLearned" }
  )
  equal({ heard[2][2].title, heard[3][2].question, heard[4][2].name }, { "Run make", "Round?", "add-a-route" })
end)

test("what waits is told in one line, in which nothing hides", function()
  asking.permission(asking.session(), "p1", { title = "Run a\nb \27[2J" })

  equal(said, { ":Journeyman permission waits: Run a\\nb \\x1b[2J" })
end)

test("an autocommand that fails keeps nobody else from hearing", function()
  local failing = vim.api.nvim_create_autocmd("User", {
    pattern = "JourneymanTurnDone",
    callback = function()
      error("oh")
    end,
  })
  local others = 0
  local off = events.on("update", function()
    others = others + 1
  end)
  local session = asking.session()
  others = 0

  idle(session)

  off()
  vim.api.nvim_del_autocmd(failing)
  equal({ others, said[1] }, { 1, "The turn is done." })
end)
