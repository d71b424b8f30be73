--- A buffer with a list in it, whose lines can be acted upon: the skills, the memory, the sessions.
---
--- It keeps nothing that the server has: each time it is shown it asks anew, and leaves the cursor at the same item.
local config = require("journeyman.config")
local drawing = require("journeyman.views.drawing")
local events = require("journeyman.events")
local say = require("journeyman.say")

---@class journeyman.Line
---@field [integer] string|[string, string] Pieces: a text, or a text and its highlight group.
---@field item? any What the line is about. Lines of one item follow each other.
---@field id? string Names the item, so that the cursor stays with it when the list is drawn anew.
---@field fold? integer|string As of 'foldexpr': 1 where a line is folded away, ">1" where it stands for those.

---@class journeyman.ViewAction
---@field about string For the help, such as "approve the skill".
---@field run fun(view: journeyman.View, item: any, first: integer, last: integer) `item` is nil where there is none.

---@class journeyman.ViewOptions
---@field name string What the view is called in the buffer's name, such as "skills".
---@field subject? string What it is about, where there may be several of one folder at once, such as a skill's name.
---@field title string The first line.
---@field root string
---@field load fun(view: journeyman.View) Asks for what is to be shown, and calls `view:show` or `view:fail`.
---@field actions table<string, journeyman.ViewAction> By key; `open` is the key that the user has chosen for it.
---@field refresh_on? string[] Notifications of the server after which it is loaded anew.

---@class journeyman.View: journeyman.ViewOptions
---@field buf integer
---@field private lines journeyman.Line[]
---@field private maps { key: string, about: string }[]
---@field private has_settled boolean Whether the cursor was put to the first item.
local View = {}
View.__index = View

--- In a window with fewer lines, such as the one for input, a split would leave nothing to see.
local MIN_SPLIT_HEIGHT = 12
---@type table<string, journeyman.View>
local open = {}
---@type table<integer, journeyman.View>
local by_buf = {}

--- Show a view, in the window that has it, or a new one.
---@param options journeyman.ViewOptions
---@return journeyman.View
function View.open(options)
  local key = table.concat({ options.name, options.root, options.subject or "" }, "\0")
  local view = open[key] or setmetatable({ lines = {}, maps = {}, has_settled = false }, View)
  for field, value in pairs(options) do
    view[field] = value
  end
  if not open[key] then
    open[key] = view
    view:_create(function()
      open[key] = nil
    end)
    view:_focus()
    view:show({ { { "…", "Comment" } } })
  else
    view:_focus()
  end
  view:load()
  return view
end

--- A name for a buffer of ours. Two folders may be called the same.
---@param buf integer
---@param ... string Its parts.
function View.name_buffer(buf, ...)
  local name = "journeyman://" .. table.concat({ ... }, "/")
  local other = vim.fn.bufexists(name) == 1 and vim.fn.bufadd(name) or nil
  if other and not vim.b[other].journeyman_root then
    -- A file of `:mksession` has brought back the name, and nothing else.
    vim.api.nvim_buf_delete(other, { force = true })
  end
  if not pcall(vim.api.nvim_buf_set_name, buf, name) then
    vim.api.nvim_buf_set_name(buf, ("%s/%d"):format(name, buf))
  end
end

--- What a line of a view's buffer is to the folds.
---@param row integer
---@return integer|string
function View.fold_of(row)
  local view = by_buf[vim.api.nvim_get_current_buf()]
  local line = view and view.lines[row]
  return line and line.fold or 0
end

--- For 'foldtext'.
---@return [string, string][]
function View.foldtext()
  local view = by_buf[vim.api.nvim_get_current_buf()]
  return drawing.folded(view and view.lines[vim.v.foldstart] or "")
end

---@private
---@param on_wiped fun()
function View:_create(on_wiped)
  local buf = vim.api.nvim_create_buf(false, true)
  self.buf, by_buf[buf] = buf, self
  View.name_buffer(buf, self.name, vim.fs.basename(self.root), self.subject)
  vim.b[buf].journeyman_root = self.root
  vim.bo[buf].bufhidden = "wipe"
  vim.bo[buf].modeline = false
  vim.bo[buf].modifiable = false
  vim.bo[buf].undolevels = -1
  self:_map()
  local off = self:_listen()
  vim.api.nvim_create_autocmd("BufWipeout", {
    buffer = buf,
    once = true,
    callback = function()
      by_buf[buf] = nil
      off()
      on_wiped()
    end,
  })
  vim.bo[buf].filetype = "journeyman-" .. self.name
end

---@private
---@return fun() off
function View:_listen()
  return events.on("notified", function(method, _, root)
    if root == self.root and vim.tbl_contains(self.refresh_on or {}, method) then
      self:load()
    end
  end)
end

