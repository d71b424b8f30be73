--- The sessions that are open in this editor, and which one of a folder is shown.
local Session = require("journeyman.session")
local client = require("journeyman.client")
local events = require("journeyman.events")

local M = {}

---@type table<string, journeyman.Session>
local open = {}
---@type table<string, string> the session that is shown, by folder
local current = {}
---@type table<string, fun(err?: journeyman.Error, session?: journeyman.Session)[]> who waits for one, by folder
local waiting = {}

---@param id string
---@return journeyman.Session?
function M.get(id)
  return open[id]
end

--- The sessions of a folder that are open here, in no order; of all folders if none is named.
---@param root? string
---@return journeyman.Session[]
function M.all(root)
  return vim.tbl_filter(function(session)
    return not root or session.root == root
  end, vim.tbl_values(open))
end

--- The session of a folder that is shown, or was used last.
---@param root string
---@return journeyman.Session?
function M.current(root)
  return open[current[root] or ""]
end

---@param session journeyman.Session
function M.show(session)
  if current[session.root] ~= session.id then
    current[session.root] = session.id
    events.emit("current", session.root, session)
  end
end

---@private
--- Take up what the server has opened, with its history.
---@param root string
---@param opened table An OpenSessionResult.
---@param callback fun(err?: journeyman.Error, session?: journeyman.Session)
---@param on_opened? fun(session: journeyman.Session) Before the history is there; it is shown if not given.
function M._opened(root, opened, callback, on_opened)
  local session = open[opened.sessionId] or Session.new(root, opened)
  session.stale = false
  open[session.id] = session
  local first = on_opened or M.show
  first(session)
  session:catch_up({
    all = true,
    callback = function(err)
      callback(err, session)
    end,
  })
end

---@param root string
---@param method string
---@param params table
---@param callback fun(err?: journeyman.Error, session?: journeyman.Session)
---@param on_opened? fun(session: journeyman.Session)
local function request(root, method, params, callback, on_opened)
  require("journeyman.trust").ask(root, function()
    client.request(root, method, params, function(err, opened)
      if err then
        return callback(err)
      end
      M._opened(root, opened, callback, on_opened)
    end)
  end)
end

---@param root string
---@param id string
---@param callback fun(err?: journeyman.Error, session?: journeyman.Session)
---@param on_opened? fun(session: journeyman.Session)
local function load(root, id, callback, on_opened)
  request(root, "journeyman/session/load", { sessionId = id }, callback, on_opened)
end

--- Start a session, and show it.
---@param root string
---@param opts? { mode?: string, model?: string, from?: journeyman.Branch }
---@param callback fun(err?: journeyman.Error, session?: journeyman.Session)
function M.new(root, opts, callback)
  request(root, "journeyman/session/new", opts or vim.empty_dict(), callback)
end

--- Go on with a stored session, and show it.
---@param root string
---@param id string
---@param callback fun(err?: journeyman.Error, session?: journeyman.Session)
function M.load(root, id, callback)
  if open[id] and not open[id].stale then
    M.show(open[id])
    return callback(nil, open[id])
  end
  load(root, id, callback)
end

--- The session of a folder that is shown; without one, a new one. Who asks meanwhile gets the same.
---@param root string
---@param callback fun(err?: journeyman.Error, session?: journeyman.Session)
function M.ensure(root, callback)
  local session = M.current(root)
  if session and not session.stale then
    return callback(nil, session)
  end
  if waiting[root] then
    table.insert(waiting[root], callback)
    return
  end
  waiting[root] = { callback }
  local function done(err, opened)
    local callbacks = waiting[root]
    waiting[root] = nil
    for _, waits in ipairs(callbacks) do
      waits(err, opened)
    end
  end
  if session then
    M.load(root, session.id, done)
  else
    M.new(root, nil, done)
  end
end

--- Let go of a session, because it was deleted.
---@param id string
function M.drop(id)
  local session = open[id]
  if session then
    open[id], session.is_gone = nil, true
    if current[session.root] == id then
      current[session.root] = nil
      events.emit("current", session.root, nil)
    end
  end
end

---@private
--- An update from the server; of a session that was started by a code action, or another window, it is the first.
---@param root string
---@param params { sessionId: string, seq: integer, update: table }
function M.hear(root, params)
  local session = open[params.sessionId]
  if not session then
    session = Session.new(root, { sessionId = params.sessionId })
    open[session.id] = session
    if not M.current(root) then
      M.show(session)
    end
  end
  session:hear(params.seq, params.update)
end

events.on("stopped", function(root)
  for _, session in ipairs(M.all(root)) do
    session.stale = true
    if session:is_busy() then
      session.state = "idle"
    end
    session.permissions, session.questions = {}, {}
    events.emit("reset", session)
  end
end)

events.on("started", function(root)
  for _, session in ipairs(M.all(root)) do
    if session.stale then
      -- What is shown stays what is shown.
      load(root, session.id, function(err)
        if err then
          require("journeyman.say").error(err)
        end
      end, function() end)
    end
  end
end)

return M
