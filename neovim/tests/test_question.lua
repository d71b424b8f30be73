local asking = require("asking")
local harness = require("harness")
local question = require("journeyman.question")
local equal = harness.equal

local said

local function test(name, body)
  harness.test(name, function()
    local notify = vim.notify
    said = {}
    vim.notify = function(text)
      table.insert(said, text)
    end
    asking.with(body)
    vim.notify = notify
  end)
end

local function open(text)
  question.open({ root = "/asking", text = text or "" })
end

test("the question is shown with its choices and their keys", function()
  asking.question(asking.session(), "q1", "Round up\nor down?", { "up", "down \u{202e}" })

  equal(asking.lines(), {
    "Round up",
    "or down?",
    "",
    "1     up",
    "2     down \\u202e",
    "i     Answer in your own words",
    "s     Let the agent decide",
  })
end)

test("a number chooses; a number without a choice does nothing", function()
  local session = asking.session()
  asking.question(session, "q1", "Round up or down?", { "up", "down" })
  open()
  asking.wait_ms(300)
  asking.press("3")
  equal(#asking.sent, 0)

  asking.press("2")

  equal(asking.sent[1].params, { sessionId = session.id, questionId = "q1", answer = "down" })
  equal(asking.window(), nil)
end)

test("the user may answer in their own words, or let the agent decide", function()
  local input = vim.ui.input
  vim.ui.input = function(_, on_confirm)
    on_confirm("half up")
  end
  local session = asking.session()
  asking.question(session, "q1", "Round?", {})
  asking.question(session, "q2", "Sure?", {})
  open()
  asking.wait_ms(300)
  asking.press("i")
  vim.ui.input = input
  asking.wait_ms(300)
  asking.press("s")

  equal({ asking.sent[1].params.answer, asking.sent[2].params.questionId, asking.sent[2].params.answer }, {
    "half up",
    "q2",
    nil,
  })
end)

test("the command answers at once with its words", function()
  asking.question(asking.session(), "q1", "Round up or down?", { "up", "down" })

  open("to the nearest")

  equal(asking.sent[1].params.answer, "to the nearest")
end)

test("the command with words answers no question of another folder", function()
  asking.question(asking.session("/other"), "q1", "Round?", {})

  open("up")

  equal({ #asking.sent, said[#said] }, { 0, "The agent asks nothing in this folder." })
end)

test("keys of a permission answer no question, and the other way round", function()
  local session = asking.session()
  asking.question(session, "q1", "Round?", { "up" })
  open()
  asking.wait_ms(300)
  asking.press("aAr")
  equal(#asking.sent, 0)

  asking.permission(session, "p1")
  asking.resolved(session, "q1")
  equal(asking.lines()[1], "Run make")
  asking.wait_ms(300)
  asking.press("1s")
  equal(#asking.sent, 0)
end)

test("a server that is gone asks nothing any more", function()
  asking.question(asking.session(), "q1", "Round?", {})
  require("journeyman.events").emit("stopped", "/asking")

  equal(asking.window(), nil)
end)
