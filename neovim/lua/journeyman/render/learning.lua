--- What was learned earlier and is used, and what is learned now.
local diff = require("journeyman.render.diff")
local figures = require("journeyman.views.figures")
local text = require("journeyman.render.text")
local visible = require("journeyman.visible")

local M = {}

--- Cells of the memories that stand in the line itself.
local MAX_NAMES = 90

local HOW = { instructions = "followed", offered = "offered", opened = "opened by the model", forced = "as you asked" }

local WHAT = {
  learned = "Learned a skill:",
  refined = "Refined the skill",
  proposed = "Proposes a version of the skill",
  promoted = "Now trusted: the skill",
  rolled_back = "Rolled back the skill",
  retired = "Retired the skill",
  refused = "The guard stopped the skill",
}

local SOURCES = { message = "said", episode = "earlier task", shared = "from the team" }

---@param entry { skills: table[] }
---@return (journeyman.ChatLine|string)[]
function M.skills(entry)
  local lines = {}
  for _, skill in ipairs(entry.skills) do
    local name, item = visible.line(skill.name), { kind = "skill", name = skill.name }
    local head = {
      { "✦ Skill ", "JourneymanDim" },
      { name, "JourneymanSkill" },
      { (" · %s · version %d"):format(HOW[skill.how] or visible.line(skill.how), skill.version), "JourneymanDim" },
      item = item,
    }
    local about = text.quoted(text.lines(skill.description))
    table.insert(about, "> Chosen because: " .. visible.line(skill.why))
    vim.list_extend(lines, text.folded(head, about))
  end
  return lines
end

---@param entry { memories: table[] }
---@return (journeyman.ChatLine|string)[]
function M.memories(entry)
  local texts, below = {}, {}
  for _, memory in ipairs(entry.memories) do
    table.insert(texts, (memory.text:gsub("%.%s*$", "")))
    local source = SOURCES[memory.kind] or memory.id
    local since = figures.day(memory.at)
    local words = ("> %s (%s%s)"):format(
      visible.line(memory.text),
      visible.line(source),
      since ~= "" and ", " .. since or ""
    )
    local item = memory.id ~= "" and { kind = memory.kind == "conclusion" and "memory" or "session", id = memory.id }
    table.insert(below, { words, item = memory.kind ~= "shared" and item or nil })
  end
  local many = #texts == 1 and "1 memory" or ("%d memories"):format(#texts)
  local head = { { ("❖ %s: %s"):format(many, figures.cut(table.concat(texts, ", "), MAX_NAMES)), "JourneymanDim" } }
  return text.folded(head, below)
end

---@param entry { learned: table }
---@return (journeyman.ChatLine|string)[]
function M.learned(entry)
  local learned = entry.learned
  local is_bad = learned.what == "refused" or learned.what == "rolled_back"
  local head = {
    { "✦ ", is_bad and "JourneymanWarn" or "JourneymanGood" },
    (WHAT[learned.what] or visible.line(learned.what)) .. " ",
    { visible.line(learned.name), "JourneymanSkill" },
    { (" · %s · version %d"):format(visible.line(learned.state), learned.version), "JourneymanDim" },
    item = { kind = "skill", name = learned.name },
  }
  local below = text.quoted(text.lines(learned.description))
  if learned.reason and learned.reason ~= "" then
    table.insert(below, "> Why: " .. visible.line(learned.reason))
  end
  if learned.diff then
    vim.list_extend(below, diff.lines(learned.diff))
  end
  return text.folded(head, below)
end

return M
