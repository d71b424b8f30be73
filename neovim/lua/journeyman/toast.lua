--- Show a text that does not fit below the windows, where it covers little: a long message there would wait for a key,
--- and take the ones that are being typed.
local M = {}

--- How long it stays: time to read, at 60 milliseconds a character, but not less and not more than this.
local LEAST_MS, MOST_MS, CHARACTER_MS = 6000, 30000, 60
local WIDTH = 60
local HIGHLIGHTS = {
  [vim.log.levels.ERROR] = "DiagnosticError",
  [vim.log.levels.WARN] = "DiagnosticWarn",
}

---@type integer? the window that is shown
local shown

local function close(window)
  if window and vim.api.nvim_win_is_valid(window) then
    pcall(vim.api.nvim_win_close, window, true)
  end
end

--- Whether the line below the windows has room for it.
---@param text string
---@return boolean
function M.fits(text)
  -- Where 'cmdheight' is 0 there is no such line.
  local room = vim.o.cmdheight > 0 and math.max(0, vim.v.echospace) or 0
  return not text:find("\n") and vim.fn.strdisplaywidth(text) <= room
end

---@param text string
---@param level integer One of `vim.log.levels`.
function M.show(text, level)
  close(shown)
  local buf = vim.api.nvim_create_buf(false, true)
  vim.bo[buf].bufhidden = "wipe"
  -- Whoever has `nomodifiable` for all buffers has it for this one, too.
  vim.bo[buf].modifiable = true
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, vim.split(text, "\n"))
  local width = math.max(1, math.min(WIDTH, vim.o.columns - 4))
  local window = vim.api.nvim_open_win(buf, false, {
    relative = "editor",
    anchor = "NE",
    row = 1,
    col = vim.o.columns - 1,
    width = width,
    height = 1,
    style = "minimal",
    border = vim.o.winborder == "" and "rounded" or nil,
    title = " Journeyman ",
    focusable = false,
    noautocmd = true,
  })
  shown = window
  vim.wo[window].wrap = true
  vim.wo[window].linebreak = true
  vim.wo[window].winhighlight = "NormalFloat:" .. (HIGHLIGHTS[level] or "NormalFloat")
  local height = vim.api.nvim_win_text_height(window, {}).all
  vim.api.nvim_win_set_height(window, math.max(1, math.min(height, vim.o.lines - 4)))
  vim.defer_fn(function()
    close(window)
  end, math.max(LEAST_MS, math.min(MOST_MS, #text * CHARACTER_MS)))
end

return M
