--- All skills of a folder, with how they proved themselves.
local View = require("journeyman.views.view")
local evidence = require("journeyman.views.evidence")
local figures = require("journeyman.views.figures")
local library = require("journeyman.views.library")
local skill_actions = require("journeyman.views.skill_actions")

local M = {}

local NOTHING = "No skills yet. A task of five or more tool calls that went well teaches one; so does work that you do"
  .. " by hand for the third time. n writes one."
local SHELVES = {
  { id = "trusted", title = "Trusted" },
  { id = "candidate", title = "Candidates, to be proven" },
  { id = "unused", title = "Not used: retired, or with a problem" },
}
local MAX_NAME_WIDTH = 32
--- In a narrow window the description begins, and the line wraps.
local MIN_DESCRIPTION_WIDTH = 24

---@param skill journeyman.Skill
local function shelf_of(skill)
  return (skill.state == "retired" or skill.problem ~= "") and "unused" or skill.state
end

--- The last used first, then the newest.
---@param one journeyman.Skill
---@param other journeyman.Skill
local function by_use(one, other)
  local mine, theirs = one.lastUsedAt or one.createdAt or "", other.lastUsedAt or other.createdAt or ""
  if mine ~= theirs then
    return mine > theirs
  end
  return one.name < other.name
end

---@param skill journeyman.Skill
---@return string
local function marks(skill)
  return table.concat({
    skill.pinned and " · pinned" or "",
    skill.scope ~= "workspace" and " · " .. (skill.scope == "other" and "of another agent" or skill.scope) or "",
    skill.version > 1 and " · v" .. skill.version or "",
    skill.state == "retired" and " · retired" or "",
  })
end

---@param skill journeyman.Skill
---@param width integer Of the window.
---@param name_width integer
---@param bar_width integer
---@return journeyman.Line
local function to_line(skill, width, name_width, bar_width)
  local name = figures.pad(figures.cut(skill.name, name_width), name_width)
  local proof = evidence.pieces(skill, bar_width)
  local line = { "  ", { name, "JourneymanSkill" }, "  ", item = skill, id = skill.name }
  vim.list_extend(line, proof)
  table.insert(line, { marks(skill), "JourneymanDim" })
  local taken = 0
  for _, piece in ipairs(line) do
    taken = taken + vim.api.nvim_strwidth(type(piece) == "table" and piece[1] or piece)
  end
  local room = math.max(MIN_DESCRIPTION_WIDTH, width - taken - 3)
  if skill.problem ~= "" then
    table.insert(line, { " · ! " .. figures.cut(skill.problem, room - 2), "JourneymanWarn" })
  else
    local about = skill.state == "retired" and skill.reason or skill.description
    table.insert(line, { " · " .. figures.cut(about, room), "JourneymanDim" })
  end
  return line
end

---@param skills journeyman.Skill[]
---@param width integer
---@return journeyman.Line[]
local function to_lines(skills, width)
  local shelves, name_width, bar_width = {}, 0, 0
  for _, skill in ipairs(skills) do
    local id = shelf_of(skill)
    shelves[id] = shelves[id] or {}
    table.insert(shelves[id], skill)
    name_width = math.min(MAX_NAME_WIDTH, math.max(name_width, vim.api.nvim_strwidth(skill.name)))
    bar_width = math.max(bar_width, vim.api.nvim_strwidth(table.concat({ evidence.bar(skill) })))
  end
  local lines = {}
  for _, shelf in ipairs(SHELVES) do
    local stand = shelves[shelf.id] or {}
    table.sort(stand, by_use)
    if #stand > 0 then
      table.insert(lines, { { ("%s (%d)"):format(shelf.title, #stand), "JourneymanHeading" } })
      for _, skill in ipairs(stand) do
        table.insert(lines, to_line(skill, width, name_width, bar_width))
      end
      table.insert(lines, {})
    end
  end
  return #lines > 0 and lines or { { NOTHING } }
end

---@param view journeyman.View
local function load(view)
  library.list(view.root, function(err, skills)
    if err then
      return view:fail(err)
    end
    view:show(to_lines(skills, view:width()))
  end)
end

---@return table<string, journeyman.ViewAction>
local function actions()
  local found = skill_actions.actions(function(_, item)
    return item
  end)
  found.open = {
    about = "show the skill",
    run = function(view, skill)
      if skill then
        require("journeyman.views.skill").show(view.root, skill.name)
      end
    end,
  }
  found.n = {
    about = "write a new skill",
    run = function(view)
      require("journeyman.views.skill_edit").new(view.root)
    end,
  }
  return found
end

---@param call journeyman.Call
function M.open(call)
  View.open({
    name = "skills",
    title = "Skills of " .. vim.fs.basename(call.root),
    root = call.root,
    load = load,
    actions = actions(),
    refresh_on = { "journeyman/skill/didChange" },
  })
end

--- For completion.
M.known = library.known

return M