---@private
function View:_focus()
  local window = vim.fn.bufwinid(self.buf)
  if window ~= -1 then
    return vim.api.nvim_set_current_win(window)
  end
  local is_small = vim.api.nvim_win_get_height(0) < MIN_SPLIT_HEIGHT
  local split = vim.o.splitbelow and "below" or "above"
  vim.api.nvim_open_win(self.buf, true, { split = split, win = is_small and -1 or nil })
  for name, value in pairs({
    number = false,
    relativenumber = false,
    signcolumn = "no",
    spell = false,
    wrap = true,
    linebreak = true,
    breakindent = true,
    breakindentopt = "shift:4",
    cursorline = true,
    foldmethod = "expr",
    foldexpr = "v:lua.require'journeyman.views.view'.fold_of(v:lnum)",
    foldlevel = 0,
    foldtext = "v:lua.require'journeyman.views.view'.foldtext()",
    fillchars = "fold: ",
    -- A folded line is a line like others.
    winhighlight = "Folded:Normal",
  }) do
    vim.wo[0][0][name] = value
  end
end

---@private
function View:_map()
  local keys = config.get().keys.view
  local function map(key, about, run)
    if key then
      table.insert(self.maps, { key = key, about = about })
      vim.keymap.set("n", key, run, { buffer = self.buf, nowait = true, desc = about })
    end
  end
  for key, action in vim.spairs(self.actions) do
    local keyed = keys[key] == nil and key or keys[key]
    map(keyed, action.about, function()
      -- The view may have been opened anew since, with other actions.
      self.actions[key].run(self, self:item())
    end)
  end
  map(keys.refresh, "show it anew", function()
    self:load()
  end)
  map(keys.close, "close", function()
    self:close()
  end)
  map(keys.help, "show the keys", function()
    self:_help()
  end)
end

---@private
function View:_help()
  local lines = vim.tbl_map(function(map)
    return ("%-6s %s"):format(map.key, map.about)
  end, self.maps)
  local has_folds = vim.iter(self.lines):any(function(line)
    return line.fold ~= nil
  end)
  if has_folds then
    table.insert(lines, ("%-6s %s"):format("za", "unfold, or fold"))
  end
  require("journeyman.key_help").show(lines)
end

--- Close the window of a view, or let another buffer have it where it is the last.
function View:close()
  local window = self:window()
  if not (window and pcall(vim.api.nvim_win_close, window, false)) and vim.api.nvim_buf_is_valid(self.buf) then
    vim.api.nvim_buf_delete(self.buf, { force = true })
  end
end

--- The window that shows it: the current one, or one of this tab.
---@return integer?
function View:window()
  if vim.api.nvim_get_current_buf() == self.buf then
    return vim.api.nvim_get_current_win()
  end
  local window = vim.api.nvim_buf_is_valid(self.buf) and vim.fn.bufwinid(self.buf) or -1
  return window ~= -1 and window or nil
end

--- How many cells a line of it has.
---@return integer
function View:width()
  local window = self:window()
  return window and vim.api.nvim_win_get_width(window) or vim.o.columns
end

--- Draw the view. The cursor of each window stays with the item that it is at.
---@param lines journeyman.Line[]
function View:show(lines)
  if not vim.api.nvim_buf_is_valid(self.buf) then
    return
  end
  local windows = {}
  for _, window in ipairs(vim.fn.win_findbuf(self.buf)) do
    windows[window] = (self.lines[vim.api.nvim_win_get_cursor(window)[1]] or {}).id or ""
  end
  local help = config.get().keys.view.help
  local hint = help and ("   %s shows the keys"):format(help) or ""
  self.lines = vim.list_extend({ { { self.title, "Title" }, { hint, "Comment" } }, {} }, lines)
  drawing.draw(self.buf, self.lines)
  for window, id in pairs(windows) do
    self:_settle(window, id)
  end
end

--- Say why there is nothing to show.
---@param err journeyman.Error
function View:fail(err)
  self:show({ { { say.sentence(err), "DiagnosticError" } } })
end

--- What the cursor's line is about, and the first and last line of that, counted from 1.
---@return any item, integer first, integer last, string? id
function View:item()
  local window = self:window()
  local row = window and vim.api.nvim_win_get_cursor(window)[1] or 1
  local line = self.lines[row] or {}
  local first, last = row, row
  while line.item ~= nil and self.lines[first - 1] and self.lines[first - 1].item == line.item do
    first = first - 1
  end
  while line.item ~= nil and self.lines[last + 1] and self.lines[last + 1].item == line.item do
    last = last + 1
  end
  return line.item, first, last, line.id
end

---@private
--- Put the cursor of a window to where `id` is now; at the first time, to the first item.
function View:_settle(window, id)
  local here = self.lines[vim.api.nvim_win_get_cursor(window)[1]] or {}
  if id ~= "" and here.id == id then
    return
  end
  for row, line in ipairs(self.lines) do
    local is_it = id ~= "" and line.id == id
    local is_first = not self.has_settled and line.item ~= nil
    if is_it or is_first then
      self.has_settled = true
      return vim.api.nvim_win_set_cursor(window, { row, 0 })
    end
  end
end

return View
