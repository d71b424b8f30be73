--- When something was, how sure it is, and how large.
local figures = require("journeyman.views.figures")

local M = {}

--- When something was, where the user is: "today 14:02", "yesterday 09:30", "2026-05-02"; "" for what is no time.
---@param iso string In UTC.
---@param now integer As `os.time()` has it.
---@return string
function M.moment(iso, now)
  local moment = figures.moment(iso)
  local day, time = moment:sub(1, 10), moment:sub(11)
  local today = os.date("*t", now)
  -- Noon, because not every day has 24 hours.
  local yesterday = os.time({ year = today.year, month = today.month, day = today.day - 1, hour = 12 })
  if day == os.date("%Y-%m-%d", now) then
    return "today" .. time
  end
  return day == os.date("%Y-%m-%d", yesterday) and "yesterday" .. time or day
end

--- A share as five blocks and a number: "▮▮▮▮▯ 89%".
---@param share number From 0 to 1.
---@return string
function M.share(share)
  local full = math.max(0, math.min(5, math.floor(share * 5 + 0.5)))
  return ("%s%s %3.0f%%"):format(("▮"):rep(full), ("▯"):rep(5 - full), share * 100)
end

--- A context window: 65,536 tokens are called 64K, and 200,000 are 200K.
---@param tokens integer
---@return string
function M.window(tokens)
  local is_binary = tokens >= 1024 and tokens % 1024 == 0 and tokens % 1000 ~= 0
  return is_binary and ("%dK"):format(tokens / 1024) or figures.compact(tokens)
end

---@param bytes integer
---@return string
function M.gigabytes(bytes)
  return ("%.1f GB"):format(bytes / 1e9)
end

return M
