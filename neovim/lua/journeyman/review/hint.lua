--- A line about the change at the cursor, at the end of one of its lines: which one it is, and what can be done.
local config = require("journeyman.config")
local keys = require("journeyman.review.keys")
local marks = require("journeyman.review.marks")
local visible = require("journeyman.visible")

local M = {}

local namespace = vim.api.nvim_create_namespace("journeyman.review.hint")

---@param buf integer
---@param here journeyman.Marked
---@return string
local function text_of(buf, here)
  local number, count = marks.number(buf, here.hunk)
  local problem = here.hunk.problem
  return table.concat({
    ("change %d of %d"):format(number, count),
    keys.how(buf, "accept") .. " accept",
    problem == "" and keys.how(buf, "reject") .. " reject" or "cannot be rejected: " .. visible.line(problem),
  }, " · ")
end

--- The first line of the change with room for it beside what stands there, or the first one.
---@param here journeyman.Marked
---@param text string
---@return integer row
local function row_of(here, text)
  local window = vim.fn.getwininfo(vim.api.nvim_get_current_win())[1]
  local room = window.width - window.textoff - vim.api.nvim_strwidth(text) - 1
  for row = here.row, math.min(here.last, vim.fn.line("w$")) - 1 do
    if vim.fn.virtcol({ row + 1, "$" }) - 1 <= room then
      return row
    end
  end
  return here.row
end

--- Show it at the cursor of the current window, and nowhere else in the buffer.
---@param buf integer
function M.show(buf)
  M.hide(buf)
  if buf ~= vim.api.nvim_get_current_buf() or not config.get().review.marks then
    return
  end
  local row = vim.api.nvim_win_get_cursor(0)[1] - 1
  local here = marks.within(buf, row, row)[1]
  if here then
    local text = "  " .. text_of(buf, here)
    vim.api.nvim_buf_set_extmark(buf, namespace, row_of(here, text), 0, {
      virt_text = { { text, "JourneymanDim" } },
      virt_text_pos = "eol",
      -- Dim words are hard to read on the background of new lines.
      hl_mode = "replace",
      -- After what diagnostics say there.
      priority = 10000,
    })
  end
end

---@param buf integer
function M.hide(buf)
  if vim.api.nvim_buf_is_valid(buf) then
    vim.api.nvim_buf_clear_namespace(buf, namespace, 0, -1)
  end
end

return M
