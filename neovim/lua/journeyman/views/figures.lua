--- Numbers, times and texts as people read them.
local M = {}

--- A number in few characters: 950, 6.7K, 64K, 1.2M.
---@param value number
---@return string
function M.compact(value)
  for _, unit in ipairs({ { 1e6, "M" }, { 1e3, "K" } }) do
    local size, letter = unit[1], unit[2]
    -- What rounds to 1000K is 1M.
    if math.abs(value) >= size * 0.9995 then
      local digits = math.abs(value) < size * 9.95 and 1 or 0
      return (("%%.%df"):format(digits):format(value / size):gsub("%.0$", "")) .. letter
    end
  end
  return ("%d"):format(math.floor(value + 0.5))
end

--- A number in a table: 12,407; below 100 with a digit behind the point, if it has one; a dash for none.
---@param value? number
---@return string
function M.number(value)
  if not value then
    return "–"
  end
  local text = ("%.1f"):format(value)
  if math.abs(value) >= 100 or text:sub(-2) == ".0" then
    text = ("%.0f"):format(value)
  end
  local whole, rest = text:match("^(%-?%d+)(.*)$")
  local grouped = whole:reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^(%-?),", "%1")
  return (grouped:gsub("^%-", "−")) .. rest
end

--- With its sign: +3, −0.25, 0.
---@param value number
---@param digits? integer
---@return string
function M.signed(value, digits)
  local size = 10 ^ (digits or 0)
  local rounded = math.floor(math.abs(value) * size + 0.5) / size
  local sign = rounded == 0 and "" or value > 0 and "+" or "−"
  return sign .. (digits and ("%." .. digits .. "f"):format(rounded) or M.number(rounded))
end

--- −52%, of a share.
---@param share number
---@return string
function M.signed_percent(share)
  return M.signed(share * 100) .. "%"
end

--- How long something took: 4 ms, 1.2 s, 38 s, 3 min 5 s.
---@param seconds number
---@return string
function M.duration(seconds)
  if seconds < 0.9995 then
    return ("%d ms"):format(math.floor(seconds * 1000 + 0.5))
  elseif seconds < 9.95 then
    return ("%.1f s"):format(seconds)
  end
  local whole = math.floor(seconds + 0.5)
  if whole < 60 then
    return ("%d s"):format(whole)
  end
  return ("%d min %d s"):format(math.floor(whole / 60), whole % 60)
end

--- Seconds since 1970 of a time of the protocol, which is in UTC; nil for what is no time.
---@param iso? string
---@return integer?
function M.seconds(iso)
  local year, month, day, hour, minute, second = (iso or ""):match("^(%d%d%d%d)-(%d%d)-(%d%d)T(%d%d):(%d%d):(%d%d)")
  if not year then
    return nil
  end
  -- Taken for a time of here, and put right by what the clocks of here differ from UTC then.
  local date = { year = year, month = month, day = day, hour = hour, min = minute, sec = second, isdst = false }
  local here = os.time(date)
  local utc = os.date("!*t", here) --[[@as osdateparam]]
  utc.isdst = false
  return here + os.difftime(here, os.time(utc))
end

--- A time of the protocol, where the user is: 2026-11-23 05:12; "" for what is no time.
---@param iso? string
---@return string
function M.moment(iso)
  local at = M.seconds(iso)
  return at and os.date("%Y-%m-%d %H:%M", at) --[[@as string]] or ""
end

--- Only the day of it.
---@param iso? string
---@return string
function M.day(iso)
  return M.moment(iso):sub(1, 10)
end

--- A text on one line, cut to so many cells.
---@param text string
---@param width integer
---@return string
function M.cut(text, width)
  text = vim.trim((text:gsub("[%s%c]+", " ")))
  if vim.api.nvim_strwidth(text) <= width then
    return text
  end
  local kept = vim.fn.strcharpart(text, 0, math.max(0, width - 1))
  while kept ~= "" and vim.api.nvim_strwidth(kept) > width - 1 do
    kept = vim.fn.strcharpart(kept, 0, vim.fn.strchars(kept) - 1)
  end
  return width > 0 and vim.trim(kept) .. "…" or ""
end

--- A text with blanks behind it, so many cells wide.
---@param text string
---@param width integer
---@return string
function M.pad(text, width)
  return text .. (" "):rep(math.max(0, width - vim.api.nvim_strwidth(text)))
end

--- "1 task", "2 tasks".
---@param amount integer
---@param word string
---@return string
function M.count(amount, word)
  return ("%s %s%s"):format(M.number(amount), word, amount == 1 and "" or "s")
end

return M
