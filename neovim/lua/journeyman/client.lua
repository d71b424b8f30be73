--- The server of a folder: start it, ask it, and hear what it tells.
---
--- A folder is named by its absolute path, `root`, as `journeyman.paths` has it. Each has a server of its own.
local events = require("journeyman.events")
local paths = require("journeyman.paths")
local say = require("journeyman.say")

local M = {}

--- How long an answer is waited for, in milliseconds, where the caller does not say.
local TIMEOUT_MS = 30000
--- A server that does not end when it is asked to is killed after so many milliseconds.
local STOP_MS = 3000
--- A server that ends by itself is started anew so often in so many milliseconds, and not sooner than after a second.
local RESTARTS, RESTART_SPAN_MS, RESTART_DELAY_MS = 3, 180000, 1000

---@type table<integer, fun(err?: journeyman.Error, client?: vim.lsp.Client)[]> those that wait, by client
local waiting = {}
---@type table<integer, string> the folders, by client; clients that ended have no `root_dir` that can be asked for
local roots = {}
---@type table<integer, table<fun(err: journeyman.Error), true>> what ends the requests without an answer, by client
local unanswered = {}
---@type table<string, number[]> when a folder's server was started anew, in milliseconds
local restarts = {}
---@type table<string, boolean> folders whose server the user has ended
local ended = {}

--- The folder that a buffer belongs to: that of its view, of its server, of its file, or else where Neovim works.
---@param buf? integer the current one if not given
---@return string
function M.root(buf)
  buf = buf or vim.api.nvim_get_current_buf()
  local of_view = vim.b[buf].journeyman_root
  if of_view then
    return of_view
  end
  local client = vim.lsp.get_clients({ name = "journeyman", bufnr = buf })[1]
  if client then
    return paths.plain(client.root_dir)
  end
  -- The folder that Neovim works in may have been deleted.
  local here = vim.uv.cwd() or "/"
  local project = require("journeyman.lsp").project(paths.of_buffer(buf) or vim.fs.joinpath(here, "x"))
  return project or paths.plain(here)
end

---@param root string
---@return vim.lsp.Client? client Nil while the server is not ready.
function M.get(root)
  for _, client in ipairs(vim.lsp.get_clients({ name = "journeyman" })) do
    if client.root_dir and paths.plain(client.root_dir) == root and not client:is_stopped() then
      return client
    end
  end
end

--- Start the server of a folder where none runs. `callback` comes once, also where it cannot be started.
---@param root string
---@param callback fun(err?: journeyman.Error, client?: vim.lsp.Client)
function M.ensure(root, callback)
  local client = M.get(root)
  if client then
    return callback(nil, client)
  end
  if not require("journeyman.server").find() then
    return callback({ message = require("journeyman.server").MISSING, kind = "settings" })
  end
  ended[root] = nil
  local config = vim.deepcopy(vim.lsp.config.journeyman)
  config.root_dir = root
  local id = vim.lsp.start(config, { attach = false, silent = true })
  if not id then
    return callback({ message = "The server could not be started. Run :checkhealth journeyman." })
  end
  roots[id] = root
  waiting[id] = waiting[id] or {}
  table.insert(waiting[id], callback)
  local started = vim.lsp.get_client_by_id(id)
  if started and started.initialized then
    M.started(started)
  end
end

--- Ask the server. The folder is added to what it is asked.
---@param root string
---@param method string
---@param params table
---@param callback fun(err?: journeyman.Error, result?: any) Comes once.
---@param opts? { timeout_ms?: integer } 30 seconds if not given.
---@return fun() cancel Ends the request; the callback does not come then.
function M.request(root, method, params, callback, opts)
  local timeout_ms = opts and opts.timeout_ms or TIMEOUT_MS
  local done, timer, request_id, asked = false, assert(vim.uv.new_timer()), nil, nil
  local finish
  function finish(err, result)
    if not done then
      done = true
      timer:close()
      if asked and unanswered[asked.id] then
        unanswered[asked.id][finish] = nil
      end
      if callback then
        callback(err, result)
      end
    end
  end
  local function cancel()
    callback = nil
    if request_id and not done then
      asked:cancel_request(request_id)
    end
    finish()
  end
  timer:start(
    timeout_ms,
    0,
    vim.schedule_wrap(function()
      if request_id and not done then
        asked:cancel_request(request_id)
      end
      local seconds = math.floor(timeout_ms / 1000)
      finish({ message = ("The server did not answer %s within %d s. Run :Journeyman log."):format(method, seconds) })
    end)
  )
  M.ensure(root, function(err, client)
    if done then
      return
    end
    if err or not client then
      return finish(err)
    end
    -- Messages about a session take no notice of it.
    params = vim.tbl_extend("keep", params, { root = vim.uri_from_fname(root) })
    asked = client
    unanswered[client.id] = unanswered[client.id] or {}
    unanswered[client.id][finish] = true
    local sent
    sent, request_id = client:request(method, params, function(answer_err, result)
      finish(answer_err and M.to_error(answer_err), result)
    end)
    if not sent then
      finish({ message = "The server has just ended. Try again." })
    end
  end)
  return cancel
