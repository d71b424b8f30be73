--- Texts of others as lines: cut where they are long, and never more than their part of the buffer.
local M = {}

--- Bytes of a line that are shown: Neovim becomes slow with very long ones.
local MAX_LINE = 1000

--- What a terminal would take as orders, and not show.
local ORDERS = { "\27%[[%d;:?<=>]*[ -/]*[@-~]", "\27%][^\7\27]*\7", "\27%][^\7\27]*\27\\", "\27[@-Z\\^_]" }

--- A text without the blanks at its end. The pattern "%s+$" would try each blank anew: of 20,000 in the middle of a
--- text, which a small model that repeats itself soon has, that takes seconds.
---@param text string
---@return string
function M.trimmed(text)
  return text:match("^(.*%S)") or ""
end

---@param text string
---@return string[]
function M.lines(text)
  return vim.split(text:gsub("\r\n", "\n"), "\n", { plain = true })
end

--- What is seen of a line that was written over from its beginning, again and again.
---@param line string
---@return string
local function overwritten(line)
  local kept = line:match("^(.*[^\r])") or ""
  return kept:match("^.*\r(.*)$") or kept
end

--- What a command printed, as it would stand in a terminal.
---@param text string
---@return string[]
function M.printed(text)
  if text:find("\27", 1, true) then
    for _, order in ipairs(ORDERS) do
      text = text:gsub(order, "")
    end
  end
  local lines = M.lines(M.trimmed(text))
  for index, line in ipairs(lines) do
    lines[index] = line:find("\r", 1, true) and overwritten(line) or line
  end
  return lines
end

---@param line string
---@return string
local function short(line)
  if #line <= MAX_LINE then
    return line
  end
  local last = MAX_LINE + vim.str_utf_start(line, MAX_LINE + 1)
  return ("%s… %d more bytes"):format(line:sub(1, last), #line - last)
end

--- At most `count` lines: what is left out of the middle is said there.
---@param lines string[]
---@param count integer
---@return string[]
function M.clipped(lines, count)
  local half, clipped = math.floor(count / 2), {}
  for index, line in ipairs(lines) do
    if #lines <= count or index <= half or index > #lines - half then
      table.insert(clipped, short(line))
    elseif index == half + 1 then
      table.insert(clipped, ("… %d more lines …"):format(#lines - 2 * half))
    end
  end
  return clipped
end

--- A block of code that its text cannot end.
---@param lines string[]
---@param language? string
---@return string[]
function M.fenced(lines, language)
  local longest = 2
  for _, line in ipairs(lines) do
    for ticks in line:gmatch("`+") do
      longest = math.max(longest, #ticks)
    end
  end
  local fence = ("`"):rep(longest + 1)
  return vim.iter({ fence .. (language or ""), lines, fence }):flatten():totable()
end

--- A quotation ends by itself what is left open in it.
---@param lines string[]
---@return string[]
function M.quoted(lines)
  return vim.tbl_map(function(line)
    return line == "" and ">" or "> " .. line
  end, lines)
end

--- Look for what a text of Markdown leaves open, such as a block of code.
---@param lines string[]
---@param first integer
---@param last integer
---@return string? closer The line that would end it.
---@return integer safe The last blank line outside of such blocks, before which the text can be parted; or `first`.
function M.scan(lines, first, last)
  local open, safe = nil, first
  for row = first, last do
    local line = lines[row]
    if open then
      if line:find(open.ends) then
        open = nil
      end
    elseif line == "" then
      -- What is indented goes on with the item of a list.
      safe = (lines[row + 1] or " "):find("^%S") and row or safe
    elseif line:find("^ ? ? ?[`~<]") then
      local indent, fence = line:match("^( *)(```+)[^`]*$")
      if not fence then
        indent, fence = line:match("^( *)(~~~+)")
      end
      if fence then
        open = { ends = "^ ? ? ?" .. fence .. fence:sub(1, 1) .. "*%s*$", closer = indent .. fence }
      elseif line:find("^ *<!%-%-") and not line:find("-->", 1, true) then
        open = { ends = "%-%->", closer = "-->" }
      end
    end
  end
  return open and open.closer, safe
end

--- A line that stays, and those that are folded away below it.
---@param head journeyman.ChatLine
---@param details (string|journeyman.ChatLine)[]
---@return (string|journeyman.ChatLine)[]
function M.folded(head, details)
  head.fold = #details > 0 and #details or nil
  return vim.list_extend({ head }, details)
end

return M
