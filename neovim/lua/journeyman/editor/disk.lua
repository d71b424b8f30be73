--- Whether the file of a buffer is still the one that was read; asks the user nothing.
local M = {}

---@alias journeyman.DiskChange "changed"|"conflict"|"deleted"|"mode"|"time" As in |v:fcs_reason|.

--- Look at the disk. What Neovim has told once, it does not tell again, but for a file that is gone.
---@param buf integer A loaded one, with a file.
---@param may_reload boolean Whether to read it anew where nothing is lost by that.
---@return journeyman.DiskChange? change Nil where nothing has changed, or 'autoread' has taken care of it.
---@return string? problem Why Neovim does not look just now.
function M.look(buf, may_reload)
  local change
  -- With an autocommand Neovim does not ask the user; the last one decides.
  local autocmd = vim.api.nvim_create_autocmd("FileChangedShell", {
    buffer = buf,
    callback = function()
      change = vim.v.fcs_reason
      local is_safe = change ~= "conflict" and change ~= "deleted"
      vim.v.fcs_choice = may_reload and is_safe and "reload" or ""
    end,
  })
  local ok, problem = pcall(vim.cmd.checktime, { args = { tostring(buf) }, mods = { silent = true } })
  vim.api.nvim_del_autocmd(autocmd)
  return change, not ok and problem or nil
end

return M
