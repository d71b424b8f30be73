--- A series of numbers as one line of block characters.
local M = {}

local BLOCKS = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" }
local GAP = " "

--- The means of `width` stretches, where there are more values than cells.
---@param values table<integer, number>
---@param count integer
---@param width integer
---@return table<integer, number>, integer
local function sampled(values, count, width)
  if count <= width then
    return values, count
  end
  local means = {}
  for cell = 1, width do
    local sum, known = 0, 0
    for at = math.floor((cell - 1) * count / width) + 1, math.floor(cell * count / width) do
      if values[at] then
        sum, known = sum + values[at], known + 1
      end
    end
    means[cell] = known > 0 and sum / known or nil
  end
  return means, width
end

--- The lowest and the highest value; nil where there is none.
---@param values table<integer, number>
---@return number? low, number? high
function M.range(values)
  local low, high
  for _, value in pairs(values) do
    low, high = math.min(low or value, value), math.max(high or value, value)
  end
  return low, high
end

--- One character a value, as high as it is between the ends of the scale; a gap where there is none.
---@param values table<integer, number> From 1 to `count`, with holes.
---@param count integer
---@param width integer Cells; where there are more values, several share one with their mean.
---@param scale? { low: number, high: number } The lowest and the highest of what is drawn, if not given.
---@return string
function M.line(values, count, width, scale)
  local drawn, cells = sampled(values, count, math.max(1, width))
  local low, high = M.range(drawn)
  if scale then
    low, high = scale.low, scale.high
  end
  local text = {}
  for cell = 1, cells do
    local value = drawn[cell]
    -- Values that are all the same stand in the middle: they are neither high nor low.
    local share = value and (high > low and (value - low) / (high - low) or 0.5)
    local level = share and math.floor(math.min(1, math.max(0, share)) * (#BLOCKS - 1) + 0.5) + 1
    text[cell] = level and BLOCKS[level] or GAP
  end
  return table.concat(text)
end

return M
