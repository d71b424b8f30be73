local desks = require("desk")
local feedback = require("journeyman.chat.feedback")
local harness = require("harness")
local resend = require("journeyman.chat.resend")
local sessions = require("journeyman.sessions")
local equal, eventually, test = harness.equal, harness.eventually, harness.test

local CHECKPOINT = { checkpointId = "2", turnId = "t", prompt = "Fix the log.", createdAt = "", paths = {} }

--- A session with a turn `t`.
local function with_turn(name, body)
  test(name, function()
    desks.with(function(desk)
      local count = 0
      desk.server.answers["journeyman/session/new"] = function()
        count = count + 1
        local options = { { id = "mode", currentValue = "act" }, { id = "model", currentValue = "tiny" } }
        return { sessionId = desk.root .. count, seq = 0, configOptions = options, commands = {} }
      end
      desk.server.answers["journeyman/session/state"] = function()
        return { seq = 0, reset = true, updates = {} }
      end
      desk.server.answers["journeyman/checkpoint/list"] = function()
        local later = vim.tbl_extend("force", CHECKPOINT, { turnId = "u", prompt = "Later." })
        return { checkpoints = { CHECKPOINT, later } }
      end
      desk.server.answers["journeyman/episode/feedback"] = function()
        return vim.empty_dict()
      end
      package.loaded["journeyman.chat"].window = function() end
      sessions.ensure(desk.root, function(_, session)
        desk.session = session
      end)
      eventually(function()
        return desk.session
      end)
      body(desk, desk.session)
    end)
  end)
end

with_turn("a prompt is edited in a session like the old one, which ends before it", function(desk, session)
  resend.edit(session, "t")
  desk:hears("This is a new session")

  local from = { sessionId = session.id, checkpointId = "2" }
  equal(desk:asked("journeyman/session/new")[2], { from = from, mode = "act", model = "tiny" })
  equal(assert(sessions.current(desk.root)).id, desk.root .. "2")
  equal(vim.api.nvim_buf_get_lines(0, 0, -1, false), { "Fix the log." })
end)

with_turn("a turn without a checkpoint cannot be gone back to", function(desk, session)
  resend.edit(session, "gone")

  desk:hears("There is no way back to this prompt.")
  equal(#desk:asked("journeyman/session/new"), 1)
end)

with_turn("the user's word goes to the server, with a reason if there is one", function(desk, session)
  desk.answers = { " It changed the test instead. ", "" }
  feedback.give(session, "t", "down")
  desk:hears("Noted that this turn went badly.")
  feedback.give(session, "t", "up")
  desk:hears("Noted that this turn went well.")

  equal(desk:asked("journeyman/episode/feedback"), {
    { sessionId = session.id, turnId = "t", value = "down", note = "It changed the test instead." },
    { sessionId = session.id, turnId = "t", value = "up" },
  })
end)

with_turn("who closes the question for a reason has said nothing", function(desk, session)
  desk.answers = { false }
  feedback.give(session, "t", "up")

  equal({ #desk.questions, desk:asked("journeyman/episode/feedback") }, { 1, {} })
end)
