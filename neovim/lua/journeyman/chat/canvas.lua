--- A transcript drawn into a buffer: only what has changed, and much of it in slices.
local drawing = require("journeyman.views.drawing")
local folds = require("journeyman.chat.folds")
local render = require("journeyman.render")

local M = {}

---@class journeyman.Canvas
---@field buf integer
---@field transcript? journeyman.Transcript
---@field first integer[] By entry, the number of its first line, from 1. Entries that are not drawn yet have none.
---@field blocks (journeyman.ChatLine|string)[][] The lines of each entry. One large table would make Lua pause for it.
---@field private height integer How many lines the entries have.
---@field private tail (journeyman.ChatLine|string)[] The lines that follow.
local Canvas = {}
Canvas.__index = Canvas

--- Entries are put into the buffer so many at once; then the clock is looked at.
local BATCH = 10

local namespace = vim.api.nvim_create_namespace("journeyman.chat")
---@type table<integer, journeyman.Canvas> by buffer
local canvases = {}

---@param buf integer
---@return journeyman.Canvas
function M.new(buf)
  local canvas = setmetatable({ buf = buf }, Canvas)
  canvas:emptied()
  canvases[buf] = canvas
  M._color()
  return canvas
end

---@param buf integer
function M.forget(buf)
  canvases[buf] = nil
end

---@param line journeyman.ChatLine|string
---@return string
local function text_of(line)
  if type(line) == "table" then
    if not line.text then
      local texts = {}
      for index, piece in ipairs(line) do
        texts[index] = type(piece) == "table" and piece[1] or piece
      end
      line.text = text_of(table.concat(texts))
    end
    return line.text
  end
  -- What breaks a line would shift all that comes after it.
  return line:find("[%z\n]") and line:gsub("[%z\n]", " ") or line
end

