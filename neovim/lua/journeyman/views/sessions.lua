--- The sessions of a folder: go on with one, branch off, rename, delete, export.
local Known = require("journeyman.views.known")
local View = require("journeyman.views.view")
local ask = require("journeyman.views.ask")
local client = require("journeyman.client")
local events = require("journeyman.events")
local export = require("journeyman.views.export")
local lines = require("journeyman.views.session_lines")
local pages = require("journeyman.views.pages")
local say = require("journeyman.say")
local sessions = require("journeyman.sessions")

local M = {}

--- Characters in the name of a file that is exported to.
local MAX_NAME = 60

---@type journeyman.Known
local ids
---@type table<string, journeyman.View> By folder; the ones that were closed as well.
local views = {}
local listening = false

---@param root string
---@param query string
---@param max integer Pages at most.
---@param callback fun(err?: journeyman.Error, items?: journeyman.SessionItem[], has_more?: boolean)
local function list(root, query, max, callback)
  local params = query ~= "" and { query = query } or {}
  local paged = { method = "journeyman/session/list", params = params, field = "sessions", max = max }
  pages.load(root, paged, function(err, items, has_more)
    if items and query == "" then
      ids:tell(root, items, "sessionId")
    end
    callback(err, items, has_more)
  end)
end

ids = Known.new(function(root, done)
  list(root, "", 1, done)
end)

--- Ask about one stored session.
local function request(root, name, item, params, callback)
  params = vim.tbl_extend("error", { sessionId = item.sessionId }, params)
  client.request(root, "journeyman/session/" .. name, params, callback)
end

---@param view journeyman.View | { query: string, pages: integer }
local function fill(view)
  local query, count = view.query, view.pages
  list(view.root, query, count, function(err, items, has_more)
    -- Something else may be looked for by now.
    if view.query ~= query or view.pages ~= count then
      return
    elseif err then
      return view:fail(err)
    elseif #items == 0 then
      return view:show({
        { query == "" and "There is no session yet. Press n to start one." or "No session has these words." },
      })
    end
    view:show(lines.lines(view.root, items, has_more, os.time()))
  end)
end

local function show_chat(root)
  require("journeyman.chat").show(root)
end

--- Go on with a session in the chat.
---@param root string
---@param id string
function M.go(root, id)
  sessions.load(root, id, function(err)
    if err then
      return say.error(err)
    end
    show_chat(root)
  end)
end

local function rename(view, item)
  ask.text("Title", item.title, function(title)
    request(view.root, "rename", item, { title = title }, function(err)
      if err then
        return say.error(err)
      end
      view:load()
    end)
  end)
end

local function delete(view, item)
  local question =
    "Delete “%s”? Its messages and what was noted about its tasks go for good. Files stay as they are."
  ask.yes(question:format(lines.title_of(item)), "Delete it", function()
    request(view.root, "delete", item, {}, function(err)
      if err then
        return say.error(err)
      end
      sessions.drop(item.sessionId)
      view:load()
    end)
  end)
end

local function fork(view, item)
  sessions.new(view.root, { from = { sessionId = item.sessionId } }, function(err)
    if err then
      return say.error(err)
    end
    show_chat(view.root)
  end)
end

local function save(view, item)
  local name = vim.trim(item.title:gsub("[%c%s%p]+", " ")):gsub(" ", "-")
  name = vim.fn.strcharpart(name, 0, MAX_NAME)
  export.save(view.root, (name ~= "" and name or item.sessionId) .. ".jsonl", function(callback)
    request(view.root, "export", item, {}, callback)
  end)
end

local function follow(view, item)
  if item == lines.MORE then
    view.pages = view.pages + 1
    return view:load()
  end
  M.go(view.root, item.sessionId)
end

---@return table<string, journeyman.ViewAction>
local function actions()
  local function on_session(run)
    return function(view, item)
      if not item or (item == lines.MORE and run ~= follow) then
        return say.say("No session is under the cursor.")
      end
      run(view, item)
    end
  end
  return {
    open = { about = "go on with it in the chat", run = on_session(follow) },
    r = { about = "rename it", run = on_session(rename) },
    D = { about = "delete it for good", run = on_session(delete) },
    f = { about = "branch off: a new session that begins with what was said", run = on_session(fork) },
    X = { about = "export it to a file", run = on_session(save) },
    n = {
      about = "start a new session",
      run = function(view)
        require("journeyman.chat").new({ root = view.root, words = {}, text = "", bang = false })
      end,
    },
  }
end

---@param call journeyman.Call
---@return string
local function title(call)
  return call.text == "" and "Sessions of " .. vim.fs.basename(call.root)
    or ("Sessions with “%s”"):format(call.text)
end

--- Another session may be shown in the chat by now.
local function listen()
  if listening then
    return
  end
  listening = true
  events.on("current", function(root)
    local view = views[root]
    if view and vim.api.nvim_buf_is_valid(view.buf) then
      view:load()
    end
  end)
end

--- List the sessions, the last used first; with words, those that have them.
---@param call journeyman.Call
function M.open(call)
  listen()
  views[call.root] = View.open({
    name = "sessions",
    title = title(call),
    root = call.root,
    query = call.text,
    pages = 1,
    load = fill,
    actions = actions(),
    -- It comes when work begins and ends.
    refresh_on = { "journeyman/status" },
  })
end

--- Go on with a session in the chat: the one of this id, or the one that was used last.
---@param call journeyman.Call
function M.resume(call)
  if call.words[1] then
    return M.go(call.root, call.words[1])
  end
  list(call.root, "", 1, function(err, items)
    if err then
      return say.error(err)
    elseif #items == 0 then
      return say.say("There is no session to go on with. :Journeyman chat starts one.")
    end
    M.go(call.root, items[1].sessionId)
  end)
end

--- The ids that were told last.
---@param root string
---@return string[]
function M.known(root)
  return ids:get(root)
end

return M
