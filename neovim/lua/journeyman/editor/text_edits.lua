--- Change a buffer as the Language Server Protocol puts it, and disturb nobody who works in it.
---
--- `vim.lsp.util.apply_text_edits` leaves out what does not fit and turns every CR into a line break; here the outcome
--- is exactly the text that was asked for, or there is none.
local M = {}

---@class journeyman.TextChange
---@field first_row integer
---@field first_byte integer
---@field last_row integer
---@field last_byte integer
---@field lines string[]
---@field order integer

local namespace = vim.api.nvim_create_namespace("journeyman.edits")
local BREAKS = { unix = "\n", dos = "\r?\n", mac = "[\r\n]" }
local LINE_ENDINGS = { unix = "\n", dos = "\r\n", mac = "\r" }

--- What a server takes the buffer for.
---@param buf integer
---@return string
function M.text(buf)
  local ending = LINE_ENDINGS[vim.bo[buf].fileformat]
  local text = table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, true), ending)
  return vim.bo[buf].endofline and text .. ending or text
end

--- Whether both sides count the same lines: the protocol knows a CR alone as a line break, a file for Unix does not.
local function is_counted_alike(lines, fileformat)
  for _, line in ipairs(lines) do
    local cr = fileformat ~= "mac" and line:find("\r", 1, true)
    -- A NUL of the file is a line feed in the line.
    if cr and (fileformat == "dos" or cr < #line) or line:find("\n", 1, true) then
      return false
    end
  end
  return true
end

---@return integer? byte Nil behind the end of the line, or where there is no such line.
local function to_byte(line, position, encoding)
  if position.character == 0 then
    return 0
  end
  local ok, byte = pcall(vim.str_byteindex, line, encoding, position.character, true)
  return ok and byte or nil
end

---@param buf integer
---@param lines string[] Those of the buffer.
---@param edit lsp.TextEdit
---@param encoding lsp.PositionEncodingKind
---@return journeyman.TextChange? change Nil if the range is not in the text.
---@return boolean? has_end Whether the text will end with a line break; nil if that stays as it is.
local function to_change(buf, lines, edit, encoding)
  local start, stop = edit.range.start, edit.range["end"]
  local count, has_end = #lines, nil
  local text = vim.split(edit.newText, BREAKS[vim.bo[buf].fileformat])
  if stop.line == count and stop.character == 0 then
    -- Behind the last line break the protocol has one more line, buffers do not.
    stop = { line = count - 1, byte = #lines[count] }
    if start.line == count and start.character == 0 then
      start = stop
      table.insert(text, 1, "")
    end
    has_end = #text > 1 and text[#text] == ""
    if has_end then
      table.remove(text)
    end
  end
  if start.line >= count or stop.line >= count or start.line > stop.line then
    return nil, has_end
  end
  local first_byte = start.byte or to_byte(lines[start.line + 1], start, encoding)
  local last_byte = stop.byte or to_byte(lines[stop.line + 1], stop, encoding)
  if not first_byte or not last_byte or (start.line == stop.line and first_byte > last_byte) then
    return nil, has_end
  end
  local change = { first_row = start.line, first_byte = first_byte, last_row = stop.line, last_byte = last_byte }
  change.lines = text
  return change, has_end
end

---@param a journeyman.TextChange
---@param b journeyman.TextChange
local function is_before(a, b)
  if a.first_row ~= b.first_row then
    return a.first_row < b.first_row
  end
  if a.first_byte ~= b.first_byte then
    return a.first_byte < b.first_byte
  end
  return a.order < b.order
end

---@param changes journeyman.TextChange[] In order.
local function do_overlap(changes)
  for index = 2, #changes do
    local before, change = changes[index - 1], changes[index]
    if change.first_row < before.last_row then
      return true
    end
    if change.first_row == before.last_row and change.first_byte < before.last_byte then
      return true
    end
  end
  return false
end

--- What is to be done in a buffer, from its beginning to its end.
---@param buf integer
---@param edits lsp.TextEdit[]
---@param encoding lsp.PositionEncodingKind
---@return { changes: journeyman.TextChange[], has_end: boolean }? plan
---@return string? problem Why the edits do not fit.
function M.plan(buf, edits, encoding)
  local lines = vim.api.nvim_buf_get_lines(buf, 0, -1, true)
  if not is_counted_alike(lines, vim.bo[buf].fileformat) then
    return nil, "its lines end in different ways, or it holds a NUL, so that they cannot be counted"
  end
  local changes, has_end = {}, vim.bo[buf].endofline
  for order, edit in ipairs(edits) do
    if type(edit.newText) ~= "string" then
      return nil, "only text can be inserted"
    end
    local change, ends = to_change(buf, lines, edit, encoding)
    if not change then
      return nil, "a range is not in the text"
    end
    if ends ~= nil then
      has_end = ends
    end
    change.order = order
    table.insert(changes, change)
  end
  table.sort(changes, is_before)
  if do_overlap(changes) then
    return nil, "two edits overlap"
  end
  return { changes = changes, has_end = has_end }
end

--- The user's marks in the lines that are replaced are lost, unless something else remembers where they were.
local function keep_marks(buf)
  local kept = {}
  for _, mark in ipairs(vim.fn.getmarklist(buf)) do
    if mark.mark:find("^'%l$") then
      local row, column = mark.pos[2] - 1, math.max(mark.pos[3] - 1, 0)
      local id = vim.api.nvim_buf_set_extmark(buf, namespace, row, column, { strict = false })
      kept[mark.mark:sub(2)] = id
    end
  end
  return function()
    for name, id in pairs(kept) do
      local place = vim.api.nvim_buf_get_extmark_by_id(buf, namespace, id, {})
      if place[1] and vim.api.nvim_buf_get_mark(buf, name)[1] == 0 then
        local row = math.min(place[1], vim.api.nvim_buf_line_count(buf) - 1)
        vim.api.nvim_buf_set_mark(buf, name, row + 1, place[2], {})
      end
    end
    vim.api.nvim_buf_clear_namespace(buf, namespace, 0, -1)
  end
end

--- Ends what one `u` takes back, also while the user types.
local function end_undo_step(buf)
  vim.bo[buf].undolevels = vim.bo[buf].undolevels
end

--- Do it, as one step of the undo history.
---@param buf integer
---@param plan { changes: journeyman.TextChange[], has_end: boolean }
---@return boolean has_end Whether the text ends with a line break now.
function M.apply(buf, plan)
  local has_end = plan.has_end
  end_undo_step(buf)
  local restore_marks = keep_marks(buf)
  for _, change in vim.iter(plan.changes):rev():enumerate() do
    local first_row, first_byte, last_row, last_byte =
      change.first_row, change.first_byte, change.last_row, change.last_byte
    vim.api.nvim_buf_set_text(buf, first_row, first_byte, last_row, last_byte, change.lines)
  end
  local last = vim.api.nvim_buf_get_lines(buf, -2, -1, true)[1]
  if not has_end and last == "" and vim.api.nvim_buf_line_count(buf) > 1 then
    vim.api.nvim_buf_set_lines(buf, -2, -1, true, {})
    has_end = true
  end
  restore_marks()
  end_undo_step(buf)
  return has_end
end

return M
