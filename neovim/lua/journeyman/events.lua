--- Tell those who want to know: listeners by name, within the plugin only.
---
--- | name       | arguments                                                                |
--- |------------|--------------------------------------------------------------------------|
--- | "update"   | session, update: after the session has taken it in; one of the kind      |
--- |            | "steered" is no update of the server's: the user told the running turn   |
--- | "reset"    | session: its history was told anew, or it was opened                     |
--- | "current"  | root, session: another session of the folder is the one that is shown    |
--- | "notified" | method, params, root: a notification of the server, but for updates      |
--- | "started"  | root, client: the server of a folder has answered `initialize`           |
--- | "stopped"  | root: the server of a folder is gone                                     |
local M = {}

---@type table<string, function[]>
local listeners = {}

---@param name "update"|"reset"|"current"|"notified"|"started"|"stopped"
---@param listener function
---@return fun() off Ends it; twice does no harm.
function M.on(name, listener)
  listeners[name] = listeners[name] or {}
  table.insert(listeners[name], listener)
  return function()
    listeners[name] = vim.tbl_filter(function(other)
      return other ~= listener
    end, listeners[name])
  end
end

--- Calls the listeners in the order in which they came. One that fails is told of, and keeps nobody else from hearing.
---@param name string
function M.emit(name, ...)
  for _, listener in ipairs(vim.list_slice(listeners[name] or {})) do
    local ok, problem = xpcall(listener, debug.traceback, ...)
    if not ok then
      require("journeyman.say").error({ message = ("Something is wrong in the plugin: %s"):format(problem) })
    end
  end
end

return M
