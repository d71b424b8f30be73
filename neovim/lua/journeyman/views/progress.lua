--- Requests that take long, tell how far they have come, and can be ended.
local client = require("journeyman.client")

local M = {}

local count = 0

--- "Asking for a tool call, 50%"
---@param value lsp.WorkDoneProgressBegin|lsp.WorkDoneProgressReport
---@return string
local function in_words(value)
  local message = value.message or value.title or ""
  return value.percentage and ("%s, %d%%"):format(message, value.percentage) or message
end

---@class journeyman.LongRequest
---@field method string
---@field params table
---@field timeout_ms integer
---@field on_progress fun(text: string) How far it is, in a few words.

---@param root string
---@param long journeyman.LongRequest
---@param callback fun(err?: journeyman.Error, result?: any) Comes once.
---@return fun() cancel Ends the request; the callback does not come then.
function M.request(root, long, callback)
  count = count + 1
  local token = "journeyman-" .. count
  local listening = vim.api.nvim_create_autocmd("LspProgress", {
    callback = function(event)
      local params = event.data.params
      if params.token == token and params.value.kind ~= "end" then
        long.on_progress(in_words(params.value))
      end
    end,
  })
  local function stop_listening()
    vim.api.nvim_del_autocmd(listening)
  end
  local params = vim.tbl_extend("force", long.params, { workDoneToken = token })
  local cancel = client.request(root, long.method, params, function(err, result)
    stop_listening()
    callback(err, result)
  end, { timeout_ms = long.timeout_ms })
  return function()
    stop_listening()
    cancel()
  end
end

return M
