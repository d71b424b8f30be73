--- The windows of the chat: where they open, how they look, and the line above them.
local config = require("journeyman.config")
local figures = require("journeyman.views.figures")

local M = {}

--- A window beside or below leaves so much of the screen to the others.
local MAX_SHARE = 0.6

---@param buf integer
---@return integer? window In this tab.
function M.find(buf)
  for _, win in ipairs(vim.api.nvim_tabpage_list_wins(0)) do
    if vim.api.nvim_win_get_buf(win) == buf then
      return win
    end
  end
end

---@param win integer
---@param canvas journeyman.Canvas
local function decorate(win, canvas)
  local options = vim.wo[win][0]
  options.number, options.relativenumber, options.signcolumn, options.foldcolumn = false, false, "no", "0"
  options.wrap, options.linebreak, options.breakindent, options.list, options.spell = true, true, true, false, false
  -- What the model wrote is what one sees.
  options.conceallevel = 0
  options.foldtext = "v:lua.require'journeyman.chat.canvas'.foldtext()"
  options.fillchars = vim.o.fillchars .. (vim.o.fillchars == "" and "" or ",") .. "fold: "
  options.foldmethod, options.foldenable = "manual", true
  -- A folded line is a line like others: what is below it is told at its end.
  options.winhighlight = "Folded:Normal"
  options.foldlevel = config.get().chat.fold and 0 or 99
  canvas:fold(win)
  M.scroll(win, canvas.buf)
end

--- Show the end, at the bottom of the window.
---@param win integer
---@param buf integer
function M.scroll(win, buf)
  vim.api.nvim_win_set_cursor(win, { vim.api.nvim_buf_line_count(buf), 0 })
  vim.api.nvim_win_call(win, function()
    vim.cmd.normal({ "zb", bang = true })
  end)
end

--- Windows that another one shows the chat in, such as by `:sbuffer`, look the same.
---@param canvas journeyman.Canvas
---@param on_enter fun()
function M.watch(canvas, on_enter)
  vim.api.nvim_create_autocmd("BufWinEnter", {
    buffer = canvas.buf,
    callback = function()
      decorate(vim.api.nvim_get_current_win(), canvas)
      on_enter()
    end,
  })
end

--- Open a window in this tab, or in a new one, as the user has chosen. The focus stays where it is, but for a new tab.
---@param buf integer
---@return integer window
function M.open(buf)
  local chosen = config.get().chat
  if chosen.position == "tab" then
    vim.cmd.sbuffer({ count = buf, mods = { tab = vim.fn.tabpagenr() } })
    return vim.api.nvim_get_current_win()
  end
  local is_below = chosen.position == "below"
  local size = math.min(chosen.size, math.floor((is_below and vim.o.lines or vim.o.columns) * MAX_SHARE))
  local win = vim.api.nvim_open_win(buf, false, {
    split = chosen.position,
    win = -1,
    width = not is_below and size or nil,
    height = is_below and size or nil,
  })
  vim.wo[win][0].winfixwidth = not is_below
  return win
end

--- What the user worked in last, or something new.
---@return integer buf
local function other_buffer()
  local listed = vim.fn.getbufinfo({ buflisted = 1 })
  table.sort(listed, function(one, other)
    -- It is counted in seconds.
    if one.lastused ~= other.lastused then
      return one.lastused > other.lastused
    end
    return one.bufnr > other.bufnr
  end)
  return listed[1] and listed[1].bufnr or vim.api.nvim_create_buf(true, false)
end

--- Close all windows of a buffer in this tab. The last window of all cannot be closed: it gets another buffer.
---@param buf integer
function M.close(buf)
  for win in
    function()
      return M.find(buf)
    end
  do
    if not pcall(vim.api.nvim_win_close, win, false) then
      vim.api.nvim_win_set_buf(win, other_buffer())
    end
  end
end

--- Those in which the end is shown, and goes on to be shown while it grows. Who selects something, or is in the middle
--- of a command, is left alone.
---@param buf integer
---@return integer[]
function M.following(buf)
  local last, is_busy = vim.api.nvim_buf_line_count(buf), vim.fn.mode(1) ~= "n"
  return vim.tbl_filter(function(win)
    local is_left_alone = is_busy and win == vim.api.nvim_get_current_win()
    return not is_left_alone and vim.api.nvim_win_get_cursor(win)[1] == last
  end, vim.fn.win_findbuf(buf))
end

--- Nothing in a text is an item of a status line then.
---@param text string
---@return string
function M.literal(text)
  return (vim.fn.strtrans(text):gsub("%%", "%%%%"))
end

--- So many cells of the title are shown, however narrow the window is.
local MIN_TITLE_WIDTH = 20

--- The line above: the title, cut so that the rest has its room.
---@param buf integer
---@param title string
---@param parts string[]
function M.head(buf, title, parts)
  local rest = vim.iter(parts):fold("", function(text, part)
    return text .. " · " .. part
  end)
  for _, win in ipairs(vim.fn.win_findbuf(buf)) do
    local room = vim.api.nvim_win_get_width(win) - 1 - vim.api.nvim_strwidth(rest)
    local shown = figures.cut(title, math.max(MIN_TITLE_WIDTH, room))
    local bar = (" %%#Title#%s%%*%%<%s"):format(M.literal(shown), M.literal(rest))
    if vim.wo[win].winbar ~= bar then
      vim.wo[win][0].winbar = bar
    end
  end
end

return M
