--- The end of Neovim's log of language servers, where the server's own log is too. It may be long: it is read aside.
local visible = require("journeyman.visible")

local M = {}

local TAIL_BYTES = 512 * 1024
local NAME = "journeyman://log"

---@param path string
---@param size integer
---@param callback fun(problem?: string, text?: string, is_whole?: boolean)
function M.tail(path, size, callback)
  local done = vim.schedule_wrap(callback)
  vim.uv.fs_open(path, "r", 0, function(problem, file)
    if not file then
      return done(problem)
    end
    vim.uv.fs_fstat(file, function(_, stat)
      local length = stat and stat.size or 0
      local from = math.max(0, length - size)
      vim.uv.fs_read(file, math.min(length, size), from, function(not_read, text)
        vim.uv.fs_close(file)
        done(not_read, text, from == 0)
      end)
    end)
  end)
end

---@return integer
local function buffer()
  local buf = vim.fn.bufnr("^" .. NAME .. "$")
  if buf == -1 then
    buf = vim.api.nvim_create_buf(true, true)
    vim.api.nvim_buf_set_name(buf, NAME)
    vim.bo[buf].modeline = false
    vim.bo[buf].bufhidden = "wipe"
    vim.bo[buf].filetype = "journeyman-log"
    vim.keymap.set("n", "R", M.open, { buffer = buf, desc = "read it anew" })
    vim.keymap.set("n", "q", "<Cmd>close<CR>", { buffer = buf, desc = "close" })
  end
  return buf
end

---@param buf integer
local function focus(buf)
  local window = vim.fn.bufwinid(buf)
  if window ~= -1 then
    return vim.api.nvim_set_current_win(window)
  end
  vim.cmd.split()
  vim.api.nvim_win_set_buf(0, buf)
end

--- Show it in a split, with the cursor at its end.
function M.open()
  local path = vim.lsp.get_log_path()
  M.tail(path, TAIL_BYTES, function(problem, text, is_whole)
    if not text then
      local message = ("There is no log yet (%s)."):format(problem or path)
      return require("journeyman.say").warn(message)
    end
    local lines = visible.lines(text)
    if not is_whole then
      -- The first line was cut somewhere.
      lines[1] = ("… what is before is in %s"):format(path)
    end
    local buf = buffer()
    focus(buf)
    vim.bo[buf].modifiable = true
    vim.api.nvim_buf_set_lines(buf, 0, -1, false, lines)
    vim.bo[buf].modifiable = false
    vim.api.nvim_win_set_cursor(0, { #lines, 0 })
  end)
end

return M
