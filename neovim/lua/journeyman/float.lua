--- A small window at the edge of the screen, in whichever tab is shown. It takes no key before the user goes into it.
---@class journeyman.FloatContent
---@field lines [string, string?][][] Pieces of each line: a text without line feeds, and its highlight group.
---@field title string
---@field footer string

---@alias journeyman.FloatDrawer fun(width: integer, height: integer, focused: boolean): journeyman.FloatContent

---@class journeyman.Float
---@field buf? integer
---@field private window? integer
---@field private draw? journeyman.FloatDrawer Nil while hidden.
---@field private from? integer The window that the user came from.
---@field private group integer
---@field private map fun(buf: integer) Sets the keys of a new buffer.
local Float = {}
Float.__index = Float

local namespace = vim.api.nvim_create_namespace("journeyman.float")
local WIDTH = 76
--- Above a chat that is less wide, it reaches over the chat's edge.
local MIN_WIDTH = 50
--- The part of the screen that it covers at most.
local HEIGHT = 0.6

---@param name string
---@param map fun(buf: integer)
---@return journeyman.Float
function Float.new(name, map)
  local group = vim.api.nvim_create_augroup("journeyman.float." .. name, {})
  return setmetatable({ name = name, map = map, group = group }, Float)
end

---@return boolean
function Float:is_shown()
  return self.window ~= nil and vim.api.nvim_win_is_valid(self.window)
end

---@return boolean
function Float:is_focused()
  return self:is_shown() and vim.api.nvim_get_current_win() == self.window
end

---@private
function Float:_buffer()
  if not self.buf or not vim.api.nvim_buf_is_loaded(self.buf) then
    self.buf = vim.api.nvim_create_buf(false, true)
    vim.bo[self.buf].modeline = false
    vim.bo[self.buf].filetype = "journeyman-" .. self.name
    self.map(self.buf)
    require("journeyman.highlights").ensure()
  end
  return self.buf
end

--- Where the lines above the float end, where its right edge is, and how wide the windows there are: it never covers
--- where a prompt is typed.
---@return integer bottom, integer right, integer width
local function corner()
  for _, window in ipairs(vim.api.nvim_tabpage_list_wins(0)) do
    if vim.bo[vim.api.nvim_win_get_buf(window)].filetype == "journeyman-input" then
      local row, column = unpack(vim.api.nvim_win_get_position(window))
      local width = vim.api.nvim_win_get_width(window)
      return row, column + width, width
    end
  end
  local statusline = vim.o.laststatus > 0 and 1 or 0
  return vim.o.lines - vim.o.cmdheight - statusline, vim.o.columns, vim.o.columns
end

--- Whether the cursor would be beneath.
local function covers_cursor(bottom, right, width, height)
  local row, column = unpack(vim.api.nvim_win_get_position(0))
  row, column = row + vim.fn.winline(), column + vim.fn.wincol()
  return row > bottom - height and row <= bottom and column > right - width and column <= right
end

---@private
---@param height integer
---@param width integer
function Float:_place(width, height)
  local bottom, right = corner()
  local outer_width, outer_height = width + 2, height + 2
  right = math.max(right, outer_width)
  local at_top = bottom < outer_height
    or not self:is_focused() and covers_cursor(bottom, right, outer_width, outer_height)
  return {
    relative = "editor",
    anchor = at_top and "NE" or "SE",
    row = at_top and 0 or bottom,
    col = right,
    width = width,
    height = height,
  }
end

