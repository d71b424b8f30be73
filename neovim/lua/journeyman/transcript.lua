--- What was said and done in a session, one entry after the other. Knows nothing of the screen.
---
--- Entries are only added at the end and changed in place, so that an index names one for good.
local calls = require("journeyman.transcript.calls")
local list = require("journeyman.transcript.list")

local M = {}

---@alias journeyman.EntryKind "user"|"answer"|"thought"|"tool"|"plan"|"permission"|"question"|"changes"
---|"skills"|"memories"|"learned"|"notice"|"compaction"|"end"

---@class journeyman.Entry
---@field kind journeyman.EntryKind
---@field turn_id? string The turn that it belongs to; nil of turns that are told from what is stored.

---@class journeyman.UserEntry: journeyman.Entry
---@field text string
---@field images { mime_type: string, size: integer }[] Sizes in bytes.

--- What the model says or thinks. It grows until it is `done`.
---@class journeyman.SpokenEntry: journeyman.Entry
---@field text string
---@field done boolean
---@field seconds? number How long it took; nil where nobody looked on.

---@class journeyman.ChangesEntry: journeyman.Entry
---@field change_set table The latest `change_set` update; without files, nothing is changed any more.

---@class journeyman.EndEntry: journeyman.Entry
---@field stop_reason string
---@field message? string
---@field error? journeyman.Error
---@field usage? table
---@field seconds? number

---@class journeyman.Transcript
---@field entries journeyman.Entry[]
---@field queued { turn_id: string, text: string }[] Prompts that wait for the turns before them.
---@field steered { text: string }[] What the running turn was told, and the model has not read.
---@field waiting? string Why the running turn waits for the model service, in words of the server; nil once it goes on.
---@field changed table<integer, true> Entries that have changed since who draws them has emptied it.
---@field turn_id? string The turn that runs, or ran last.
---@field running boolean
---@field started_ms? number When the turn began; nil where nobody looked on.
---@field package speaking? integer What a piece of text would be added to.
---@field package touched? integer The first entry that the update at hand has changed.
---@field package found table<string, integer> Entries by what they are about.
---@field package plan_call? table The `tool_call` update that writes the plan.
---@field package change_sets table<string, table> Those of the running turn; they are shown at its end.

---@return journeyman.Transcript
function M.new()
  return { entries = {}, queued = {}, steered = {}, changed = {}, running = false, found = {}, change_sets = {} }
end

---@param t journeyman.Transcript
---@param now? number
local function finish_speaking(t, now)
  local entry = t.entries[t.speaking]
  if entry then
    ---@cast entry journeyman.SpokenEntry
    entry.done = true
    entry.seconds = list.seconds_since(entry.started_ms, now)
    list.touch(t, t.speaking)
    t.speaking = nil
  end
end

---@param kind "answer"|"thought"
local function speak(kind)
  return function(t, update, now)
    local entry = t.entries[t.speaking]
    if entry and entry.kind == kind then
      entry.text = entry.text .. update.content.text
      return list.touch(t, t.speaking)
    end
    finish_speaking(t, now)
    if update.content.text ~= "" then
      t.speaking = list.add(t, { kind = kind, text = update.content.text, done = false, started_ms = now })
    end
  end
end

--- The user tells the running turn something, which only they know of until the model reads it.
---@param t journeyman.Transcript
---@param text string
function M.steer(t, text)
  table.insert(t.steered, { text = vim.trim(text) })
end

--- It was read, or refused.
---@param t journeyman.Transcript
---@param text string
function M.unsteer(t, text)
  for index, steered in ipairs(t.steered) do
    if steered.text == vim.trim(text) then
      return table.remove(t.steered, index)
    end
  end
end

