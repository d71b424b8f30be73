--- Lists that the server tells in pages.
local client = require("journeyman.client")

local M = {}

---@class journeyman.PagedList
---@field method string
---@field params table
---@field field string The list in the result.
---@field max integer Pages at most.

---@param root string
---@param list journeyman.PagedList
---@param callback fun(err?: journeyman.Error, items?: any[], has_more?: boolean)
function M.load(root, list, callback)
  local items, count = {}, 0
  local function ask(cursor)
    local params = vim.tbl_extend("force", list.params, { cursor = cursor })
    client.request(root, list.method, params, function(err, result)
      if err then
        return callback(err)
      end
      count = count + 1
      vim.list_extend(items, result[list.field])
      if result.nextCursor and count < list.max then
        return ask(result.nextCursor)
      end
      callback(nil, items, result.nextCursor ~= nil)
    end)
  end
  ask(nil)
end

return M