--- With these functions folds stay what they are. `nvim_buf_set_lines` tears them up where it replaces lines, and lets
--- them swallow what it inserts above them.
---@param buf integer
---@param at integer The first line to be replaced, from 1.
---@param count integer
---@param texts string[]
local function put(buf, at, count, texts)
  local kept = math.min(count, #texts)
  vim.bo[buf].modifiable = true
  if kept > 0 then
    vim.fn.setbufline(buf, at, vim.list_slice(texts, 1, kept))
  end
  if #texts > kept then
    vim.fn.appendbufline(buf, at + kept - 1, vim.list_slice(texts, kept + 1))
  elseif count > kept then
    vim.fn.deletebufline(buf, at + kept, at + count - 1)
  end
  vim.bo[buf].modifiable = false
end

--- Put lines in the place of others. Lines that stay as they are keep their folds, marks and cursors.
---@private
---@param at integer The first line to be replaced, from 1.
---@param old (journeyman.ChatLine|string)[]
---@param new (journeyman.ChatLine|string)[]
function Canvas:_replace(at, old, new)
  local head, tail, shortest = 0, 0, math.min(#old, #new)
  while head < shortest and text_of(old[head + 1]) == text_of(new[head + 1]) do
    head = head + 1
  end
  while tail < shortest - head and text_of(old[#old - tail]) == text_of(new[#new - tail]) do
    tail = tail + 1
  end
  local texts = vim.tbl_map(text_of, vim.list_slice(new, head + 1, #new - tail))
  if #texts > 0 or #old > head + tail then
    put(self.buf, at + head, #old - head - tail, texts)
  end
end

--- Begin anew, with another transcript or none. It is drawn by `draw`.
---@param transcript? journeyman.Transcript
function Canvas:show(transcript)
  vim.bo[self.buf].modifiable = true
  vim.api.nvim_buf_set_lines(self.buf, 0, -1, false, {})
  vim.bo[self.buf].modifiable = false
  self:emptied()
  self.transcript = transcript
  if transcript then
    transcript.changed = {}
  end
end

--- Somebody else has emptied the buffer.
function Canvas:emptied()
  self.transcript, self.first, self.blocks, self.height, self.tail = nil, {}, {}, 0, { "" }
end

--- The lines of an entry that is drawn.
---@param index integer
---@return integer first, integer last
function Canvas:lines_of(index)
  return self.first[index], self.first[index] + #self.blocks[index] - 1
end

---@private
---@param index integer
function Canvas:_redraw(index)
  local entries, first = self.transcript.entries, self.first
  local old, new = self.blocks[index], render.entry(entries[index], entries[index - 1])
  self:_replace(first[index], old, new)
  self.blocks[index] = new
  if #new ~= #old then
    self.height = self.height + #new - #old
    for later = index + 1, #first do
      first[later] = first[later] + #new - #old
    end
  end
  for _, win in ipairs(vim.fn.win_findbuf(self.buf)) do
    folds.mend(win, folds.spans(new, first[index]))
  end
end

---@private
--- Entries that are not drawn yet.
function Canvas:_append()
  local entries, lines, spans = self.transcript.entries, {}, {}
  local at = self.height + 1
  for index = #self.first + 1, math.min(#self.first + BATCH, #entries) do
    local block = render.entry(entries[index], entries[index - 1])
    self.first[index], self.blocks[index] = at + #lines, block
    vim.list_extend(spans, folds.spans(block, at + #lines))
    vim.list_extend(lines, block)
  end
  -- The tail has no folds; and this is fast.
  vim.bo[self.buf].modifiable = true
  vim.api.nvim_buf_set_lines(self.buf, at - 1, at - 1, false, vim.tbl_map(text_of, lines))
  vim.bo[self.buf].modifiable = false
  self.height = self.height + #lines
  for _, win in ipairs(vim.fn.win_findbuf(self.buf)) do
    folds.add(win, spans)
  end
end

--- Fold all lines in a window that has come to show the buffer.
---@param win integer
function Canvas:fold(win)
  local spans = {}
  for index, block in ipairs(self.blocks) do
    vim.list_extend(spans, folds.spans(block, self.first[index]))
  end
  folds.renew(win, spans)
end

---@private
---@param lines (journeyman.ChatLine|string)[]
function Canvas:_draw_tail(lines)
  if #self.first > 0 and #lines > 0 then
    table.insert(lines, 1, "")
  end
  -- A cursor in the last line says that the window follows what is added.
  table.insert(lines, "")
  self:_replace(self.height + 1, self.tail, lines)
  self.tail = lines
end

--- Draw what has changed.
---@param hint fun(): string[] What stands there while nothing was said.
---@param budget_ms number
---@return boolean done False if there was more than that time was enough for.
function Canvas:draw(hint, budget_ms)
  local transcript = self.transcript
  local deadline = vim.uv.hrtime() + budget_ms * 1e6
  if transcript then
    local changed = transcript.changed
    transcript.changed = {}
    for index in pairs(changed) do
      if index <= #self.first then
        self:_redraw(index)
      end
    end
    while #self.first < #transcript.entries do
      if vim.uv.hrtime() > deadline then
        return false
      end
      self:_append()
    end
  end
  local waiting = transcript and render.waiting(transcript) or {}
  local is_empty = #self.first == 0 and #waiting == 0
  self:_draw_tail(is_empty and hint() or waiting)
  return true
end

--- Which entry a line belongs to.
---@param row integer From 1.
---@return integer? index Nil below the last one.
function Canvas:entry_at(row)
  if row > self.height then
    return nil
  end
  local low, high = 0, #self.first
  while low < high do
    local middle = math.ceil((low + high) / 2)
    if self.first[middle] <= row then
      low = middle
    else
      high = middle - 1
    end
  end
  return low > 0 and low or nil
end

---@param row integer From 1.
---@return journeyman.ChatLine|string
function Canvas:line_at(row)
  local index = self:entry_at(row)
  return index and self.blocks[index][row - self.first[index] + 1] or self.tail[row - self.height] or ""
end

--- For 'foldtext'.
---@return [string, string][]
function M.foldtext()
  local canvas = canvases[vim.api.nvim_get_current_buf()]
  return drawing.folded(canvas and canvas:line_at(vim.v.foldstart) or "")
end

---@private
--- Colors are not kept, but looked up for the lines that are on the screen.
function M._color()
  vim.api.nvim_set_decoration_provider(namespace, {
    on_win = function(_, _, buf)
      return canvases[buf] ~= nil
    end,
    on_line = function(_, _, buf, row)
      local line = canvases[buf]:line_at(row + 1)
      if type(line) ~= "table" then
        return
      end
      local column = 0
      for _, piece in ipairs(line) do
        local text = type(piece) == "table" and piece[1] or piece
        if type(piece) == "table" then
          local options =
            { end_col = column + #text, hl_group = piece[2], ephemeral = true, priority = 150, strict = false }
          vim.api.nvim_buf_set_extmark(buf, namespace, row, column, options)
        end
        column = column + #text
      end
    end,
  })
end

return M
