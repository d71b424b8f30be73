--- Choose the options of a session: what the agent may do, how much it reasons, whether it is kept.
local say = require("journeyman.say")

local M = {}

---@param session journeyman.Session
---@param id string
---@return journeyman.ConfigOption?
local function find(session, id)
  for _, option in ipairs(session.options) do
    if option.id == id then
      return option
    end
  end
end

---@param session journeyman.Session
---@param id string
---@param value string
local function set(session, id, value)
  session:set_option(id, value, function(err)
    if err then
      return say.error(err)
    end
    local option = find(session, id)
    for _, each in ipairs(option and option.options or {}) do
      if each.value == option.currentValue then
        local about = each.description and (". %s"):format(each.description) or ""
        return say.say(("%s: %s%s"):format(option.name, each.name, about))
      end
    end
  end)
end

---@param session journeyman.Session
---@param id string
local function ask(session, id)
  local option = find(session, id)
  if not option or #option.options == 0 then
    return say.warn("There is nothing to choose from yet. Choose a model first with :Journeyman model.")
  end
  vim.ui.select(option.options, {
    prompt = option.name,
    kind = "journeyman.option",
    format_item = function(each)
      local mark = each.value == option.currentValue and "● " or "  "
      return mark .. each.name .. (each.description and (" – %s"):format(each.description) or "")
    end,
  }, function(chosen)
    if chosen then
      set(session, id, chosen.value)
    end
  end)
end

--- Set an option of the session that is shown; ask the user where no value is given.
---@param root string
---@param id "mode"|"thinking"|"off_the_record"
---@param value? string
function M.choose(root, id, value)
  require("journeyman.sessions").ensure(root, function(err, session)
    if err then
      return say.error(err)
    end
    if value then
      set(session, id, value)
    else
      ask(session, id)
    end
  end)
end

---@param call journeyman.Call
function M.mode(call)
  M.choose(call.root, "mode", call.words[1])
end

---@param call journeyman.Call
function M.thinking(call)
  M.choose(call.root, "thinking", call.words[1])
end

--- `:Journeyman record off` keeps the session off the record: the option says it the other way round.
---@param call journeyman.Call
function M.record(call)
  local word = call.words[1]
  local opposite = { on = "off", off = "on" }
  M.choose(call.root, "off_the_record", word and (opposite[word] or word))
end

return M
