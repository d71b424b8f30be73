--- Shows what has changed, in buffers and in the quickfix list, and asks for what is needed for that.
local buffers = require("journeyman.review.buffers")
local changes = require("journeyman.review.changes")
local files = require("journeyman.review.files")
local paced = require("journeyman.paced")
local quickfix = require("journeyman.review.quickfix")
local say = require("journeyman.say")

local M = {}

--- A turn tells many changes in that time.
local PAUSE_MS = 50
---@type table<string, fun()> what shows a folder anew, by folder
local asks = {}

---@param set journeyman.PendingSet
---@param loaded table<string, integer>
local function is_open(set, loaded)
  return vim.iter(set.told.files):any(function(file)
    return file.pending > 0 and loaded[file.path]
  end)
end

---@param root string
function M.now(root)
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

--- Once for all that happens meanwhile.
---@param root string
function M.soon(root)
  asks[root] = asks[root] or paced.new(PAUSE_MS, function()
    M.now(root)
  end)
  asks[root]()
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
