--- Show what the agent has changed on the disk. What the user has not saved stays, and is asked for nothing.
local disk = require("journeyman.editor.disk")
local events = require("journeyman.events")
local paths = require("journeyman.paths")
local say = require("journeyman.say")

local M = {}

--- Changes come in bursts: one look is enough for those of so many milliseconds.
local DELAY_MS = 100

---@type table<string, boolean> the folders that will be looked at
local waiting = {}
---@type table<integer, boolean> buffers whose file is gone; Neovim tells that each time it looks
local gone = {}

--- The name of a buffer's file in a folder; nil where it is of none there.
---@param root string
---@param buf integer
---@return string?
local function name_in(root, buf)
  local path = vim.api.nvim_buf_is_loaded(buf) and paths.of_buffer(buf)
  return path and vim.fs.relpath(root, path) or nil
end

---@param names string[]
---@param sentence string
local function tell(names, sentence)
  if #names > 0 then
    local more = #names > 2 and (" and %d more"):format(#names - 1) or #names == 2 and " and " .. names[2] or ""
    say.warn(sentence:format(vim.fn.strtrans(names[1] .. more)))
  end
end

---@private
--- Look at the files of a folder that are open.
---@param root string
function M.look(root)
  local conflicts, deleted = {}, {}
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    local name = name_in(root, buf)
    if name then
      local change = disk.look(buf, true)
      if change == "conflict" then
        table.insert(conflicts, name)
      elseif change == "deleted" and not gone[buf] then
        table.insert(deleted, name)
      end
      gone[buf] = change == "deleted" or nil
    end
  end
  tell(conflicts, "Changed on the disk, too: %s. :e! takes that, :w! keeps yours.")
  tell(deleted, "Deleted on the disk: %s. :w! writes it anew, :bwipeout! lets go of it.")
end

---@param root string
local function look_soon(root)
  if waiting[root] then
    return
  end
  waiting[root] = true
  vim.defer_fn(function()
    waiting[root] = nil
    M.look(root)
  end, DELAY_MS)
end

--- Whether an update may mean that files are others on the disk.
local function may_change_files(update)
  return update.kind == "change_set"
    or (update.kind == "tool_call_update" and update.status ~= nil)
    or (update.kind == "turn_state" and update.state == "idle")
end

function M.start()
  events.on("update", function(session, update)
    if may_change_files(update) then
      look_soon(session.root)
    end
  end)
end

return M
