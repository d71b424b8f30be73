--- Sessions, as lines. Asks nobody.
local sessions = require("journeyman.sessions")
local words = require("journeyman.views.words")

local M = {}

--- What the line at the end stands for.
M.MORE = "more"

---@param item journeyman.SessionItem
---@return string
function M.title_of(item)
  return item.title ~= "" and item.title or "(without a title)"
end

---@param id string
---@return string? state
local function running(id)
  local session = sessions.get(id)
  if session and session:is_busy() then
    return session.state == "awaiting_permission" and "● asks for permission" or "● running"
  end
end

---@param item journeyman.SessionItem
---@param titles table<string, string> By id.
---@param now integer
---@return journeyman.Line
local function to_line(root, item, titles, now)
  local shown = sessions.current(root)
  local is_shown = shown ~= nil and shown.id == item.sessionId
  local state = running(item.sessionId)
  local parts = { words.moment(item.updatedAt, now), item.model, item.mode }
  if item.parentId then
    table.insert(parts, ("branch of “%s”"):format(titles[item.parentId] or item.parentId))
  end
  return {
    is_shown and "▸ " or "  ",
    M.title_of(item),
    { "  " .. table.concat(parts, " · "), "JourneymanDim" },
    { state and " · " .. state or "", "JourneymanBusy" },
    item = item,
    id = item.sessionId,
  }
end

---@param root string
---@param items journeyman.SessionItem[] In the order in which they are shown.
---@param has_more boolean
---@param now integer
---@return journeyman.Line[]
function M.lines(root, items, has_more, now)
  local titles, lines = {}, {}
  for _, item in ipairs(items) do
    titles[item.sessionId] = M.title_of(item)
  end
  for _, item in ipairs(items) do
    table.insert(lines, to_line(root, item, titles, now))
  end
  if has_more then
    table.insert(lines, { { "  more…", "JourneymanDim" }, item = M.MORE, id = M.MORE })
  end
  return lines
end

return M
