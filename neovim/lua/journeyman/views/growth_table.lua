--- The numbers behind the plots of a kind of task, as a table that reads well aloud.
local figures = require("journeyman.views.figures")

local M = {}

local MEASURES = { "success", "steps", "tokens", "seconds" }
local VERDICTS = { success = "✓ went well", failure = "✗ went wrong", unknown = "? unknown" }

--- Whether a difference is more than chance may make it.
---@param interval { low: number, high: number }
---@return boolean
function M.is_certain(interval)
  return interval.low > 0 or interval.high < 0
end

--- What the tasks of one side took, or how many went well.
---@param arm table
---@param measure string
---@return string
function M.cell(arm, measure)
  if measure ~= "success" then
    return figures.number(arm[measure])
  end
  local known = arm.successes + arm.failures
  return known > 0 and ("%d of %d"):format(arm.successes, known) or "–"
end

--- With its interval: −5 (−7 to −3).
---@param interval? { value: number, low: number, high: number }
---@param measure string
---@return string
function M.difference(interval, measure)
  if not interval then
    return "–"
  end
  local digits = measure == "success" and 2 or nil
  local told = vim.tbl_map(function(value)
    return figures.signed(value, digits)
  end, { interval.value, interval.low, interval.high })
  return ("%s (%s to %s)"):format(unpack(told))
end

--- Cells to lines: the first column to the left, the others to the right.
---@param rows string[][]
---@return string[]
local function aligned(rows)
  local widths = {}
  for _, row in ipairs(rows) do
    for at, cell in ipairs(row) do
      widths[at] = math.max(widths[at] or 0, vim.api.nvim_strwidth(cell))
    end
  end
  return vim.tbl_map(function(row)
    local cells = {}
    for at, cell in ipairs(row) do
      local space = (" "):rep(widths[at] - vim.api.nvim_strwidth(cell))
      cells[at] = at == 1 and cell .. space or space .. cell
    end
    return (table.concat(cells, "  "):gsub("%s+$", ""))
  end, rows)
end

---@param kind table
---@return string[][]
local function arms(kind)
  local first = vim.tbl_extend("force", kind.first, { n = 1, successes = 0, failures = 0 })
  if first.verdict ~= "unknown" then
    first[first.verdict == "success" and "successes" or "failures"] = 1
  end
  local rows = {}
  for _, side in ipairs({
    { "the first task", first },
    { "later tasks", kind.later },
    { "with a skill", kind.withSkill },
    { "without", kind.withoutSkill },
  }) do
    local row = { side[1], tostring(side[2].n) }
    for _, measure in ipairs(MEASURES) do
      table.insert(row, M.cell(side[2], measure))
    end
    table.insert(rows, row)
  end
  return rows
end

--- The table of a kind, then each of its tasks. The first line says what follows.
---@param kind table
---@return string[]
function M.rows(kind)
  local rows = { { "", "tasks", unpack(MEASURES) }, unpack(arms(kind)) }
  if kind.difference then
    local row = { "difference", "" }
    for _, measure in ipairs(MEASURES) do
      table.insert(row, M.difference(kind.difference[measure], measure))
    end
    table.insert(rows, row)
  end
  local tasks = { { "when", "outcome", "skill", "steps", "tokens", "seconds" } }
  for _, point in ipairs(kind.points) do
    table.insert(tasks, {
      figures.moment(point.at),
      VERDICTS[point.verdict],
      point.withSkill and "with" or "without",
      figures.number(point.steps),
      figures.number(point.tokens),
      figures.number(point.seconds),
    })
  end
  local lines = { ("The numbers, and all %s"):format(figures.count(#kind.points, "task")) }
  for _, part in ipairs({ rows, tasks }) do
    for _, line in ipairs(aligned(part)) do
      table.insert(lines, "  " .. line)
    end
  end
  return lines
end

return M
