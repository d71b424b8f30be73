local client = require("journeyman.client")
local events = require("journeyman.events")
local harness = require("harness")
local sessions = require("journeyman.sessions")
local trust = require("journeyman.trust")
local equal, test = harness.equal, harness.test

--- Runs `body` with a server that answers when it is told to, and returns the methods that were asked.
local function with(body)
  local request, ask, asked, answers = client.request, trust.ask, {}, {}
  trust.ask = function(_, callback)
    callback()
  end
  client.request = function(_, method, _, callback)
    table.insert(asked, method)
    table.insert(answers, callback)
  end
  local ok, problem = pcall(body, answers)
  client.request, trust.ask = request, ask
  assert(ok, problem)
  return asked
end

local function idle(answers)
  answers[#answers](nil, { seq = 0, reset = true, updates = {} })
end

test("who asks for a session while one is started gets the same", function()
  local got = {}

  local asked = with(function(answers)
    for _ = 1, 2 do
      sessions.ensure("/twice", function(_, session)
        table.insert(got, session.id)
      end)
    end
    answers[1](nil, { sessionId = "one", configOptions = {}, commands = {} })
    idle(answers)
  end)

  equal({ asked, got }, { { "journeyman/session/new", "journeyman/session/state" }, { "one", "one" } })
end)

test("a session that could not be started is asked for anew", function()
  local errors = {}

  local asked = with(function(answers)
    for _ = 1, 2 do
      sessions.ensure("/never", function(err)
        table.insert(errors, err.message)
      end)
      answers[#answers]({ message = "No model." })
    end
  end)

  equal({ #asked, errors }, { 2, { "No model.", "No model." } })
end)

test("when the server is back, sessions are loaded and the one that was shown is shown", function()
  local shown
  with(function(answers)
    for _, id in ipairs({ "a", "b" }) do
      sessions.new("/back", nil, function() end)
      answers[#answers](nil, { sessionId = id, configOptions = {}, commands = {} })
      idle(answers)
    end
    sessions.show(sessions.get("a"))
    events.emit("stopped", "/back")
    equal(sessions.get("a").stale, true)
    local before = #answers
    events.emit("started", "/back")
    for at = before + 1, before + 2 do
      local id = at == before + 1 and "first" or "second"
      equal({ id, type(answers[at]) }, { id, "function" })
    end
    shown = sessions.current("/back").id
  end)

  equal(shown, "a")
end)

test("a session that is deleted is shown no more", function()
  local told = {}
  with(function(answers)
    sessions.new("/gone", nil, function() end)
    answers[#answers](nil, { sessionId = "gone", configOptions = {}, commands = {} })
    idle(answers)
  end)
  local off = events.on("current", function(root, session)
    table.insert(told, { root, session })
  end)

  sessions.drop("gone")

  off()
  equal({ told, sessions.current("/gone"), sessions.get("gone") }, { { { "/gone" } } })
end)

test("what is still told of a session that was deleted is not heard", function()
  local resets = 0
  local off = events.on("reset", function()
    resets = resets + 1
  end)
  with(function(answers)
    sessions.new("/late", nil, function() end)
    answers[#answers](nil, { sessionId = "late", configOptions = {}, commands = {} })
    sessions.drop("late")
    idle(answers)
  end)

  off()
  equal(resets, 0)
end)
