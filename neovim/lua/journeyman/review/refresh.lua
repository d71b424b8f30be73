--- Shows what has changed, in buffers and in the quickfix list, and asks for what is needed for that.
local buffers = require("journeyman.review.buffers")
local changes = require("journeyman.review.changes")
local files = require("journeyman.review.files")
local quickfix = require("journeyman.review.quickfix")
local say = require("journeyman.say")

local M = {}

---@type table<string, boolean> folders that will be shown anew
local due = {}

---@param set journeyman.PendingSet
---@param loaded table<string, integer>
local function is_open(set, loaded)
  return vim.iter(set.told.files):any(function(file)
    return file.pending > 0 and loaded[file.path]
  end)
end

---@param root string
function M.now(root)
  due[root] = nil
  local loaded, is_listed = files.loaded(root), quickfix.is_current(root)
  for _, set in ipairs(changes.sets(root)) do
    if set.stale and (is_listed or is_open(set, loaded)) then
      changes.ask(set)
    end
  end
  local by_path = changes.files(root)
  buffers.refresh(root, by_path, loaded)
  if is_listed then
    quickfix.fill(root, by_path, loaded)
  end
end

--- Once for all that happens until Neovim is idle again.
---@param root string
function M.soon(root)
  if not due[root] then
    due[root] = true
    vim.schedule(function()
      if due[root] then
        M.now(root)
      end
    end)
  end
end

--- Calls back when all changes of a folder are known and shown.
---@param root string
---@param callback fun()
function M.all(root, callback)
  changes.fetch(root, function(err)
    if err then
      return say.error(err)
    end
    M.now(root)
    callback()
  end)
end

return M
