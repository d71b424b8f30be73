--- Tool calls in a transcript, and what they wait for.
local diff = require("journeyman.transcript.diff")
local list = require("journeyman.transcript.list")

local M = {}

---@class journeyman.ToolEntry: journeyman.Entry
---@field id string
---@field title string
---@field tool string
---@field input table The arguments.
---@field locations { path: string }[]
---@field status "in_progress"|"completed"|"failed"|"stopped" `stopped` is a call whose turn ended before it did.
---@field waits boolean Whether the user's permission is waited for.
---@field progress string The end of what it printed so far.
---@field output string The result, as the model reads it.
---@field diffs journeyman.Diff[]
---@field exit_code? integer
---@field seconds? number
---@field package started_ms? number

---@class journeyman.PlanEntry: journeyman.Entry
---@field steps { content: string, status: "pending"|"in_progress"|"completed" }[]

---@class journeyman.PermissionEntry: journeyman.Entry
---@field pending table The `permission_pending` update.
---@field has_call boolean Whether its tool call is an entry, too.
---@field option_id? string The answer or `cancelled`, once there is one.

---@class journeyman.QuestionEntry: journeyman.Entry
---@field pending table The `question_pending` update.
---@field resolved? boolean
---@field answer? string Nil where the agent shall decide.

--- Bytes of what a running tool prints that are kept: its end says more than its beginning.
local MAX_PROGRESS = 8000

local function add(t, call, now)
  list.add(t, {
    kind = "tool",
    id = call.toolCallId,
    title = call.title,
    tool = call.tool,
    input = type(call.rawInput) == "table" and call.rawInput or {},
    locations = call.locations or {},
    status = "in_progress",
    waits = false,
    progress = "",
    output = "",
    diffs = {},
    started_ms = now,
  }, "tool " .. call.toolCallId)
end

---@param t journeyman.Transcript
---@param call table A `tool_call` update.
---@param now? number
function M.start(t, call, now)
  -- Of a plan one sees the plan, unless the call fails.
  if call.tool == "plan" then
    t.plan_call = call
  else
    add(t, call, now)
  end
end

---@param text string
local function tail(text)
  if #text <= MAX_PROGRESS then
    return text
  end
  local kept = text:sub(-MAX_PROGRESS)
  return kept:sub((kept:find("\n", 1, true) or 0) + 1)
end

---@param t journeyman.Transcript
---@param update table A `tool_call_update`.
---@param now? number
function M.update(t, update, now)
  local key = "tool " .. update.toolCallId
  if update.status == "failed" and t.plan_call and t.plan_call.toolCallId == update.toolCallId then
    add(t, t.plan_call)
  end
  local entry = list.find(t, key)
  if not entry then
    return
  end
  ---@cast entry journeyman.ToolEntry
  local values = {}
  if update.progress then
    values.progress = tail(entry.progress .. update.progress)
  end
  if update.status then
    local texts = {}
    values.diffs = {}
    for _, part in ipairs(update.content or {}) do
      if part.type == "diff" then
        table.insert(values.diffs, diff.of(part.path, part.oldText, part.newText))
      elseif part.content.type == "text" then
        table.insert(texts, part.content.text)
      end
    end
    values.status, values.exit_code = update.status, update.exitCode
    values.output = table.concat(texts, "\n")
    values.seconds = list.seconds_since(entry.started_ms, now)
  end
  list.change(t, key, values)
end

--- Calls that have not ended with their turn never will.
---@param t journeyman.Transcript
function M.stop(t)
  for index = #t.entries, 1, -1 do
    local entry = t.entries[index]
    if entry.kind == "end" then
      return
    end
    if entry.status == "in_progress" then
      entry.status, entry.waits = "stopped", false
      list.touch(t, index)
    end
  end
end

--- The plan of a turn is written anew again and again; what the user says in between begins another one.
---@param t journeyman.Transcript
---@param update table A `plan` update.
function M.plan(t, update)
  for index = #t.entries, 1, -1 do
    local entry = t.entries[index]
    if entry.kind == "user" then
      break
    elseif entry.kind == "plan" then
      entry.steps = update.entries
      return list.touch(t, index)
    end
  end
  list.add(t, { kind = "plan", steps = update.entries })
end

---@param t journeyman.Transcript
---@param update table A `permission_pending` update.
function M.ask(t, update)
  local has_call = list.find(t, "tool " .. update.toolCallId) ~= nil
  list.add(t, { kind = "permission", pending = update, has_call = has_call }, "permission " .. update.permissionId)
  list.change(t, "tool " .. update.toolCallId, { waits = true })
end

---@param t journeyman.Transcript
---@param update table A `permission_resolved` update.
---@param now? number
function M.resolve(t, update, now)
  local entry = list.find(t, "permission " .. update.permissionId)
  if entry then
    list.change(t, "permission " .. update.permissionId, { option_id = update.optionId })
    -- What the user took to think is not the tool's time.
    list.change(t, "tool " .. entry.pending.toolCallId, { waits = false, started_ms = now })
  end
end

return M
