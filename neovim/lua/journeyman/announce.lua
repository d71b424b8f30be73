--- Tell the user and their configuration what happened: `User` autocommands always, messages where nobody looks.
local config = require("journeyman.config")
local events = require("journeyman.events")
local say = require("journeyman.say")
local visible = require("journeyman.visible")

local M = {}

local has_focus = true

---@param session journeyman.Session
---@return boolean
local function is_chat_shown(session)
  return vim.iter(vim.api.nvim_tabpage_list_wins(0)):any(function(window)
    local buf = vim.api.nvim_win_get_buf(window)
    return vim.bo[buf].filetype == "journeyman-chat" and vim.b[buf].journeyman_root == session.root
  end) and require("journeyman.sessions").current(session.root) == session
end

--- What the chat shows is not told again: it would cover it.
---@param session journeyman.Session
---@param wanted boolean What the option says.
---@param text string
---@param level? integer
local function tell(session, wanted, text, level)
  if wanted and not (has_focus and is_chat_shown(session)) then
    say.say(visible.line(text), level)
  end
end

---@param name string
---@param data table
local function emit(name, data)
  vim.api.nvim_exec_autocmds("User", { pattern = "Journeyman" .. name, data = data, modeline = false })
end

--- What a turn says with its end, in words.
local ENDS = { end_turn = "The turn is done.", refusal = "The model declined to answer." }

local function turn_done(session, update)
  if update.error then
    tell(session, true, say.sentence(update.error), vim.log.levels.ERROR)
  elseif update.stopReason ~= "cancelled" then
    local text = update.message or ENDS[update.stopReason] or ("The turn ended: %s."):format(update.stopReason)
    local title = session.title ~= "" and (" (%s)"):format(session.title) or ""
    tell(session, config.get().notify.turn_done, text .. title)
  end
  emit("TurnDone", {
    session_id = session.id,
    turn_id = update.turnId,
    stop_reason = update.stopReason,
    root = session.root,
    message = update.error and update.error.message or update.message,
  })
end

local DONE = {
  learned = "Learned the skill %s.",
  refined = "Refined the skill %s.",
  proposed = "There is a new version for the skill %s, which is pinned.",
  promoted = "The skill %s is trusted now.",
  rolled_back = "The skill %s is back at its last version.",
  retired = "The skill %s is retired.",
  refused = "The skill %s was stopped by the guard.",
}

---@type table<string, fun(session: journeyman.Session, update: table)>
local HEAR = {
  turn_state = function(session, update)
    if update.state == "idle" then
      turn_done(session, update)
    end
  end,
  permission_pending = function(session, update)
    tell(session, config.get().notify.permission, (":Journeyman permission waits: %s"):format(update.title))
    local data = { session_id = session.id, permission_id = update.permissionId, root = session.root }
    emit("Permission", vim.tbl_extend("error", data, { title = update.title, reason = update.reason }))
  end,
  question_pending = function(session, update)
    tell(session, config.get().notify.permission, (":Journeyman answer waits: %s"):format(update.question))
    local data = { session_id = session.id, question_id = update.questionId, root = session.root }
    emit("Question", vim.tbl_extend("error", data, { question = update.question, choices = update.choices }))
  end,
  notice = function(session, update)
    tell(session, update.noticeKind == "truncated", update.text, vim.log.levels.WARN)
  end,
  skill_learned = function(session, update)
    local text = (DONE[update.what] or "The skill %s has changed."):format(update.name)
    tell(session, config.get().notify.skill_learned, text .. " :Journeyman skill " .. update.name)
    emit("SkillLearned", { what = update.what, name = update.name, reason = update.reason, root = session.root })
  end,
}

---@type table<string, [string, string]> the module that hears a notification, and its function
local NOTIFIED = {
  ["journeyman/skill/suggest"] = { "journeyman.announce.suggestion", "hear" },
  ["journeyman/skill/offer"] = { "journeyman.announce.offer", "hear" },
  ["journeyman/memory/question"] = { "journeyman.memory_question", "hear" },
}

function M.start()
  local group = vim.api.nvim_create_augroup("journeyman.announce", {})
  vim.api.nvim_create_autocmd({ "FocusGained", "FocusLost" }, {
    group = group,
    callback = function(event)
      has_focus = event.event == "FocusGained"
    end,
  })
  events.on("update", function(session, update)
    local hear = HEAR[update.kind]
    if hear then
      hear(session, update)
    end
  end)
  events.on("notified", function(method, params, root)
    local to = NOTIFIED[method]
    if to then
      require(to[1])[to[2]](params, root)
    end
  end)
end

return M
