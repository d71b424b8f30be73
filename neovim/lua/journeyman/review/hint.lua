--- A line about the change at the cursor, at the end of its first line: which one it is, and what can be done.
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
  local all = marks.all(buf)
  local number = 1
  for index, each in ipairs(all) do
    number = each.hunk == here.hunk and index or number
  end
  local problem = here.hunk.problem
  return table.concat({
    ("change %d of %d"):format(number, #all),
    keys.how(buf, "accept") .. " accept",
    problem == "" and keys.how(buf, "reject") .. " reject" or "cannot be rejected: " .. visible.line(problem),
  }, " · ")
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
    vim.api.nvim_buf_set_extmark(buf, namespace, here.row, 0, {
      virt_text = { { "  " .. text_of(buf, here), "JourneymanDim" } },
      virt_text_pos = "eol",
      hl_mode = "combine",
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