end

---@param root string
---@param method string
---@param params table
function M.notify(root, method, params)
  local client = M.get(root)
  if client then
    client:notify(method, params)
  end
end

---@param err lsp.ResponseError
---@return journeyman.Error
function M.to_error(err)
  local data = type(err.data) == "table" and err.data or {}
  return { message = err.message or tostring(err), kind = data.kind, command = data.command }
end

---@private
--- A notification of the server.
function M.hear(method, params, client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  if not client or type(params) ~= "table" then
    return
  end
  local root = paths.plain(client.root_dir)
  if method == "journeyman/session/update" then
    require("journeyman.sessions").hear(root, params)
  else
    events.emit("notified", method, params, root)
  end
end

---@private
---@param client vim.lsp.Client
function M.started(client)
  local root = paths.plain(client.root_dir)
  roots[client.id] = root
  local callbacks = waiting[client.id] or {}
  waiting[client.id] = nil
  if not vim.tbl_get(client.server_capabilities, "experimental", "journeyman", "version") then
    say.warn("This server is not one of Journeyman, or too old. Run :checkhealth journeyman.")
  end
  require("journeyman.features").start()
  events.emit("started", root, client)
  for _, callback in ipairs(callbacks) do
    callback(nil, client)
  end
end

---@private
---@param client_id integer
---@param code integer
function M.stopped(client_id, code)
  vim.schedule(function()
    local callbacks, root, left = waiting[client_id] or {}, roots[client_id], unanswered[client_id] or {}
    waiting[client_id], roots[client_id], unanswered[client_id] = nil, nil, nil
    for _, callback in ipairs(callbacks) do
      callback({ message = ("The server ended at once, with exit code %d. Run :Journeyman log."):format(code) })
    end
    if not root then
      return
    end
    events.emit("stopped", root)
    -- Neovim answers nothing that a server has left open.
    for finish in pairs(left) do
      vim.schedule(function()
        finish({ message = "The server ended before it answered. Try again." })
      end)
    end
    if code ~= 0 and not ended[root] and vim.v.exiting == vim.NIL and #callbacks == 0 then
      M._restart(root)
    end
  end)
end

---@private
--- Start it anew, unless it ends again and again.
function M._restart(root)
  local now = vim.uv.now()
  restarts[root] = vim.tbl_filter(function(at)
    return now - at < RESTART_SPAN_MS
  end, restarts[root] or {})
  if #restarts[root] >= RESTARTS then
    return say.error({
      message = ("The server of %s ended %d times in %d minutes. :Journeyman log says why, restart starts it."):format(
        vim.fs.basename(root),
        RESTARTS + 1,
        RESTART_SPAN_MS / 60000
      ),
    })
  end
  table.insert(restarts[root], now)
  vim.defer_fn(function()
    M.ensure(root, function(err)
      if err then
        return say.error(err)
      end
      M._reattach(root)
    end)
  end, RESTART_DELAY_MS * #restarts[root])
end

---@private
--- A new server knows no buffers.
function M._reattach(root)
  local client = M.get(root)
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    local path = vim.api.nvim_buf_is_loaded(buf) and paths.of_buffer(buf)
    if client and path and require("journeyman.lsp").project(path) == root then
      vim.lsp.buf_attach_client(buf, client.id)
    end
  end
end

--- End the server of a folder and start it anew, with the settings as they are now.
---@param root string
---@param callback fun(err?: journeyman.Error)
function M.restart(root, callback)
  local client = M.get(root)
  restarts[root] = nil
  local function start()
    M.ensure(root, function(err)
      M._reattach(root)
      callback(err)
    end)
  end
  if not client then
    return start()
  end
  ended[root] = true
  local off
  off = events.on("stopped", function(stopped)
    if stopped == root then
      off()
      start()
    end
  end)
  client:stop()
  -- A second `stop`, by force, would do nothing.
  vim.defer_fn(function()
    if not client.rpc.is_closing() then
      client.rpc.terminate()
    end
  end, STOP_MS)
end

return M