---@private
function Float:_write(lines)
  local texts, marks = {}, {}
  for row, line in ipairs(lines) do
    local text = ""
    for _, piece in ipairs(line) do
      if piece[2] then
        table.insert(marks, { row - 1, #text, #text + #piece[1], piece[2] })
      end
      text = text .. piece[1]
    end
    texts[row] = text
  end
  local buf = self:_buffer()
  vim.bo[buf].modifiable = true
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, texts)
  vim.bo[buf].modifiable = false
  vim.api.nvim_buf_clear_namespace(buf, namespace, 0, -1)
  for _, mark in ipairs(marks) do
    vim.api.nvim_buf_set_extmark(buf, namespace, mark[1], mark[2], { end_col = mark[3], hl_group = mark[4] })
  end
end

---@private
function Float:_redraw()
  if not self.draw then
    return
  end
  if self:is_shown() and vim.api.nvim_win_get_tabpage(self.window) ~= vim.api.nvim_get_current_tabpage() then
    self:_close()
  end
  local _, _, beside = corner()
  local width = math.max(10, math.min(WIDTH, vim.o.columns - 4, math.max(beside - 2, MIN_WIDTH)))
  local limit = math.max(4, math.floor(vim.o.lines * HEIGHT))
  local content = self.draw(width, limit, self:is_focused())
  self:_write(content.lines)
  local place = self:_place(width, math.min(#content.lines, limit))
  place.title, place.footer = { { content.title, "FloatTitle" } }, { { content.footer, "FloatFooter" } }
  if self:is_shown() then
    return vim.api.nvim_win_set_config(self.window, place)
  end
  place.style, place.border = "minimal", vim.o.winborder == "" and "rounded" or nil
  -- Below the windows of other plugins, and of completion.
  place.zindex = 40
  self.window = vim.api.nvim_open_win(self:_buffer(), false, place)
  vim.wo[self.window].wrap = false
  vim.wo[self.window].winfixbuf = true
end

--- Show something, until `hide()`.
---@param draw journeyman.FloatDrawer Called again as needed.
function Float:show(draw)
  self.draw = draw
  self:_redraw()
  self:_listen()
end

--- Draw it again, if it is shown.
function Float:redraw()
  if self:is_shown() then
    self:_redraw()
  end
end

---@private
function Float:_listen()
  local function on(event, callback)
    vim.api.nvim_create_autocmd(event, { group = self.group, callback = callback })
  end
  local redraw = vim.schedule_wrap(function()
    self:redraw()
  end)
  vim.api.nvim_clear_autocmds({ group = self.group })
  on({ "VimResized", "WinEnter", "WinLeave", "TabEnter", "WinResized" }, redraw)
  on({ "CursorMoved", "CursorMovedI" }, function()
    if self:is_shown() and not self:is_focused() then
      local now = vim.api.nvim_win_get_config(self.window)
      local place = self:_place(now.width, now.height)
      if place.anchor ~= now.anchor then
        vim.api.nvim_win_set_config(self.window, place)
      end
    end
  end)
  on("WinClosed", function(event)
    if tonumber(event.match) ~= self.window then
      return
    end
    -- Who closes it from inside wants it closed; `:only` in another window is not meant for it.
    if self:is_focused() then
      self.draw = nil
    end
    self.window = nil
    vim.schedule(function()
      self:_redraw()
    end)
  end)
end

---@private
function Float:_close()
  local window = self.window
  self.window = nil
  if window and vim.api.nvim_win_is_valid(window) then
    vim.api.nvim_win_close(window, true)
  end
end

--- Go into it. `leave()` goes back.
function Float:focus()
  self:_redraw()
  if self:is_shown() and not self:is_focused() then
    self.from = vim.api.nvim_get_current_win()
    vim.cmd.stopinsert()
    vim.api.nvim_set_current_win(self.window)
    vim.api.nvim_win_set_cursor(self.window, { 1, 0 })
  end
end

--- Go back to where the user came from; the float stays.
function Float:leave()
  if self:is_focused() then
    if self.from and vim.api.nvim_win_is_valid(self.from) then
      vim.api.nvim_set_current_win(self.from)
    else
      vim.cmd.wincmd("p")
    end
  end
end

function Float:hide()
  self.draw = nil
  self:leave()
  vim.api.nvim_clear_autocmds({ group = self.group })
  self:_close()
end

return Float
