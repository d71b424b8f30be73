local desks = require("desk")
local harness = require("harness")
local lines = require("journeyman.views.session_lines")
local open_sessions = require("journeyman.sessions")
local sessions = require("journeyman.views.sessions")
local equal, eventually, test = harness.equal, harness.eventually, harness.test

local function item(id, title, change)
  return vim.tbl_extend("force", {
    sessionId = id,
    title = title,
    createdAt = "2026-05-02T12:00:00+00:00",
    updatedAt = "2026-05-02T12:00:00+00:00",
    model = "tiny",
    mode = "ask",
  }, change or {})
end

local function listing(desk, ...)
  local items = { ... }
  desk.server.answers["journeyman/session/list"] = function()
    return { sessions = items }
  end
end

local function opening(desk)
  local function open(params)
    return { sessionId = params.sessionId or "new", seq = 0, configOptions = {}, commands = {} }
  end
  desk.server.answers["journeyman/session/load"] = open
  desk.server.answers["journeyman/session/new"] = open
  desk.server.answers["journeyman/session/state"] = function()
    return { seq = 0, reset = true, updates = {} }
  end
end

local function forget_all()
  for _, session in ipairs(open_sessions.all()) do
    open_sessions.drop(session.id)
  end
end

test("a session is a line: title, when, model, mode, its parent, and whether it works", function()
  open_sessions.hear("/timesheet", { sessionId = "s1", seq = 1, update = { kind = "other" } })
  open_sessions.get("s1").state = "running"

  local shown = lines.lines("/timesheet", {
    item("s2", "", { parentId = "s1" }),
    item("s1", "Fix 🦀"),
  }, true, os.time({ year = 2026, month = 8, day = 1 }))

  local texts = vim.tbl_map(function(line)
    local text = ""
    for _, piece in ipairs(line) do
      text = text .. (type(piece) == "table" and piece[1] or piece)
    end
    return text
  end, shown)
  forget_all()
  equal(texts, {
    "  (without a title)  2026-05-02 · tiny · ask · branch of “Fix 🦀”",
    "▸ Fix 🦀  2026-05-02 · tiny · ask · ● running",
    "  more…",
  })
end)

test("the line at the end shows the next page", function()
  desks.with(function(desk)
    desk.server.answers["journeyman/session/list"] = function(params)
      return params.cursor and { sessions = { item("s2", "Second") } }
        or { sessions = { item("s1", "First") }, nextCursor = "1" }
    end
    sessions.open(desks.call(desk))

    desk:press("more…", "<CR>")

    desk.shows("Second")
    equal(#desk.lines(), 2)
    equal(desk:asked("journeyman/session/list"), { {}, {}, { cursor = "1" } })
    equal(sessions.known(desk.root), { "s1", "s2" })
  end)
end)

test("words find sessions", function()
  desks.with(function(desk)
    listing(desk)

    sessions.open(desks.call(desk, "log midnight"))

    desk.shows("No session has these words.")
    equal(desk:asked("journeyman/session/list"), { { query = "log midnight" } })
  end)
end)

test("a session is gone on with in the chat", function()
  desks.with(function(desk)
    listing(desk, item("s1", "First"), item("s2", "Second"))
    opening(desk)
    sessions.open(desks.call(desk))

    desk:press("Second", "<CR>")

    eventually(function()
      return #desk.chats == 1
    end)
    equal({ open_sessions.current(desk.root).id, desk.chats }, { "s2", { desk.root } })
    desk.shows("▸ Second")
    forget_all()
  end)
end)

test("without an id the session that was used last is resumed, and one that is away says why", function()
  desks.with(function(desk)
    listing(desk, item("s1", "First"), item("s2", "Second"))
    opening(desk)

    sessions.resume(desks.call(desk))
    eventually(function()
      return #desk.chats == 1
    end)
    desk.server.answers["journeyman/session/load"] = function()
      return nil, { code = -32053, message = "Session s2 is in use by another Journeyman." }
    end
    sessions.resume(desks.call(desk, "s2"))

    desk:hears("Session s2 is in use by another Journeyman.")
    equal({ open_sessions.current(desk.root).id, desk.chats }, { "s1", { desk.root } })
    forget_all()
  end)
end)

test("where there is no session, resuming says how to start one", function()
  desks.with(function(desk)
    listing(desk)

    sessions.resume(desks.call(desk))

    desk:hears("There is no session to go on with. :Journeyman chat starts one.")
  end)
end)

test("keys rename, branch off, start and export", function()
  desks.with(function(desk)
    listing(desk, item("s1", "Fix the log: part/2"))
    opening(desk)
    desk.server.answers["journeyman/session/rename"] = function()
      return item("s1", "Log")
    end
    desk.server.answers["journeyman/session/export"] = function()
      return { text = "{}\n" }
    end
    desk.answers = { "Log", desk.root .. "/log.jsonl" }
    sessions.open(desks.call(desk))

    desk:press("Fix the log", "r")
    equal(desk:wait_for("journeyman/session/rename"), { sessionId = "s1", title = "Log" })
    desk:press("Fix the log", "X")
    desk:hears("Written to " .. desk.root .. "/log.jsonl")
    desk:press("Fix the log", "n")
    desk:press("Fix the log", "f")

    equal(desk:wait_for("journeyman/session/new"), { from = { sessionId = "s1" } })
    eventually(function()
      return #desk.chats == 2
    end)
    equal(desk.chats, { "new in " .. desk.root, desk.root })
    equal(desk.questions, {
      "Title: Fix the log: part/2",
      ("Export to a new file: %s/Fix-the-log-part-2.jsonl"):format(desk.root),
    })
    forget_all()
  end)
end)

test("the name of an export is cut between characters", function()
  desks.with(function(desk)
    listing(desk, item("s1", ("🦀"):rep(80)))
    desk.answers = { false }
    sessions.open(desks.call(desk))

    desk:press("🦀", "X")

    eventually(function()
      return #desk.questions == 1
    end)
    equal(desk.questions, { ("Export to a new file: %s/%s.jsonl"):format(desk.root, ("🦀"):rep(60)) })
  end)
end)

test("a session is deleted only if the user says so, and then nothing holds on to it", function()
  desks.with(function(desk)
    listing(desk, item("s1", "First"))
    opening(desk)
    desk.server.answers["journeyman/session/delete"] = function()
      return vim.empty_dict()
    end
    desk.answers = { "No", "Delete it" }
    sessions.go(desk.root, "s1")
    eventually(function()
      return open_sessions.get("s1") and #desk.chats == 1
    end)
    sessions.open(desks.call(desk))

    desk:press("First", "D")
    equal(desk:asked("journeyman/session/delete"), {})
    desk:press("First", "D")

    equal(desk:wait_for("journeyman/session/delete"), { sessionId = "s1" })
    eventually(function()
      return not open_sessions.get("s1")
    end)
    equal(open_sessions.current(desk.root), nil)
  end)
end)
