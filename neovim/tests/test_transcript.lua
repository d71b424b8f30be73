local harness = require("harness")
local transcript = require("journeyman.transcript")
local equal, test = harness.equal, harness.test

--- Takes in updates, one each hundred milliseconds.
local function told(updates)
  local t = transcript.new()
  for index, update in ipairs(updates) do
    transcript.apply(t, update, index * 100)
  end
  return t
end

local function kinds(t)
  return vim.tbl_map(function(entry)
    return entry.kind
  end, t.entries)
end

local function state(name, more)
  return vim.tbl_extend("force", { kind = "turn_state", state = name, turnId = "t1", sessionId = "s" }, more or {})
end

local function user(text)
  return { kind = "user_message_chunk", content = { type = "text", text = text } }
end

local function answer(text)
  return { kind = "agent_message_chunk", content = { type = "text", text = text } }
end

local function call(id, tool)
  local input = { command = "pytest" }
  return { kind = "tool_call", toolCallId = id, title = "Run pytest", tool = tool or "run_command", rawInput = input }
end

local function notice(kind, text)
  return { kind = "notice", noticeKind = kind, text = text }
end

local function ended(id, status, content)
  return { kind = "tool_call_update", toolCallId = id, status = status, content = content or {} }
end

local function said(text)
  return { type = "content", content = { type = "text", text = text } }
end

test("a turn is told as entries that know their turn", function()
  local t = told({
    state("running"),
    user("Fix it."),
    { kind = "agent_thought_chunk", content = { type = "text", text = "Hm." } },
    answer("I "),
    answer("look."),
    { kind = "usage_update", usage = {} },
    call("c1"),
    ended("c1", "completed", { said("ok") }),
    answer("Done."),
    state("idle", { stopReason = "end_turn", usage = { totalTokens = 7 } }),
  })

  equal(kinds(t), { "user", "thought", "answer", "tool", "answer", "end" })
  equal({ t.entries[3].text, t.entries[3].done, t.entries[2].seconds }, { "I look.", true, 0.1 })
  equal({ t.entries[4].output, t.entries[4].seconds }, { "ok", 0.1 })
  equal({ t.entries[6].seconds, t.entries[6].usage.totalTokens }, { 0.9, 7 })
  for _, entry in ipairs(t.entries) do
    equal(entry.turn_id, "t1")
  end
end)

test("the first entry that an update has changed is named, and all are noted", function()
  local t = told({ state("running"), user("Fix it."), call("c1") })
  t.changed = {}

  equal(transcript.apply(t, answer("I look."), 0), 3)
  equal(transcript.apply(t, { kind = "tool_call_update", toolCallId = "c1", progress = "x" }, 0), 2)
  equal(transcript.apply(t, { kind = "never_heard_of" }, 0), nil)
  equal(t.changed, { [2] = true, [3] = true })
end)

test("what is told from what is stored has no times, and the turn that still runs is named afterwards", function()
  local t = transcript.new()
  for _, update in ipairs({ user("First."), answer("Yes."), user("Second."), state("running"), answer("I") }) do
    transcript.apply(t, update)
  end

  local turns = {}
  for index, entry in ipairs(t.entries) do
    turns[index] = entry.turn_id or "unknown"
  end
  equal(turns, { "unknown", "unknown", "t1", "t1" })
  equal(t.entries[2].seconds, nil)
end)

test("a prompt that waits is an entry when it runs, and also if it is cancelled before", function()
  local waits = state("queued", { turnId = "t2", content = { type = "text", text = "Then test it." } })
  local t = told({ state("running"), user("Fix it."), waits })
  equal(t.queued, { { turn_id = "t2", text = "Then test it." } })

  transcript.apply(t, state("idle", { turnId = "t2", stopReason = "cancelled" }), 400)

  equal(t.queued, {})
  equal(kinds(t), { "user", "user", "end" })
  equal({ t.entries[2].text, t.entries[2].turn_id, t.running }, { "Then test it.", "t2", true })
end)

test("what the running turn is told waits until the model reads it", function()
  local t = told({ state("running"), user("Fix it."), call("c1") })
  transcript.steer(t, "Only the log. 🦀\n")
  transcript.steer(t, "And test it.")
  equal(t.steered, { { text = "Only the log. 🦀" }, { text = "And test it." } })

  transcript.apply(t, user("Only the log. 🦀"), 400)

  equal(t.steered, { { text = "And test it." } })
  equal({ kinds(t), t.entries[3].text }, { { "user", "tool", "user" }, "Only the log. 🦀" })
end)

test("what a turn was told and has not read is answered after it, or shown where it was cancelled", function()
  for reason, shown in pairs({ end_turn = { "user", "end" }, cancelled = { "user", "user", "end" } }) do
    local t = told({ state("running"), user("Fix it.") })
    transcript.steer(t, "Only the log.")

    transcript.apply(t, state("idle", { stopReason = reason }), 300)

    equal({ t.steered, kinds(t) }, { {}, shown })
  end
end)

