--- The lines from before as virtual lines, which can hold anything that a file can.
local M = {}

local MAX_LINES, MAX_LENGTH = 20, 1000

--- Tabs as spaces, and control characters as Neovim shows them in a buffer.
---@param line string
---@param tabstop integer
---@return string
function M.plain(line, tabstop)
  if #line > MAX_LENGTH then
    -- A character that is cut through would look like a broken one.
    line = line:sub(1, vim.str_utf_start(line, MAX_LENGTH + 1) + MAX_LENGTH) .. "…"
  end
  if not line:find("[%c\128-\255]") then
    return line
  end
  local text, width = "", 0
  for piece, tab in line:gmatch("([^\t]*)(\t?)") do
    local shown = vim.fn.strtrans(piece)
    width = width + vim.fn.strdisplaywidth(shown)
    local spaces = tab ~= "" and tabstop - width % tabstop or 0
    text, width = text .. shown .. (" "):rep(spaces), width + spaces
  end
  return text
end

---@param hunk journeyman.Hunk
---@param tabstop integer
---@return [string, string][][]
function M.of(hunk, tabstop)
  local lines = {}
  for index = 1, math.min(#hunk.old, MAX_LINES) do
    -- The sign tells them from new lines where there is no color.
    lines[index] = { { "- " .. M.plain(hunk.old[index], tabstop), "JourneymanOldLine" } }
  end
  local more = #hunk.old - MAX_LINES
  if more > 0 then
    table.insert(lines, { { ("… %d more line%s"):format(more, more == 1 and "" or "s"), "JourneymanDim" } })
  end
  return lines
end

return M
