--- What only the user can say about the memory: kept until it is answered, as the server asks each of it once.
local client = require("journeyman.client")
local kept = require("journeyman.kept")
local say = require("journeyman.say")
local visible = require("journeyman.visible")

local M = {}

local KEPT = "questions"

---@param root string
---@return journeyman.memory.question.params[]
local function questions_of(root)
  return kept.read(KEPT)[root] or {}
end

---@param root string
---@param question string
---@param added? journeyman.memory.question.params Takes the place of one with the same words.
local function replace(root, question, added)
  local all = kept.read(KEPT)
  local others = vim.tbl_filter(function(other)
    return other.question ~= question
  end, all[root] or {})
  table.insert(others, added)
  all[root] = #others > 0 and others or nil
  local problem = kept.write(KEPT, all)
  if problem then
    say.warn(("The question could not be kept: %s"):format(problem))
  end
end

---@param params journeyman.memory.question.params
---@param root string
function M.hear(params, root)
  replace(root, params.question, params)
  say.say("A question about the memory waits. :Journeyman answer shows it.")
end

--- What each choice asks of the server.
---@param asked journeyman.memory.question.params
---@param choice journeyman.Choice
---@return [string, table][]
local function requests(asked, choice)
  if choice.id then
    local what = asked.everywhere and { everywhere = true } or { text = choice.text }
    return { { "journeyman/memory/update", vim.tbl_extend("error", { id = choice.id }, what) } }
  end
  if asked.everywhere then
    return {}
  end
  return vim
    .iter(asked.choices)
    :filter(function(other)
      return other.id ~= nil
    end)
    :map(function(other)
      return { "journeyman/memory/forget", { id = other.id } }
    end)
    :totable()
end

--- One after the other, as the last one ends the question.
local function send(root, list, callback)
  local first = table.remove(list, 1)
  if not first then
    return callback()
  end
  client.request(root, first[1], first[2], function(err)
    -- Another editor may have forgotten it already.
    if err and not (err.kind == "memory" and first[1] == "journeyman/memory/forget") then
      return callback(err)
    end
    send(root, list, callback)
  end)
end

local ASIDE = { text = "Put it aside, and do not ask again" }

---@param asked journeyman.memory.question.params
---@param choice journeyman.Choice
---@return string
local function label(asked, choice)
  local forgets = choice ~= ASIDE and not choice.id and not asked.everywhere
  return visible.line(choice.text) .. (forgets and " (they are forgotten for good)" or "")
end

--- Show the oldest that is kept.
---@param root string
---@return boolean there
function M.open(root)
  local asked = questions_of(root)[1]
  if not asked then
    return false
  end
  vim.ui.select(vim.list_extend(vim.list_slice(asked.choices), { ASIDE }), {
    prompt = visible.line(asked.question),
    kind = "journeyman.memory",
    format_item = function(choice)
      return label(asked, choice)
    end,
  }, function(choice)
    if not choice then
      return
    end
    send(root, choice == ASIDE and {} or requests(asked, choice), function(err)
      if err then
        return say.error(err)
      end
      replace(root, asked.question)
    end)
  end)
  return true
end

return M
