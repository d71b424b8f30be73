--- What the view of growth shows: what it all comes to, and for each kind of task plots and a table of their numbers.
local figures = require("journeyman.views.figures")
local growth_table = require("journeyman.views.growth_table")
local plot = require("journeyman.views.plot")

local M = {}

local LEGEND = "The oldest task is at the left; the higher, the more. A gap is a task of the other line, or one that"
  .. " failed: giving up early is no saving."
local MAX_PLOT_WIDTH = 48
--- What stands beside a plot.
local BESIDE_WIDTH = 56

--- How much more or less it takes with the skill, as a share of what it takes without; nil if that is not certain.
---@param kind table
---@param measure "steps"|"tokens"
---@return number?
local function certain_change(kind, measure)
  local interval, usual = (kind.difference or {})[measure], kind.withoutSkill[measure]
  if interval and growth_table.is_certain(interval) and usual and usual > 0 then
    return interval.value / usual
  end
end

---@param kind table
---@return string[]
local function changes(kind)
  local found = {}
  for _, measure in ipairs({ "tokens", "steps" }) do
    local change = certain_change(kind, measure)
    if change then
      table.insert(found, ("%s %s"):format(figures.signed_percent(change), measure))
    end
  end
  return found
end

---@param growth journeyman.growth.summary.result
---@return string
local function cost(growth)
  local learning, saved = growth.learning, growth.total.savedTokens
  local spent = learning.promptTokens + learning.completionTokens
  local told = ("Learning itself has cost %s tokens"):format(figures.compact(spent))
  if not saved then
    return told .. "; what that saves cannot be said yet."
  end
  -- The server has taken off what learning cost.
  saved = saved + spent
  if saved >= 0 then
    return ("%s; it has saved %s."):format(told, figures.compact(saved))
  end
  return ("%s, and tasks with skills %s more."):format(told, figures.compact(-saved))
end

---@param lines journeyman.Line[]
---@param growth journeyman.growth.summary.result
local function add_headline(lines, growth)
  local total = growth.total
  if total.tasks > 0 then
    -- The most frequent kind, not the one that flatters most.
    local first = vim.iter(growth.kinds):find(function(kind)
      return #changes(kind) > 0
    end)
    local told = first
      and ("%s with the skill for “%s”."):format(table.concat(changes(first), " and "), first.title)
    table.insert(lines, { { told or "Too little data to tell whether skills help.", "JourneymanHeading" } })
    table.insert(lines, { cost(growth) })
    local unknown = total.tasks - total.successes - total.failures
    local went = "%s: %d went well, %d did not, %d unknown."
    table.insert(lines, { went:format(figures.count(total.tasks, "task"), total.successes, total.failures, unknown) })
  end
  if growth.note ~= "" then
    table.insert(lines, { growth.note })
  end
end

--- What is drawn of a task: of one that failed only that it did.
local DRAWN = {
  success = function(point)
    return ({ success = 1, failure = 0 })[point.verdict]
  end,
}
for _, measure in ipairs({ "steps", "tokens", "seconds" }) do
  DRAWN[measure] = function(point)
    return point.verdict ~= "failure" and point[measure] or nil
  end
end

---@param kind table
---@param measure string
---@param with_skill boolean
---@return table<integer, number>
local function series(kind, measure, with_skill)
  local values = {}
  for at, point in ipairs(kind.points) do
    values[at] = point.withSkill == with_skill and DRAWN[measure](point) or nil
  end
  return values
end

--- A plot for tasks without a skill and one for those with it, of one scale.
---@param lines journeyman.Line[]
---@param kind table
---@param measure string
---@param width integer
local function add_plots(lines, kind, measure, width)
  local without, with = series(kind, measure, false), series(kind, measure, true)
  local _, high = plot.range(vim.iter({ with, without }):map(vim.tbl_values):flatten():totable())
  local scale = { low = 0, high = measure == "success" and 1 or math.max(high or 0, 1) }
  local label, interval = measure, (kind.difference or {})[measure]
  for _, side in ipairs({ { "without", without, kind.withoutSkill }, { "with", with, kind.withSkill } }) do
    local title, values, arm = unpack(side)
    local value = growth_table.cell(arm, measure)
    local line = { "  " .. figures.pad(label, 9) .. figures.pad(title, 9), item = kind, id = kind.kind }
    table.insert(line, { plot.line(values, #kind.points, width, scale), "JourneymanPlot" })
    table.insert(line, "  " .. (arm.n == 0 and "no task yet" or value))
    if title == "with" and interval then
      local chance = growth_table.is_certain(interval) and "" or ", the interval holds zero"
      table.insert(line, { ("  %s%s"):format(growth_table.difference(interval, measure), chance), "JourneymanDim" })
    end
    table.insert(lines, line)
    label = ""
  end
end

---@param kind table
---@return string
local function in_short(kind)
  local certain = changes(kind)
  if not kind.difference then
    return "little data yet"
  end
  return #certain > 0 and table.concat(certain, ", ") or "no certain difference"
end

---@param lines journeyman.Line[]
---@param kind table
---@param width integer
local function add_kind(lines, kind, width)
  local short = (" · %s · %s"):format(figures.count(#kind.points, "task"), in_short(kind))
  table.insert(lines, {})
  table.insert(lines, { { kind.title, "JourneymanHeading" }, { short, "JourneymanDim" }, item = kind, id = kind.kind })
  table.insert(lines, { "  " .. kind.note, item = kind, id = kind.kind })
  for _, measure in ipairs({ "success", "steps", "tokens" }) do
    add_plots(lines, kind, measure, width)
  end
  for at, row in ipairs(growth_table.rows(kind)) do
    local fold = at == 1 and ">1" or 1
    table.insert(lines, { { "  " .. row, "JourneymanDim" }, item = kind, id = kind.kind, fold = fold })
  end
end

---@param growth journeyman.growth.summary.result
---@param width integer Of the window.
---@return journeyman.Line[]
function M.lines(growth, width)
  local lines = {}
  add_headline(lines, growth)
  local plot_width = math.max(8, math.min(MAX_PLOT_WIDTH, width - BESIDE_WIDTH))
  for _, kind in ipairs(growth.kinds) do
    add_kind(lines, kind, plot_width)
  end
  if #growth.kinds > 0 then
    table.insert(lines, {})
    table.insert(lines, { { LEGEND, "JourneymanDim" } })
    local told = "Numbers are medians of the tasks that did not fail; in brackets, intervals with %.0f%% confidence."
      .. " Tasks were not chosen by chance."
    table.insert(lines, { { told:format(growth.confidence * 100), "JourneymanDim" } })
  end
  return lines
end

return M
