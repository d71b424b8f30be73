--- Paths: as they are compared here, of what buffers show, and kept inside of a folder.
local M = {}

--- A path as folders and files are named everywhere here. A `$` in a name is a part of it, and no variable.
---@param path string
---@return string
function M.plain(path)
  return vim.fs.normalize(path, { expand_env = false })
end

--- The file that a buffer is of.
---@param buf integer
---@return string? path Nil for other things than files, and files elsewhere than on the disk.
function M.of_buffer(buf)
  local name = vim.api.nvim_buf_get_name(buf)
  local is_file = vim.bo[buf].buftype == "" and name ~= "" and not name:find("^%a[%w+.-]*://")
  return is_file and name or nil
end

--- The path of something that is in a folder, also where links lead.
---@param root string
---@param path string From there, or absolute.
---@return string? path Nil if it is not there.
function M.inside(root, path)
  local full = path:sub(1, 1) == "/" and path or vim.fs.joinpath(root, path)
  local real_root, real = vim.uv.fs_realpath(root), not full:find("%z") and vim.uv.fs_realpath(full)
  return real_root and real and vim.fs.relpath(real_root, real) and M.plain(full) or nil
end

return M
