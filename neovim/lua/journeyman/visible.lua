--- Show text of others as it is: what would hide, or turn the direction of reading round, is spelled out.
local M = {}

--- Ranges of code points that are not seen, or that change how their neighbors are seen: see CVE-2021-42574.
local HIDDEN = {
  { 0x00, 0x08 },
  { 0x0b, 0x1f },
  { 0x7f, 0xa0 },
  { 0xad, 0xad },
  { 0x034f, 0x034f },
  { 0x061c, 0x061c },
  { 0x115f, 0x1160 },
  { 0x1680, 0x1680 },
  { 0x17b4, 0x17b5 },
  { 0x180b, 0x180f },
  { 0x2000, 0x200f },
  { 0x2028, 0x202f },
  { 0x205f, 0x206f },
  { 0x3000, 0x3000 },
  { 0x3164, 0x3164 },
  { 0xd800, 0xf8ff },
  { 0xfe00, 0xfe0e },
  { 0xfeff, 0xfeff },
  { 0xffa0, 0xffa0 },
  { 0xfff0, 0xfffb },
  { 0xe0000, 0x10ffff },
}

---@param character string
---@return string? spelled Nil where it can be seen.
local function spell(character)
  local code = vim.fn.char2nr(character)
  for _, range in ipairs(HIDDEN) do
    if code >= range[1] and code <= range[2] then
      return (code < 0x100 and "\\x%02x" or code < 0x10000 and "\\u%04x" or "\\U%08x"):format(code)
    end
  end
end

---@param text string
---@return string text With line feeds and tabs as they were.
local function undisguised(text)
  text = text:gsub("[%z\1-\8\11-\31\127]", function(control)
    return ("\\x%02x"):format(control:byte())
  end)
  local spelled = {}
  return (
    text:gsub("[\194-\244][\128-\191]+", function(character)
      if spelled[character] == nil then
        spelled[character] = spell(character) or false
      end
      return spelled[character] or nil
    end)
  )
end

--- One line: line feeds are spelled out, too.
---@param text any Anything but a string is shown as JSON.
---@return string
function M.line(text)
  text = type(text) == "string" and text or vim.json.encode(text)
  return (undisguised(text):gsub("\n", "\\n"):gsub("\t", " "))
end

--- The lines of a text, of which the last may end with a line feed. A carriage return before it is no secret.
---@param text string
---@return string[]
function M.lines(text)
  local lines = vim.split((text:gsub("\r\n", "\n"):gsub("\n$", "")), "\n", { plain = true })
  for index, line in ipairs(lines) do
    lines[index] = undisguised(line):gsub("\t", "    ")
  end
  return lines
end

--- Lines that fit into a width. What goes on in the next row begins with an arrow.
---@param line string As `line` and `lines` make it.
---@param width integer Screen cells, at least 4.
---@return string[]
function M.rows(line, width)
  if #line <= width then
    return { line }
  end
  -- Cells are not counted one by one: a character takes two at most, and lines may be long.
  local starts = vim.str_utf_pos(line)
  local room = #starts == #line and width or math.floor(width / 2)
  local rows, first = {}, 1
  while first <= #starts do
    local take = #rows == 0 and room or room - 2
    local after = starts[first + take]
    table.insert(rows, (#rows == 0 and "" or "↪ ") .. line:sub(starts[first], after and after - 1))
    first = first + take
  end
  return rows
end

return M
