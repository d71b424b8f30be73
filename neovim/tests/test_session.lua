local Session = require("journeyman.session")
local client = require("journeyman.client")
local events = require("journeyman.events")
local harness = require("harness")
local equal, test = harness.equal, harness.test

local function chunk(text)
  return { kind = "agent_message_chunk", content = { type = "text", text = text } }
end

--- Runs `body` with a server that answers by `answer`, and returns what was asked and the updates that were told.
local function with(answer, body)
  local request, asked, told = client.request, {}, {}
  client.request = function(_, method, params, callback)
    table.insert(asked, { method, params })
    local result, err = answer(method, params, #asked)
    callback(err, result)
    return function() end
  end
  local off = events.on("update", function(_, update)
    table.insert(told, update.content and update.content.text or update.kind)
  end)
  local ok, problem = pcall(body, Session.new("/r", { sessionId = "s" }))
  client.request = request
  off()
  assert(ok, problem)
  return asked, told
end

local function nothing() end

test("updates are taken in by their numbers, each once", function()
  local asked, told = with(nothing, function(session)
    session:hear(1, chunk("a"))
    session:hear(2, chunk("b"))
    session:hear(2, chunk("b"))
    equal(session.seq, 2)
  end)

  equal({ asked, told }, { {}, { "a", "b" } })
end)

test("a gap is closed by asking for what is missing", function()
  local function answer()
    return { seq = 3, reset = false, updates = { chunk("b"), chunk("c") } }
  end

  local asked, told = with(answer, function(session)
    session:hear(1, chunk("a"))
    session:hear(3, chunk("c"))
    session:hear(4, chunk("d"))
  end)

  equal(asked, { { "journeyman/session/state", { sessionId = "s", sinceSeq = 1 } } })
  equal(told, { "a", "b", "c", "d" })
end)

test("what comes while it catches up is in the answer already", function()
  local session = Session.new("/r", { sessionId = "s" })
  local request, later = client.request, nil
  client.request = function(_, _, _, callback)
    later = callback
  end

  session:hear(2, chunk("b"))
  session:hear(3, chunk("c"))
  later(nil, { seq = 3, reset = false, updates = { chunk("a"), chunk("b"), chunk("c") } })

  client.request = request
  equal(session.seq, 3)
end)

test("a reset draws everything anew", function()
  local resets = 0
  local off = events.on("reset", function()
    resets = resets + 1
  end)
  local function answer()
    return { seq = 9, reset = true, updates = { { kind = "session_info_update", title = "Fix the log" } } }
  end

  local _, told = with(answer, function(session)
    session:hear(1, { kind = "change_set", changeSetId = "1", files = { { path = "a" } } })
    session:hear(7, chunk("x"))
    equal({ session.seq, session.title, session.changes }, { 9, "Fix the log", {} })
  end)

  off()
  equal({ told, resets }, { { "change_set" }, 1 })
end)

test("going back to a checkpoint tells the history anew", function()
  local function answer()
    return { seq = 2, reset = true, updates = {} }
  end

  local asked = with(answer, function(session)
    session:hear(1, chunk("a"))
    session:hear(2, { kind = "history_restored", messages = 0 })
  end)

  equal(asked, { { "journeyman/session/state", { sessionId = "s" } } })
end)

test("what waits for the user is there until it is resolved", function()
  with(nothing, function(session)
    session:hear(1, { kind = "turn_state", state = "running", turnId = "t" })
    session:hear(
      2,
      { kind = "permission_pending", permissionId = "p", toolCallId = "c", title = "Edit log.py", options = {} }
    )
    session:hear(3, { kind = "turn_state", state = "awaiting_permission", turnId = "t" })
    equal({ #session.permissions, session:is_busy() }, { 1, true })

    session:hear(4, { kind = "permission_resolved", permissionId = "p", optionId = "allow_once" })
    session:hear(5, { kind = "turn_state", state = "idle", turnId = "t", stopReason = "end_turn" })
    equal({ #session.permissions, session:is_busy(), session.turn_id }, { 0, false, "t" })
  end)
end)

test("what steers the running turn is known at once, unless it is refused", function()
  local blocks = { { type = "text", text = "Only the log." }, { type = "image", data = "", mimeType = "image/png" } }
  local refused = nil
  local function answer(method)
    if method == "journeyman/session/prompt" and not refused then
      return { turnId = "t" }
    end
    return nil, refused
  end

  local _, told = with(answer, function(session)
    session:prompt(blocks, { delivery = "steer" })
    equal(session.transcript.steered, {})
    session:hear(1, { kind = "turn_state", state = "running", turnId = "t" })
    session:prompt(blocks, { delivery = "queue" })
    equal(session.transcript.steered, {})

    session:prompt(blocks, { delivery = "steer" })
    refused = { message = "A skill cannot join a running turn." }
    session:prompt({ { type = "text", text = "/skill" } }, { delivery = "steer" }, nothing)

    equal(session.transcript.steered, { { text = "Only the log." } })
  end)

  equal(told, { "turn_state", "steered", "steered", "steered" })
end)

test("a change set without files is none", function()
  with(nothing, function(session)
    session:hear(1, { kind = "change_set", changeSetId = "1", files = { { path = "a" } } })
    session:hear(2, { kind = "change_set", changeSetId = "1", files = {} })

    equal(session.changes, {})
  end)
end)

test("an option that was set is known at once", function()
  local options = { { id = "mode", currentValue = "plan" } }
  local function answer()
    return { configOptions = options }
  end

  local asked = with(answer, function(session)
    session:set_option("mode", "plan")
    equal(session:option("mode"), "plan")
  end)

  equal(asked[1][2], { sessionId = "s", configId = "mode", value = "plan" })
end)
