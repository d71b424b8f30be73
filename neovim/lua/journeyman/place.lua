--- A place in a buffer that a turn is about: lines, a selection, or where the cursor is.
local M = {}

---@class journeyman.About
---@field buf integer
---@field uri string
---@field words string Such as "lines 3–7", for the user.
---@field first integer Lines are counted from 1.
---@field from integer Bytes of the first line that are before the place.
---@field last integer
---@field to integer Bytes of the last line up to the end of the place.
---@field from_text string The first line.
---@field to_text string
---@field diagnostics string[] The problems there.

---@param first integer Counted from 1.
---@param last integer
---@return string
local function line_words(first, last)
  return first == last and ("line %d"):format(first) or ("lines %d–%d"):format(first, last)
end

---@param range lsp.Range
---@return string
function M.words(range)
  local last = range["end"].line
  -- A selection of whole lines ends at the beginning of the next one.
  if range["end"].character == 0 and last > range.start.line then
    last = last - 1
  end
  return line_words(range.start.line + 1, last + 1)
end

--- As the server words them: `line 5: "day" is not defined (pyright)`.
---@param buf integer
---@param first integer
---@param last integer
---@return string[]
local function problems(buf, first, last)
  local found = {}
  for _, problem in ipairs(vim.diagnostic.get(buf)) do
    if problem.lnum < last and (problem.end_lnum or problem.lnum) >= first - 1 then
      local source = problem.source and (" (%s)"):format(problem.source) or ""
      table.insert(found, ("line %d: %s%s"):format(problem.lnum + 1, problem.message, source))
    end
  end
  return found
end

--- The selection that a range of lines was made from, in bytes; nil if it was not made from a part of lines.
---@param buf integer
---@param range { first: integer, last: integer }
---@param last_line string
---@return integer? from, integer? to
local function selection(buf, range, last_line)
  local start, finish = vim.api.nvim_buf_get_mark(buf, "<"), vim.api.nvim_buf_get_mark(buf, ">")
  if vim.fn.visualmode() ~= "v" or start[1] ~= range.first or finish[1] ~= range.last then
    return nil
  end
  local exclusive = vim.o.selection == "exclusive"
  local to = math.min(finish[2], #last_line)
  -- The last character is selected, whatever it takes.
  local behind = exclusive and to or to + #vim.fn.strcharpart(last_line:sub(to + 1), 0, 1, true)
  return start[2], behind
end

--- The place that a command is about: its lines, or where the cursor is.
---@param range? { first: integer, last: integer } Counted from 1.
---@return journeyman.About? about Nil where no file is.
function M.here(range)
  local buf = vim.api.nvim_get_current_buf()
  if not require("journeyman.paths").of_buffer(buf) then
    return nil
  end
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local first, last = range and range.first or row, range and range.last or row
  local first_line = vim.api.nvim_buf_get_lines(buf, first - 1, first, false)[1] or ""
  local last_line = vim.api.nvim_buf_get_lines(buf, last - 1, last, false)[1] or ""
  local from, to = column, column
  if range then
    from, to = selection(buf, range, last_line)
  end
  return {
    buf = buf,
    uri = vim.uri_from_bufnr(buf),
    words = line_words(first, last),
    first = first,
    from = from or 0,
    last = last,
    to = to or #last_line,
    from_text = first_line,
    to_text = last_line,
    diagnostics = problems(buf, first, last),
  }
end

---@param about journeyman.About
---@param encoding "utf-8"|"utf-16"|"utf-32"
---@return lsp.Range
function M.to_range(about, encoding)
  local function position(row, text, bytes)
    return { line = row - 1, character = vim.str_utfindex(text, encoding, math.min(bytes, #text)) }
  end
  return {
    start = position(about.first, about.from_text, about.from),
    ["end"] = position(about.last, about.to_text, about.to),
  }
end

return M
