--- Let the model write a message for the next commit.
local client = require("journeyman.client")
local say = require("journeyman.say")

local M = {}

--- A model may have to be loaded, and read a long diff.
local TIMEOUT_MS = 180000

--- The lines above the comments of Git, where a message belongs; nil if something is written there already.
---@param buf integer
---@return integer? count
local function empty_lines(buf)
  if not vim.api.nvim_buf_is_loaded(buf) or vim.bo[buf].filetype ~= "gitcommit" then
    return nil
  end
  local lines = vim.api.nvim_buf_get_lines(buf, 0, -1, false)
  local count = 0
  while lines[count + 1] and vim.trim(lines[count + 1]) == "" do
    count = count + 1
  end
  local next_line = lines[count + 1]
  -- `core.commentChar` may be another one than "#".
  local is_free = next_line == nil or next_line:find("^%p") ~= nil
  return is_free and count or nil
end

---@param lines string[]
local function into_new_window(lines)
  local buf = vim.api.nvim_create_buf(false, true)
  vim.bo[buf].bufhidden = "wipe"
  vim.bo[buf].modeline = false
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, lines)
  vim.bo[buf].filetype = "gitcommit"
  vim.api.nvim_open_win(buf, false, { split = "below", height = math.min(#lines + 1, 12) })
  local register = vim.fn.has("clipboard") == 1 and "+" or '"'
  vim.fn.setreg(register, lines, "V")
  say.say(("The message is in a new window, and in the register %s."):format(register))
end

---@param buf integer
---@param text string
local function insert(buf, text)
  local lines = vim.split(vim.trim(text), "\r?\n")
  local count = empty_lines(buf)
  if not count or not vim.bo[buf].modifiable then
    return into_new_window(lines)
  end
  vim.api.nvim_buf_set_lines(buf, 0, count, false, vim.list_extend(lines, { "" }))
  say.say("The message is written. Read it before you commit.")
end

--- For what is staged, or else for all that is not committed. It comes into the buffer of `git commit` if that is
--- the current one and empty, else into a new window.
---@param root string
function M.write(root)
  local buf = vim.api.nvim_get_current_buf()
  local function ask(staged, callback)
    local params = { staged = staged }
    client.request(root, "journeyman/git/commitMessage", params, callback, { timeout_ms = TIMEOUT_MS })
  end
  local function done(err, result)
    if err then
      return say.error(err)
    end
    insert(buf, result.text)
  end
  say.say("Writing a message for the commit…")
  ask(true, function(err, result)
    -- Nothing is staged.
    if err and err.kind == "usage" then
      return ask(false, done)
    end
    done(err, result)
  end)
end

return M
