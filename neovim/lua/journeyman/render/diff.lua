--- Hunks as lines, each of which knows its place in the file.
local text = require("journeyman.render.text")

local M = {}

--- Lines of a diff that are shown; all of it is in the review.
local MAX_LINES = 200

local GROUPS = { ["+"] = "JourneymanAdded", ["-"] = "JourneymanRemoved", ["@"] = "JourneymanHunk" }

--- How many lines came and went, as pieces of a line.
---@param added integer
---@param removed integer
---@return (string|[string, string])[]
function M.counts(added, removed)
  local came = (added > 0 or removed == 0) and { ("+%d"):format(added), "JourneymanAdded" } or ""
  local went = removed > 0 and { ("−%d"):format(removed), "JourneymanRemoved" } or ""
  return { came, added > 0 and removed > 0 and " " or "", went }
end

--- A fence with the hunks.
---@param unified string
---@param path? string Nil where there is no file to go to.
---@return (journeyman.ChatLine|string)[]
function M.lines(unified, path)
  local fenced = text.fenced(text.clipped(text.lines((unified:gsub("\n$", ""))), MAX_LINES), "diff")
  local lines, number = {}, nil
  for index, line in ipairs(fenced) do
    local sign = line:sub(1, 1)
    local is_inside = index > 1 and index < #fenced
    if not is_inside then
      table.insert(lines, { line })
    else
      number = tonumber(line:match("^@@ %-%d+,?%d* %+(%d+)")) or number
      -- What was left out of the middle has made the numbers unknown, up to the next hunk.
      number = sign ~= "…" and number or nil
      local item = path and { kind = "file", path = path, line = number }
      table.insert(lines, { GROUPS[sign] and { line, GROUPS[sign] } or line, item = item })
      if number and (sign == "+" or sign == " ") then
        number = number + 1
      end
    end
  end
  return lines
end

--- The line of the file at which the first difference is.
---@param lines journeyman.ChatLine[]
---@return integer?
function M.first_line(lines)
  for _, line in ipairs(lines) do
    local sign = type(line[1]) == "table" and line[1][1]:sub(1, 1)
    if line.item and (sign == "+" or sign == "-") then
      return line.item.line
    end
  end
end

return M