local function user_said(t, update, now)
  finish_speaking(t, now)
  local content, last = update.content, t.entries[#t.entries]
  if content.type ~= "image" then
    M.unsteer(t, content.text)
    return list.add(t, { kind = "user", text = content.text, images = {} })
  end
  if not last or last.kind ~= "user" then
    last = t.entries[list.add(t, { kind = "user", text = "", images = {} })]
  end
  -- The picture itself is nothing that could be shown here.
  table.insert(last.images, { mime_type = content.mimeType, size = math.floor(#content.data * 3 / 4) })
  list.touch(t, #t.entries)
end

local function changes(t, update)
  local key = "changes " .. update.changeSetId
  local index = t.found[key]
  if index then
    t.entries[index].change_set = update
    list.touch(t, index)
  elseif t.running and update.turnId == t.turn_id then
    t.change_sets[key] = update
  elseif #update.files > 0 then
    list.add(t, { kind = "changes", change_set = update, turn_id = update.turnId }, key)
  end
end

local function show_changes(t)
  local waiting = t.change_sets
  t.change_sets = {}
  for key, update in vim.spairs(waiting) do
    if #update.files > 0 then
      list.add(t, { kind = "changes", change_set = update }, key)
    end
  end
end

--- After a reset it is told first what was said, and then that its turn still runs.
local function name_what_was_said(t, turn_id)
  for index = #t.entries, 1, -1 do
    local entry = t.entries[index]
    if entry.turn_id then
      return
    end
    entry.turn_id = turn_id
    if entry.kind == "user" then
      return
    end
  end
end

--- What was not read is answered in a turn of its own, which tells it. With a cancelled turn it ends, but is not lost.
local function finish_steering(t, update)
  for _, steered in ipairs(update.stopReason == "cancelled" and t.steered or {}) do
    list.add(t, { kind = "user", text = steered.text, images = {} })
  end
  t.steered = {}
end

local function turn_runs(t, update, now)
  if not t.running or t.turn_id ~= update.turnId then
    t.started_ms = now
    if not now then
      name_what_was_said(t, update.turnId)
    end
  end
  t.running, t.turn_id = true, update.turnId
end

local function turn_ends(t, update, now, waited)
  local seconds
  if waited then
    -- It never ran. What the user had written is not lost with it.
    list.add(t, { kind = "user", text = waited.text, images = {}, turn_id = update.turnId })
  else
    finish_speaking(t, now)
    calls.stop(t)
    show_changes(t)
    finish_steering(t, update)
    seconds = list.seconds_since(t.started_ms, now)
    t.running, t.started_ms, t.waiting = false, nil, nil
    t.turn_id = update.turnId ~= "" and update.turnId or nil
  end
  list.add(t, {
    kind = "end",
    turn_id = update.turnId ~= "" and update.turnId or nil,
    stop_reason = update.stopReason or "end_turn",
    message = update.message,
    error = update.error,
    usage = update.usage,
    seconds = seconds,
  })
end

local function turn_state(t, update, now)
  local waited
  for index, queued in ipairs(t.queued) do
    if queued.turn_id == update.turnId then
      waited = table.remove(t.queued, index)
      break
    end
  end
  if update.state == "queued" then
    table.insert(t.queued, { turn_id = update.turnId, text = update.content and update.content.text or "" })
  elseif update.state == "idle" then
    turn_ends(t, update, now, waited)
  else
    turn_runs(t, update, now)
  end
end

---@type table<string, fun(t: journeyman.Transcript, update: table, now?: number)>
local TAKE = {
  turn_state = turn_state,
  user_message_chunk = user_said,
  agent_message_chunk = speak("answer"),
  agent_thought_chunk = speak("thought"),
  usage_update = function(t, _, now)
    finish_speaking(t, now)
  end,
  tool_call = function(t, update, now)
    finish_speaking(t, now)
    calls.start(t, update, now)
  end,
  tool_call_update = calls.update,
  plan = calls.plan,
  permission_pending = calls.ask,
  permission_resolved = calls.resolve,
  question_pending = function(t, update)
    list.add(t, { kind = "question", pending = update }, "question " .. update.questionId)
  end,
  question_resolved = function(t, update)
    list.change(t, "question " .. update.questionId, { resolved = true, answer = update.answer })
  end,
  change_set = changes,
  skills_used = function(t, update)
    list.add(t, { kind = "skills", skills = update.skills })
  end,
  memories_used = function(t, update)
    list.add(t, { kind = "memories", memories = update.memories })
  end,
  skill_learned = function(t, update)
    list.add(t, { kind = "learned", learned = update, turn_id = update.turnId })
  end,
  notice = function(t, update, now)
    if update.noticeKind == "waiting" then
      t.waiting = update.text
    else
      finish_speaking(t, now)
      list.add(t, { kind = "notice", notice_kind = update.noticeKind, text = update.text })
    end
  end,
  history_compacted = function(t, update, now)
    finish_speaking(t, now)
    list.add(t, { kind = "compaction", messages = update.messages })
  end,
}

--- What comes only once the model service has answered, or is waited for no longer.
local GOES_ON = {
  agent_message_chunk = true,
  agent_thought_chunk = true,
  usage_update = true,
  tool_call = true,
  history_compacted = true,
  notice = true,
}

--- Take in what the server has told. Kinds that are not known change nothing.
---@param t journeyman.Transcript
---@param update table
---@param now? number Milliseconds, as `vim.uv.now()` has them; nil for what happened before.
---@return integer? index The first entry that has changed.
function M.apply(t, update, now)
  t.touched = nil
  if GOES_ON[update.kind] then
    t.waiting = nil
  end
  local take = TAKE[update.kind]
  if take then
    take(t, update, now)
  end
  return t.touched
end

return M
