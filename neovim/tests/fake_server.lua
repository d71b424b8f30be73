--- A server inside of the editor: answers what it is told to, and remembers what it was asked.
local M = {}

---@class FakeServer
---@field root string
---@field asked { method: string, params: table }[]
---@field answers table<string, fun(params: table): any, table?> By method; without one, a request is never answered.
---@field started integer How often it was started.
---@field die fun(code: integer) Ends it, as if it had crashed.
---@field tell fun(method: string, params: table) Sends a notification.

--- Takes the place of the command until `stop()`.
---@return FakeServer
function M.start()
  local root = vim.fs.normalize(vim.uv.fs_realpath(vim.fn.tempname()) or vim.fn.tempname())
  vim.fn.mkdir(root, "p")
  root = vim.fs.normalize(assert(vim.uv.fs_realpath(root)))
  local self = { root = root, asked = {}, started = 0 }
  self.answers = {
    initialize = function()
      return { capabilities = { experimental = { journeyman = { version = 1 } } } }
    end,
    shutdown = function()
      return vim.NIL
    end,
  }
  local server = require("journeyman.server")
  self.find = server.find
  server.find = function()
    return { cmd = { "fake" }, where = "a test" }
  end
  vim.lsp.config("journeyman", {
    cmd = function(dispatchers)
      return self:rpc(dispatchers)
    end,
  })
  return setmetatable(self, { __index = M })
end

function M:rpc(dispatchers)
  self.started = self.started + 1
  local closing, last = false, 0
  local function exit(code)
    if not closing then
      closing = true
      vim.schedule(function()
        dispatchers.on_exit(code, 0)
      end)
    end
  end
  self.die = exit
  self.tell = function(method, params)
    vim.schedule(function()
      dispatchers.notification(method, params)
    end)
  end
  return {
    request = function(method, params, callback, replied)
      last = last + 1
      local id, answer = last, self.answers[method]
      table.insert(self.asked, { method = method, params = params })
      if answer then
        vim.schedule(function()
          local result, err = answer(params)
          if replied then
            replied(id)
          end
          callback(err, result)
        end)
      end
      return true, id
    end,
    notify = function(method, params)
      table.insert(self.asked, { method = method, params = params })
      if method == "exit" then
        exit(0)
      end
      return true
    end,
    is_closing = function()
      return closing
    end,
    terminate = function()
      exit(0)
    end,
  }
end

--- The methods that were asked for, without those of the base protocol.
---@return string[]
function M:methods()
  local found = {}
  for _, request in ipairs(self.asked) do
    if vim.startswith(request.method, "journeyman/") then
      table.insert(found, request.method)
    end
  end
  return found
end

function M:stop()
  for _, client in ipairs(vim.lsp.get_clients({ name = "journeyman" })) do
    client:stop(true)
  end
  vim.wait(5000, function()
    return #vim.lsp.get_clients({ name = "journeyman" }) == 0
  end, 2)
  require("journeyman.server").find = self.find
end

return M
