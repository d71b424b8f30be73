--- One conversation with the server: what it has told so far, and what can be asked of it. Draws nothing.
local client = require("journeyman.client")
local events = require("journeyman.events")
local say = require("journeyman.say")
local transcript = require("journeyman.transcript")

---@class journeyman.Session
---@field id string
---@field root string
---@field seq integer The number of the last update.
---@field title string
---@field options journeyman.ConfigOption[]
---@field commands journeyman.Command[]
---@field transcript journeyman.Transcript What was said, for the chat.
---@field state "queued"|"running"|"awaiting_permission"|"idle"
---@field turn_id? string The turn that runs, or ran last.
---@field turn_started_ms? integer When it began, by `vim.uv.now()`.
---@field permissions table[] `permission_pending` updates that wait, the oldest first.
---@field questions table[] `question_pending` updates that wait, the oldest first.
---@field changes table<string, table> The latest `change_set` update of each change set that has files.
---@field context? table The latest `context_update`.
---@field stale boolean Whether the server that knew it is gone.
---@field is_gone? boolean Whether it was deleted.
---@field private catching_up boolean
local Session = {}
Session.__index = Session

---@param root string
---@param opened table An OpenSessionResult.
---@return journeyman.Session
function Session.new(root, opened)
  local self = setmetatable({
    id = opened.sessionId,
    root = root,
    title = "",
    options = opened.configOptions or {},
    commands = opened.commands or {},
    stale = false,
    catching_up = false,
  }, Session)
  self:_forget_history(0)
  return self
end

---@private
function Session:_forget_history(seq)
  self.seq = seq
  self.transcript = transcript.new()
  self.state = "idle"
  self.permissions, self.questions, self.changes = {}, {}, {}
end

--- What becomes of a request that nobody else waits for.
---@param err? journeyman.Error
local function tell(err)
  if err then
    say.error(err)
  end
end

local function without(list, key, value)
  return vim.tbl_filter(function(item)
    return item[key] ~= value
  end, list)
end

---@type table<string, fun(session: journeyman.Session, update: table)>
local TAKE = {
  turn_state = function(session, update)
    if update.state == "queued" then
      return
    end
    if update.state == "running" and session.turn_id ~= update.turnId then
      session.turn_started_ms = vim.uv.now()
    end
    session.state, session.turn_id = update.state, update.turnId
  end,
  permission_pending = function(session, update)
    table.insert(session.permissions, update)
  end,
  permission_resolved = function(session, update)
    session.permissions = without(session.permissions, "permissionId", update.permissionId)
  end,
  question_pending = function(session, update)
    table.insert(session.questions, update)
  end,
  question_resolved = function(session, update)
    session.questions = without(session.questions, "questionId", update.questionId)
  end,
  change_set = function(session, update)
    session.changes[update.changeSetId] = #update.files > 0 and update or nil
  end,
  context_update = function(session, update)
    session.context = update
  end,
  session_info_update = function(session, update)
    session.title = update.title
  end,
  config_option_update = function(session, update)
    session.options = update.configOptions
  end,
  available_commands_update = function(session, update)
    session.commands = update.availableCommands
  end,
}

--- Take in an update with its number. A gap is closed by asking for what is missing.
---@param seq integer
---@param update table
function Session:hear(seq, update)
  if self.catching_up or seq <= self.seq then
    return
  end
  if seq > self.seq + 1 then
    return self:catch_up()
  end
  self.seq = seq
  if update.kind == "history_restored" then
    return self:catch_up({ all = true })
  end
  self:_take(update, vim.uv.now())
  events.emit("update", self, update)
end

---@private
---@param update table
---@param now? number Nil for what happened before.
function Session:_take(update, now)
  transcript.apply(self.transcript, update, now)
  local take = TAKE[update.kind]
  if take then
    take(self, update)
  end
end

--- Ask for what was missed; `all` draws it anew.
---@param opts? { all?: boolean, callback?: fun(err?: journeyman.Error) }
function Session:catch_up(opts)
  opts = opts or {}
  self.catching_up = true
  local params = { sessionId = self.id, sinceSeq = not opts.all and self.seq or nil }
  client.request(self.root, "journeyman/session/state", params, function(err, result)
    self.catching_up = false
    if self.is_gone then
      return opts.callback and opts.callback({ message = "The session was deleted meanwhile." })
    end
    local callback = opts.callback or tell
    if err then
      return callback(err)
    end
    local is_anew = result.reset or opts.all
    if is_anew then
      self:_forget_history(0)
    end
    for _, update in ipairs(result.updates) do
      self:_take(update, not is_anew and vim.uv.now() or nil)
      if not is_anew then
        events.emit("update", self, update)
      end
    end
    self.seq = result.seq
    if is_anew then
      events.emit("reset", self)
    end
    callback()
  end)
end

---@return boolean
function Session:is_busy()
  return self.state == "running" or self.state == "awaiting_permission"
end

--- The value of an option, such as "mode".
---@param id string
---@return string?
function Session:option(id)
  for _, option in ipairs(self.options) do
    if option.id == id then
      return option.currentValue
    end
  end
end

---@param blocks journeyman.ContentBlock[]
---@return string
local function text_of(blocks)
  return vim
    .iter(blocks)
    :map(function(block)
      return block.text
    end)
    :join("\n\n")
end

--- Give the agent a task. While a turn runs it waits for its end, unless `delivery` is "steer".
---@param blocks journeyman.ContentBlock[]
---@param opts? { delivery?: "send"|"queue"|"steer", skill?: string }
---@param callback? fun(err?: journeyman.Error, turn_id?: string)
function Session:prompt(blocks, opts, callback)
  opts = opts or {}
  local params = { sessionId = self.id, prompt = blocks, delivery = opts.delivery or "queue", skill = opts.skill }
  local steered = params.delivery == "steer" and self:is_busy() and text_of(blocks)
  if steered then
    transcript.steer(self.transcript, steered)
    events.emit("update", self, { kind = "steered" })
  end
  client.request(self.root, "journeyman/session/prompt", params, function(err, result)
    if err and steered then
      transcript.unsteer(self.transcript, steered)
      events.emit("update", self, { kind = "steered" })
    end
    local done = callback or tell
    done(err, result and result.turnId)
  end)
end

--- End the running turn and those that wait.
function Session:cancel()
  client.notify(self.root, "journeyman/session/cancel", { sessionId = self.id })
end

---@param id "mode"|"model"|"thinking"|"off_the_record"
---@param value string
---@param callback? fun(err?: journeyman.Error)
function Session:set_option(id, value, callback)
  local params = { sessionId = self.id, configId = id, value = value }
  client.request(self.root, "journeyman/session/setConfig", params, function(err, result)
    if result then
      self.options = result.configOptions
    end
    local done = callback or tell
    done(err)
  end)
end

---@param permission_id string
---@param option_id string
---@param feedback? string
---@param callback? fun(err?: journeyman.Error)
function Session:resolve_permission(permission_id, option_id, feedback, callback)
  local params = { sessionId = self.id, permissionId = permission_id, optionId = option_id, feedback = feedback }
  client.request(self.root, "journeyman/permission/resolve", params, callback or tell)
end

---@param question_id string
---@param answer? string Without it the agent decides by itself.
---@param callback? fun(err?: journeyman.Error)
function Session:resolve_question(question_id, answer, callback)
  local params = { sessionId = self.id, questionId = question_id, answer = answer }
  client.request(self.root, "journeyman/question/resolve", params, callback or tell)
end

return Session
