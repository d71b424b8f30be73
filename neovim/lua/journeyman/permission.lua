--- Ask the user whether a tool call may run: what it would do exactly, why it is asked for, and the keys that answer.
local asked_window = require("journeyman.asked")
local config = require("journeyman.config")
local details = require("journeyman.permission.details")
local say = require("journeyman.say")

local M = {}

---@type table<table, true> those that are shown whole
local expanded = setmetatable({}, { __mode = "k" })
---@type table<table, journeyman.Detail[]> so that a long file is compared once
local detailed = setmetatable({}, { __mode = "k" })

---@param pending journeyman.update.permission_pending
---@param kind "allow_once"|"allow_always"|"reject_once"
---@return table?
local function option_of(pending, kind)
  return vim.iter(pending.options):find(function(option)
    return option.kind == kind
  end)
end

---@param kind "allow_once"|"allow_always"|"reject_once"
---@param feedback? string
---@return fun(asked: journeyman.Asked)
local function answer(kind, feedback)
  return function(asked)
    local option = option_of(asked.pending, kind)
    if not option then
      return say.warn("No rule is safe for this. Allow it once, or refuse it.")
    end
    asked_window.resolve(asked, function(callback)
      asked.session:resolve_permission(asked.pending.permissionId, option.optionId, feedback, callback)
    end)
  end
end

---@param asked journeyman.Asked
local function refuse_with_words(asked)
  vim.ui.input({ prompt = "What to do instead: " }, function(words)
    if words and vim.trim(words) ~= "" then
      answer("reject_once", vim.trim(words))(asked)
    end
  end)
end

---@param asked journeyman.Asked
local function toggle(asked)
  expanded[asked.pending] = not expanded[asked.pending] or nil
  asked_window.refresh()
end

---@type table<string, journeyman.AskedKey>
local KEYS = {
  allow = { about = "allow this call", run = answer("allow_once") },
  always = { about = "allow every call that the rule fits, in this session", run = answer("allow_always") },
  refuse = { about = "refuse it", run = answer("reject_once") },
  feedback = { about = "refuse it, and say what to do instead", run = refuse_with_words },
  all = { about = "show all lines, or the first and last", run = toggle },
  later = { about = "go back; it stays open", run = asked_window.leave },
}

---@param pending journeyman.update.permission_pending
---@param width integer
---@return journeyman.Pieces[]
local function options(pending, width)
  local lines, lhs = {}, config.get().keys.permission
  local names = { allow_once = "allow", allow_always = "always", reject_once = "refuse" }
  for _, option in ipairs(pending.options) do
    vim.list_extend(lines, asked_window.choice(lhs[names[option.kind]], option.name, width))
  end
  return vim.list_extend(lines, asked_window.choice(lhs.feedback, "Refuse, and say what to do instead", width))
end

---@param asked journeyman.Asked
---@param width integer
---@param height integer
---@return journeyman.Pieces[]
local function draw(asked, width, height)
  local pending = asked.pending
  local top = asked_window.rows(pending.title, width, "JourneymanAsked")
  local bottom = asked_window.rows("Asked because: " .. pending.reason, width, "JourneymanDim")
  vim.list_extend(bottom, options(pending, width))
  local all = detailed[pending] or details.all(pending.rawInput, pending.title)
  detailed[pending] = all
  local room, key = height - #top - #bottom - 2, config.get().keys.permission.all
  local body = expanded[pending] and details.whole(all, width) or details.cut(all, width, room, key)
  local gap = #body > 0 and { {} } or {}
  return vim.iter({ top, gap, body, { {} }, bottom }):flatten():totable()
end

---@type journeyman.AskedKind
local KIND = {
  name = "Permission",
  command = ":Journeyman permission",
  list = function(session)
    return session.permissions
  end,
  draw = draw,
  keys = function()
    return asked_window.by_key(KEYS, config.get().keys.permission)
  end,
}

function M.start()
  asked_window.start(KIND)
end

--- `:Journeyman permission`
---@param call journeyman.Call
function M.open(call)
  if not asked_window.focus(call.root, KIND) then
    say.say("Nothing waits for your permission.")
  end
end

return M