test("calls that did not end before their turn are stopped", function()
  local t = told({ state("running"), call("c1"), state("idle", { stopReason = "cancelled" }) })

  equal(t.entries[1].status, "stopped")
end)

test("of an edit the difference is kept, not the files", function()
  local change = { type = "diff", path = "log.py", oldText = "a\nb\n", newText = "a\nc\nd\n" }
  local t = told({ state("running"), call("c1"), ended("c1", "completed", { said("Edited log.py."), change }) })

  local diff = t.entries[1].diffs[1]
  equal({ diff.path, diff.added, diff.removed, diff.status }, { "log.py", 2, 1, "modified" })
  equal(diff.text, "@@ -1,2 +1,3 @@\n a\n-b\n+c\n+d\n")
end)

test("the plan is replaced within a turn, and its calls are shown only if they fail", function()
  local function plan(status)
    return { kind = "plan", entries = { { content = "Run the tests", status = status } } }
  end
  local t = told({
    user("Fix it."),
    call("p1", "plan"),
    plan("pending"),
    ended("p1", "completed"),
    call("p2", "plan"),
    plan("completed"),
    ended("p2", "failed", { said("No entries.") }),
    user("And now?"),
    plan("pending"),
  })

  equal(kinds(t), { "user", "plan", "tool", "user", "plan" })
  equal(t.entries[2].steps[1].status, "completed")
  equal(t.entries[3].output, "No entries.")
end)

test("a permission is told with its outcome, and its call waits meanwhile, which is not the call's time", function()
  local asks = { kind = "permission_pending", permissionId = "p", toolCallId = "c1", title = "Run", options = {} }
  local t = told({ state("running"), call("c1"), asks })
  equal({ t.entries[1].waits, t.entries[2].has_call }, { true, true })

  transcript.apply(t, { kind = "permission_resolved", permissionId = "p", optionId = "allow_once" }, 60000)
  transcript.apply(t, ended("c1", "completed"), 61000)

  equal({ t.entries[1].waits, t.entries[2].option_id, t.entries[1].seconds }, { false, "allow_once", 1 })
end)

test("the changes of a turn come before its end, and later decisions change them in place", function()
  local function changes(files)
    return { kind = "change_set", changeSetId = "1", turnId = "t1", origin = "turn", files = files }
  end
  local t = told({ state("running"), changes({ { path = "a.py" } }), answer("Done."), state("idle") })
  equal(kinds(t), { "answer", "changes", "end" })

  equal(transcript.apply(t, changes({}), 0), 2)

  equal(t.entries[2].change_set.files, {})
end)

test("the turn says why it waits for the model, in one line, until it goes on", function()
  for _, update in ipairs({
    answer("Hi."),
    { kind = "agent_thought_chunk", content = { type = "text", text = "Hm." } },
    { kind = "usage_update", usage = {} },
    call("c1"),
    notice("fallback", "Asking b."),
    { kind = "history_compacted", messages = 3 },
    state("idle", { stopReason = "cancelled" }),
  }) do
    local t = told({ state("running"), user("a"), notice("waiting", "In 1 s."), notice("waiting", "In 2 s.") })
    equal({ t.waiting, kinds(t) }, { "In 2 s.", { "user" } })

    transcript.apply(t, update, 500)

    equal(t.waiting, nil)
  end
end)

test("the turn goes on waiting for the model while other things happen", function()
  local waits = state("queued", { turnId = "t2", content = { type = "text", text = "Then test it." } })
  local t = told({
    state("running"),
    waits,
    notice("waiting", "In 1 s."),
    state("idle", { turnId = "t2", stopReason = "cancelled" }),
    { kind = "session_info_update", title = "T" },
  })

  equal(t.waiting, "In 1 s.")
end)

test("what else is to be known of the model service stays where it was told", function()
  local t = told({
    state("running"),
    notice("fallback", "Asking b."),
    answer("Hi."),
    notice("truncated", "Cut."),
    { kind = "usage_update", usage = {} },
    notice("from_the_future", "New."),
    answer("Bye."),
  })

  local texts = vim.tbl_map(function(entry)
    return entry.text
  end, t.entries)
  equal(texts, { "Asking b.", "Hi.", "Cut.", "New.", "Bye." })
  equal({ t.entries[2].done, t.entries[3].notice_kind, t.entries[3].turn_id }, { true, "truncated", "t1" })
end)

test("of pictures only the size is kept", function()
  local image =
    { kind = "user_message_chunk", content = { type = "image", mimeType = "image/png", data = "iVBORw0KGgo=" } }
  local t = told({ user("See?"), image })

  equal(t.entries[1].images, { { mime_type = "image/png", size = 9 } })
end)

test("of what a command prints the end is kept", function()
  local t = told({ call("c1") })
  for _ = 1, 100 do
    transcript.apply(t, { kind = "tool_call_update", toolCallId = "c1", progress = ("🦀"):rep(100) .. "\n" }, 0)
  end

  local kept = t.entries[1].progress
  equal({ #kept <= 8000, kept:sub(1, 4), kept:sub(-5) }, { true, "🦀", "🦀\n" })
end)
