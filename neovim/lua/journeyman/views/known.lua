--- Words for completion, as the server told them last: who completes never waits for an answer.
local client = require("journeyman.client")

local Known = {}
Known.__index = Known

---@class journeyman.Known
---@field private ask fun(root: string, done: fun())
---@field private words table<string, string[]> By folder.
---@field private asking table<string, boolean> By folder.

---@param ask fun(root: string, done: fun()) Asks the server, and tells `tell` what it says.
---@return journeyman.Known
function Known.new(ask)
  return setmetatable({ ask = ask, words = {}, asking = {} }, Known)
end

---@param root string
---@param items table[]
---@param field string Where each has its word.
function Known:tell(root, items, field)
  self.words[root] = vim.tbl_map(function(item)
    return item[field]
  end, items)
end

--- The words told last. Where a server runs it is asked anew, for the next time.
---@param root string
---@return string[]
function Known:get(root)
  if client.get(root) and not self.asking[root] then
    self.asking[root] = true
    self.ask(root, function()
      self.asking[root] = nil
    end)
  end
  return self.words[root] or {}
end

return Known
