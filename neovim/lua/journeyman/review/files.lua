--- Files of a folder: from the paths that the server names to buffers and windows, and back.
local M = {}

--- The file at a path of the server's. Links are the server's concern: it has refused them before.
---@param root string
---@param path string
---@return string? file Nil if the path leads out of the folder.
function M.of(root, path)
  if path:find("^/") or path:find("^%a:") or path:find("[\\%z]") then
    return nil
  end
  local depth = 0
  for part in path:gmatch("[^/]+") do
    depth = depth + (part == ".." and -1 or part == "." and 0 or 1)
    if depth < 0 then
      return nil
    end
  end
  return depth > 0 and vim.fs.normalize(vim.fs.joinpath(root, path), { expand_env = false }) or nil
end

--- The server's name for the file of a buffer; nil if it is not below the folder.
---@param root string
---@param buf integer
---@return string?
function M.path(root, buf)
  local name = vim.api.nvim_buf_get_name(buf)
  if vim.bo[buf].buftype ~= "" or name == "" or name:find("^%a%a+://") then
    return nil
  end
  local prefix = root:sub(-1) == "/" and root or root .. "/"
  local file = name:find("\\", 1, true) and vim.fs.normalize(name, { expand_env = false }) or name
  return vim.startswith(file, prefix) and file:sub(#prefix + 1) or nil
end

--- The loaded buffers of a folder, by path.
---@param root string
---@return table<string, integer>
function M.loaded(root)
  local found = {}
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    local path = vim.api.nvim_buf_is_loaded(buf) and M.path(root, buf)
    if path then
      found[path] = buf
    end
  end
  return found
end

--- Whether a window may show another file than it does.
---@param window integer
local function is_free(window)
  local buf = vim.api.nvim_win_get_buf(window)
  local is_file = vim.bo[buf].buftype == "" and vim.api.nvim_win_get_config(window).relative == ""
  return is_file and not vim.wo[window].winfixbuf and (vim.o.hidden or not vim.bo[buf].modified)
end

--- A window of this tab for a file: one that has it, or may have it, the current one first; or else a new one.
---@param buf integer
---@return integer
local function window_for(buf)
  local windows = vim.list_extend({ vim.api.nvim_get_current_win() }, vim.api.nvim_tabpage_list_wins(0))
  for _, window in ipairs(windows) do
    if vim.api.nvim_win_get_buf(window) == buf then
      return window
    end
  end
  for _, window in ipairs(windows) do
    if is_free(window) then
      return window
    end
  end
  vim.cmd("topleft new")
  return vim.api.nvim_get_current_win()
end

--- Show a file where the user can work on it.
---@param file string
---@return integer buf
function M.show(file)
  local buf = vim.fn.bufadd(file)
  vim.bo[buf].buflisted = true
  vim.api.nvim_set_current_win(window_for(buf))
  if vim.api.nvim_get_current_buf() ~= buf then
    vim.api.nvim_win_set_buf(0, buf)
  end
  return buf
end

return M
