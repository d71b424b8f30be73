--- The models of a folder's service: use one, try one out, get more of them.
local Known = require("journeyman.views.known")
local View = require("journeyman.views.view")
local client = require("journeyman.client")
local lines = require("journeyman.views.model_lines")
local progress = require("journeyman.views.progress")
local say = require("journeyman.say")
local sessions = require("journeyman.sessions")

local M = {}

--- The server itself waits 180 seconds for an answer, 120 for each of three tool calls, and 180 for a long input.
local PROBE_TIMEOUT_MS = 750000
--- The server gives up when nothing comes any more; how long it takes in all depends on the line.
local PULL_TIMEOUT_MS = 7 * 24 * 3600 * 1000

---@class journeyman.ModelsShown: journeyman.Models
---@field view? journeyman.View
---@field cancel table<string, fun()> Ends what goes on with a model, by its id.

---@type table<string, journeyman.ModelsShown> By folder; what goes on outlives the view.
local shown = {}

---@type journeyman.Known
local names

local function of(root)
  shown[root] = shown[root]
    or { models = {}, recommended = { canPull = false, models = {} }, progress = {}, cancel = {} }
  return shown[root]
end

---@param root string
---@param callback fun(err?: journeyman.Error, models?: journeyman.Model[])
local function list(root, callback)
  client.request(root, "journeyman/model/list", {}, function(err, result)
    if result then
      names:tell(root, result.models, "id")
    end
    callback(err, result and result.models)
  end)
end

names = Known.new(list)

---@param root string
---@return string
local function current(root)
  local session = sessions.current(root)
  local told = require("journeyman.status").told(root)
  return session and session:option("model") or told and told.model or ""
end

---@param root string
---@return journeyman.View? view If it is open.
local function open_view(root)
  local view = of(root).view
  return view and vim.api.nvim_buf_is_valid(view.buf) and view or nil
end

---@param root string
local function draw(root)
  local view = open_view(root)
  if view then
    view:show(lines.lines(of(root), current(root), os.time()))
  end
end

---@param root string
local function load_recommended(root)
  client.request(root, "journeyman/model/recommended", {}, function(err, result)
    of(root).recommended = err and { canPull = false, models = {} } or result
    draw(root)
  end)
end

local function fill(view)
  local root = view.root
  local known = of(root)
  known.view = view
  list(root, function(err, models)
    -- What may help there is this very view.
    local is_here = err ~= nil and err.command == "journeyman.chooseModel"
    known.models, known.problem = models or {}, err and (is_here and err.message or say.sentence(err))
    draw(root)
    load_recommended(root)
  end)
end

--- Let the session that is shown go on with a model; without one, start it with that.
---@param root string
---@param id string
local function use(root, id)
  local function done(err)
    if err then
      return say.error(err)
    end
    say.say(("This session uses %s from its next turn on."):format(id))
    draw(root)
  end
  if not sessions.current(root) then
    return sessions.new(root, { model = id }, done)
  end
  sessions.ensure(root, function(err, session)
    if err or not session then
      return done(err)
    end
    session:set_option("model", id, done)
  end)
end

--- Do something that takes long with a model; its line tells how far it is.
---@param root string
---@param id string
---@param long { method: string, timeout_ms: integer, begin: string }
---@param done fun(result: any)
local function work(root, id, long, done)
  local known = of(root)
  if known.cancel[id] then
    return say.say("That is going on already: <C-c> ends it.")
  end
  known.progress[id] = long.begin
  local request = {
    method = long.method,
    params = { model = id },
    timeout_ms = long.timeout_ms,
    on_progress = function(text)
      known.progress[id] = text
      draw(root)
    end,
  }
  known.cancel[id] = progress.request(root, request, function(err, result)
    known.progress[id], known.cancel[id] = nil, nil
    draw(root)
    if err then
      return say.error(err)
    end
    done(result)
    local view = open_view(root)
    if view then
      view:load()
    end
  end)
  draw(root)
end

local function tell_missing(item)
  say.say(("%s is not there yet: g gets it."):format(item.id))
end

local function probe(view, item)
  if not item.is_there then
    return tell_missing(item)
  end
  local long = { method = "journeyman/model/probe", timeout_ms = PROBE_TIMEOUT_MS, begin = "trying it out" }
  work(view.root, item.id, long, function(found)
    if found.problem ~= "" then
      return say.warn(("%s: %s"):format(item.id, found.problem))
    end
    say.say(("%s: %s"):format(item.id, lines.about(found, os.time())))
  end)
end

local function pull(view, item)
  if item.is_there then
    return say.say(("%s is there already."):format(item.id))
  end
  if not of(view.root).recommended.canPull then
    return say.error({
      message = "Ollama gets models, and it does not run here. Start it with `ollama serve`, then press R.",
    })
  end
  local long = { method = "journeyman/model/pull", timeout_ms = PULL_TIMEOUT_MS, begin = "getting it" }
  work(view.root, item.id, long, function()
    say.say(("%s is there: :Journeyman model %s uses it."):format(item.id, item.id))
  end)
end

local function stop(view, item)
  local known = of(view.root)
  local cancel = known.cancel[item.id]
  if not cancel then
    return say.say("Nothing goes on with this model.")
  end
  known.progress[item.id], known.cancel[item.id] = nil, nil
  cancel()
  draw(view.root)
end

local function follow(view, item)
  if not item.is_there then
    return tell_missing(item)
  end
  use(view.root, item.id)
end

---@return table<string, journeyman.ViewAction>
local function actions()
  local function on_model(run)
    return function(view, item)
      if not item then
        return say.say("No model is under the cursor.")
      end
      run(view, item)
    end
  end
  return {
    open = { about = "use it in this session", run = on_model(follow) },
    P = { about = "try it out: how fast it is, and whether it calls tools", run = on_model(probe) },
    g = { about = "get it, with Ollama", run = on_model(pull) },
    ["<C-c>"] = { about = "end what goes on with it", run = on_model(stop) },
  }
end

--- List the models; with a name, let the session use that one.
---@param call journeyman.Call
function M.open(call)
  if call.text ~= "" then
    return use(call.root, call.text)
  end
  View.open({
    name = "models",
    title = "Models for " .. vim.fs.basename(call.root),
    root = call.root,
    load = fill,
    actions = actions(),
  })
end

--- The names that were told last.
---@param root string
---@return string[]
function M.known(root)
  return names:get(root)
end

return M
