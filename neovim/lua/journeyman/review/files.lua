--- Files of a folder: from the paths that the server names to buffers and windows, and back.
local paths = require("journeyman.paths")
local say = require("journeyman.say")
local visible = require("journeyman.visible")

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
  return depth > 0 and paths.plain(vim.fs.joinpath(root, path)) or nil
end

--- The server's name for the file of a buffer; nil if it is not below the folder.
---@param root string
---@param buf integer
---@return string?
function M.path(root, buf)
  local name = paths.of_buffer(buf)
  if not name then
    return nil
  end
  local prefix = root:sub(-1) == "/" and root or root .. "/"
  local file = name:find("\\", 1, true) and paths.plain(name) or name
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

--- A window of this tab for a file: one that has it, or may have it, the current one and the one before it first; or
--- else a new one.
---@param buf integer
---@return integer
local function window_for(buf)
  local here = vim.api.nvim_get_current_win()
  local before = vim.fn.win_getid(vim.fn.winnr("#"))
  local windows = { here, before ~= 0 and before or here }
  vim.list_extend(windows, vim.api.nvim_tabpage_list_wins(0))
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
  local empty = vim.api.nvim_create_buf(false, true)
  vim.bo[empty].bufhidden = "wipe"
  return vim.api.nvim_open_win(empty, true, { split = "left", win = -1 })
end

--- Show a buffer in the current window, as `:buffer` does: `nvim_win_set_buf` answers a swap file with an error that
--- waits for a key.
---@param buf integer
function M.load_into_window(buf)
  local ok, problem = pcall(vim.cmd.buffer, { buf, mods = { silent = true } })
  if not ok then
    -- Such as a modeline that Neovim refuses; the file is there all the same.
    say.warn(visible.line(problem))
  end
end

--- Show a file where the user can work on it.
---@param file string
---@return integer buf
function M.show(file)
  -- By the name that a user would give it, which is then shown.
  local buf = vim.fn.bufadd(vim.fn.fnamemodify(file, ":."))
  vim.bo[buf].buflisted = true
  vim.api.nvim_set_current_win(window_for(buf))
  if vim.api.nvim_get_current_buf() ~= buf then
    M.load_into_window(buf)
  end
  return buf
end

return M
