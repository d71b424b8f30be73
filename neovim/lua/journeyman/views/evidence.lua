--- How often something went well, as a bar and in words.
local M = {}

---@class journeyman.Counts
---@field uses integer
---@field successes integer
---@field failures integer

local GOOD, BAD, UNKNOWN = "▮", "▯", "·"
--- More uses than cells are drawn as shares.
local MAX_CELLS = 10

--- Of many, something that was there is at least one cell.
---@param part integer
---@param whole integer
---@return integer
local function cells(part, whole)
  if whole <= MAX_CELLS or part == 0 then
    return part
  end
  return math.max(1, math.floor(part / whole * MAX_CELLS + 0.5))
end

--- Filled cells went well, hollow ones did not, and of dots it is not known.
---@param counts journeyman.Counts
---@return string good, string bad, string unknown
function M.bar(counts)
  local uses, successes, failures = counts.uses, counts.successes, counts.failures
  local unknown = math.max(0, uses - successes - failures)
  return GOOD:rep(cells(successes, uses)), BAD:rep(cells(failures, uses)), UNKNOWN:rep(cells(unknown, uses))
end

---@param counts journeyman.Counts
---@return string
function M.words(counts)
  if counts.uses == 0 then
    return "not used yet"
  end
  local unknown = counts.uses - counts.successes - counts.failures
  local told = ("%d of %d went well"):format(counts.successes, counts.uses)
  return unknown > 0 and ("%s, %d unknown"):format(told, unknown) or told
end

--- The bar and the words, as pieces of a line.
---@param counts journeyman.Counts
---@param width? integer Cells for the bar, so that the words of several lines stand below each other.
---@return (string|[string, string])[]
function M.pieces(counts, width)
  local good, bad, unknown = M.bar(counts)
  local drawn = vim.api.nvim_strwidth(good .. bad .. unknown)
  local reserved = math.max(drawn, width or 0)
  local space = (" "):rep(reserved - drawn + (reserved > 0 and 1 or 0))
  local bar = { { good, "JourneymanGood" }, { bad, "JourneymanBad" }, { unknown, "JourneymanDim" } }
  return vim.list_extend(bar, { space .. M.words(counts) })
end

return M
