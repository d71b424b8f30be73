--- What the view of a skill shows, line by line.
local evidence = require("journeyman.views.evidence")
local figures = require("journeyman.views.figures")

local M = {}

local SCOPES = {
  workspace = "private to this folder",
  repository = "shared in the repository",
  user = "yours, in all folders",
  other = "of another agent, only read",
}
local HOW = {
  forced = "you asked for it",
  opened = "the model opened it",
  offered = "its name was offered",
  instructions = "it was in the prompt",
}
local DIFF_GROUPS = { ["+"] = "JourneymanAdded", ["-"] = "JourneymanRemoved", ["@"] = "JourneymanDim" }

---@param lines journeyman.Line[]
---@param text string
local function heading(lines, text)
  table.insert(lines, {})
  table.insert(lines, { { text, "JourneymanHeading" } })
end

---@param lines journeyman.Line[]
---@param skill journeyman.Skill
local function add_head(lines, skill)
  local state = skill.state:gsub("^%l", string.upper)
  local about = { SCOPES[skill.scope], ("version %d"):format(skill.version) }
  if skill.pinned then
    table.insert(about, "pinned: only you change it")
  end
  if skill.createdAt then
    table.insert(about, "known since " .. figures.day(skill.createdAt))
  end
  local head = {
    { { skill.description } },
    { { state, "JourneymanSkill" }, ": " .. skill.reason },
    { table.concat(about, " · ") },
    evidence.pieces(skill),
  }
  if skill.problem ~= "" then
    table.insert(head, 2, { { "! It is not used: " .. skill.problem, "JourneymanWarn" } })
  end
  for at, line in ipairs(head) do
    line.item, line.id = skill, "head" .. at
    table.insert(lines, line)
  end
end

--- The verdict of a use, as a shape and in words.
---@param use journeyman.Use
---@return [string, string]
local function outcome(use)
  if use.verdict == "failure" then
    return { "✗ went wrong", "JourneymanBad" }
  elseif use.followed == false then
    return { "– not followed", "JourneymanDim" }
  elseif use.verdict == "success" then
    return { "✓ went well", "JourneymanGood" }
  end
  return use.verdict and { "? unknown", "JourneymanDim" } or { "… not known yet", "JourneymanDim" }
end

---@param lines journeyman.Line[]
---@param uses journeyman.Use[]
local function add_uses(lines, uses)
  if #uses == 0 then
    return
  end
  heading(lines, #uses == 1 and "The last use" or ("The last %d uses"):format(#uses))
  for at, use in ipairs(uses) do
    local verdict = outcome(use)
    local took = {}
    if use.steps then
      table.insert(took, figures.count(use.steps, "step"))
    end
    if use.tokens then
      table.insert(took, figures.compact(use.tokens) .. " tokens")
    end
    if use.seconds then
      table.insert(took, figures.duration(use.seconds))
    end
    table.insert(took, HOW[use.how] or use.how)
    table.insert(lines, {
      "  " .. figures.moment(use.at) .. "  ",
      { figures.pad(verdict[1], 15), verdict[2] },
      ("  v%-3d "):format(use.version),
      { table.concat(took, " · "), "JourneymanDim" },
      item = use,
      id = "use" .. at,
    })
  end
end

---@param lines journeyman.Line[]
---@param version journeyman.SkillVersion
local function add_version(lines, version)
  local item, id = { version = version.version }, "version" .. version.version
  table.insert(lines, {
    "  ",
    { "v" .. version.version, "JourneymanSkill" },
    ("  %s  %s"):format(figures.day(version.at), version.reason),
    item = item,
    id = id,
    fold = version.diff ~= "" and ">1" or nil,
  })
  -- What the lines of a file's head say, the line above says.
  local diff = version.diff:gsub("^%-%-%- [^\n]*\n%+%+%+ [^\n]*\n", "")
  for _, text in ipairs(diff ~= "" and vim.split(vim.trim(diff), "\r?\n") or {}) do
    local group = DIFF_GROUPS[text:sub(1, 1)]
    table.insert(lines, { { "    " .. text, group }, item = item, id = id, fold = 1 })
  end
end

--- The lines, and which of them, counted from 1, are the text of its `SKILL.md`.
---@param known journeyman.skill.get.result
---@param versions journeyman.SkillVersion[]
---@param history_err? journeyman.Error
---@return journeyman.Line[], { first: integer, last: integer }
function M.lines(known, versions, history_err)
  local lines = {}
  add_head(lines, known.skill)
  heading(lines, "SKILL.md")
  local first = #lines + 1
  for _, text in ipairs(vim.split(require("journeyman.render.text").trimmed(known.text), "\r?\n")) do
    table.insert(lines, { text })
  end
  local last = #lines
  if #known.resources > 0 then
    heading(lines, "Files beside it")
    for _, file in ipairs(known.resources) do
      table.insert(lines, { "  ", { file, "JourneymanPath" }, item = { file = file }, id = "file" .. file })
    end
  end
  add_uses(lines, known.uses)
  if #versions > 0 or history_err then
    heading(lines, "Versions")
  end
  if history_err then
    table.insert(lines, { { "  " .. require("journeyman.say").sentence(history_err), "DiagnosticError" } })
  end
  for _, version in ipairs(versions) do
    add_version(lines, version)
  end
  return lines, { first = first, last = last }
end

return M
