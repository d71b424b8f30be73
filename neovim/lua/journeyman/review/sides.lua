--- A changed file beside what it was before, in a tab of its own.
local changes = require("journeyman.review.changes")
local client = require("journeyman.client")
local files = require("journeyman.review.files")
local say = require("journeyman.say")
local sessions = require("journeyman.sessions")
local visible = require("journeyman.visible")

local M = {}

--- A buffer for a text that is in no file any more.
---@param name string
---@param root string
---@param path string
---@param text string
---@return integer buf
local function scratch(name, root, path, text)
  local buf = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_name(buf, ("journeyman://%s/%d/%s"):format(name, buf, visible.line(path)))
  local lines = vim.split((text:gsub("\r\n", "\n"):gsub("\n$", "")), "\n", { plain = true })
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, lines)
  vim.bo[buf].bufhidden = "wipe"
  vim.bo[buf].modeline = false
  vim.bo[buf].modifiable = false
  vim.b[buf].journeyman_root, vim.b[buf].journeyman_path = root, path
  return buf
end

--- Closing the old text ends the comparison.
---@param before integer
---@param window integer
local function end_with(before, window)
  vim.api.nvim_create_autocmd("BufWipeout", {
    buffer = before,
    once = true,
    callback = function()
      vim.schedule(function()
        if vim.api.nvim_win_is_valid(window) then
          vim.api.nvim_win_call(window, vim.cmd.diffoff)
        end
      end)
    end,
  })
end

---@param root string
---@param diff journeyman.FileDiff
local function show(root, diff)
  local file = files.of(root, diff.path)
  if not file or not (diff.oldText or diff.newText) then
    local message = "The lines of %s cannot be compared: it is binary, too large, or was not kept."
    return say.warn(message:format(visible.line(diff.path)))
  end
  local before = scratch("before", root, diff.path, diff.oldText or "")
  vim.cmd("tab split")
  local is_there = files.loaded(root)[diff.path] or vim.uv.fs_stat(file)
  local now = is_there and vim.fn.bufadd(file) or scratch("after", root, diff.path, diff.newText or "")
  files.load_into_window(now)
  local window = vim.api.nvim_get_current_win()
  vim.cmd("leftabove vsplit")
  vim.api.nvim_win_set_buf(0, before)
  vim.bo[before].filetype = vim.filetype.match({ filename = file, buf = now }) or ""
  vim.keymap.set("n", "q", vim.cmd.tabclose, { buffer = before, nowait = true, desc = "close" })
  vim.cmd.diffthis()
  vim.api.nvim_set_current_win(window)
  vim.cmd.diffthis()
  end_with(before, window)
end

--- The newest change set of the folder that has a file, decided on or not.
---@param root string
---@param path string
---@return journeyman.Session? session, table? told
local function newest(root, path)
  local owner, newest_told
  for _, session in ipairs(sessions.all(root)) do
    for _, told in pairs(session.changes) do
      local has_it = vim.iter(told.files):any(function(file)
        return file.path == path
      end)
      if has_it and (not newest_told or newest_told.createdAt < told.createdAt) then
        owner, newest_told = session, told
      end
    end
  end
  return owner, newest_told
end

--- Show a file beside what it was before the first change that is pending, or else before the last one.
---@param root string
---@param path string
function M.open(root, path)
  local pending = changes.files(root)[path]
  if pending then
    return show(root, pending[1].diff)
  end
  local session, told = newest(root, path)
  if not session or not told then
    return say.warn(("The agent has not changed %s. :Journeyman changes lists what it has."):format(path))
  end
  local params = { sessionId = session.id, changeSetId = told.changeSetId }
  client.request(root, "journeyman/changes/diff", params, function(err, result)
    if err then
      return say.error(err)
    end
    for _, diff in ipairs(result.files) do
      if diff.path == path then
        return show(root, diff)
      end
    end
  end)
end

--- The files that the agent has changed, for completion.
---@param root string
---@return string[]
function M.known(root)
  local found = {}
  for _, session in ipairs(sessions.all(root)) do
    for _, told in pairs(session.changes) do
      for _, file in ipairs(told.files) do
        found[file.path] = true
      end
    end
  end
  return vim.tbl_keys(found)
end

return M
