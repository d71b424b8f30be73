--- The keys of a window, in a float over the middle of the screen: there is room for it beside small windows, too.
local M = {}

local namespace = vim.api.nvim_create_namespace("journeyman.key_help")
---@type integer? the window that is shown
local shown

local function close()
  if shown and vim.api.nvim_win_is_valid(shown) then
    vim.api.nvim_win_close(shown, true)
  end
  shown = nil
end

--- Show them until the next key.
---@param lines string[] A key and what it does in each.
function M.show(lines)
  close()
  local buf = vim.api.nvim_create_buf(false, true)
  vim.bo[buf].bufhidden = "wipe"
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, lines)
  local width = 1
  for _, line in ipairs(lines) do
    width = math.max(width, vim.api.nvim_strwidth(line))
  end
  width = math.max(1, math.min(width, vim.o.columns - 2))
  local height = math.max(1, math.min(#lines, vim.o.lines - 4))
  shown = vim.api.nvim_open_win(buf, false, {
    relative = "editor",
    row = math.floor((vim.o.lines - height) / 2) - 1,
    col = math.floor((vim.o.columns - width) / 2) - 1,
    width = width,
    height = height,
    style = "minimal",
    border = vim.o.winborder == "" and "rounded" or nil,
    title = " Keys ",
    focusable = false,
  })
  -- Not `CursorMoved`: in a chat that follows what is said, the cursor moves by itself.
  vim.on_key(function(_, typed)
    if typed ~= "" then
      vim.on_key(nil, namespace)
      vim.schedule(close)
    end
  end, namespace)
end

return M
