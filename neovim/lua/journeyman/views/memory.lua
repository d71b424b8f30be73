--- What is remembered of the user and the project, and what answers a question.
local Known = require("journeyman.views.known")
local View = require("journeyman.views.view")
local client = require("journeyman.client")
local events = require("journeyman.events")
local export = require("journeyman.views.export")
local lines = require("journeyman.views.memory_lines")
local pages = require("journeyman.views.pages")
local remembered = require("journeyman.views.remembered")
local say = require("journeyman.say")
local sessions = require("journeyman.views.sessions")
local why = require("journeyman.views.why")

local M = {}

local CHANGED = "journeyman/memory/didChange"
--- How many answers to a question are shown.
local MAX_FOUND = 30
local CONSOLIDATE_TIMEOUT_MS = 120000

---@type journeyman.Known
local ids

---@param root string
---@param callback fun(err?: journeyman.Error, memories?: journeyman.Memory[])
local function load(root, callback)
  local list = { method = "journeyman/memory/list", params = {}, field = "memories", max = math.huge }
  pages.load(root, list, function(err, memories)
    if memories then
      ids:tell(root, memories, "id")
    end
    callback(err, memories)
  end)
end

ids = Known.new(load)

--- What every session is told, word for word.
local function show_profile(root)
  View.open({
    name = "profile",
    title = "What every session is told",
    root = root,
    actions = {},
    refresh_on = { CHANGED },
    load = function(view)
      client.request(root, "journeyman/memory/profile", {}, function(err, profile)
        if err then
          return view:fail(err)
        end
        local told = {}
        for _, text in ipairs({ profile.user, profile.workspace }) do
          for _, line in ipairs(text ~= "" and vim.split(text, "\n") or {}) do
            table.insert(told, { line })
          end
        end
        if #told == 0 then
          told = { { "Nothing yet: sessions begin with what stands in the instructions alone." } }
        end
        vim.list_extend(told, { {}, { { ("%d tokens"):format(profile.tokens), "JourneymanDim" } } })
        view:show(told)
      end)
    end,
  })
end

--- What only the user can say goes where the server's own questions go.
local function pass_on(root, result)
  local function emit(question, choices, everywhere)
    local params = { root = vim.uri_from_fname(root), question = question, choices = choices, everywhere = everywhere }
    events.emit("notified", "journeyman/memory/question", params, root)
  end
  for _, question in ipairs(result.questions) do
    emit(question.question, question.choices, false)
  end
  for _, memory in ipairs(result.proposals) do
    local choices = { { id = memory.id, text = "In all folders" }, { text = "Only there" } }
    emit(("This was said in three folders. Does it hold in all of them? %s"):format(memory.text), choices, true)
  end
end

local function consolidate(root)
  client.request(root, "journeyman/memory/consolidate", {}, function(err, result)
    if err then
      return say.error(err)
    end
    say.say(result.text ~= "" and result.text or "The memory is in order: nothing has changed.")
    pass_on(root, result)
  end, { timeout_ms = CONSOLIDATE_TIMEOUT_MS })
end

local function save(root)
  export.save(root, "memory.jsonl", function(callback)
    client.request(root, "journeyman/memory/export", {}, callback)
  end)
end

local function follow(view, item)
  if not item then
    return
  elseif remembered.is_memory(item) then
    why.open(view.root, item.id)
  elseif item.sessionId then
    sessions.go(view.root, item.sessionId)
  else
    say.say("It is not known in which session this was said.")
  end
end

---@return table<string, journeyman.ViewAction>
local function actions()
  local function on_view(run)
    return function(view)
      run(view.root)
    end
  end
  return vim.tbl_extend("error", remembered.actions(), {
    open = { about = "show what it rests on, or the session in which it was said", run = follow },
    P = { about = "show what every session is told", run = on_view(show_profile) },
    c = { about = "bring the memory into order", run = on_view(consolidate) },
    X = { about = "export all of it to a file", run = on_view(save) },
    a = {
      about = "add a sentence",
      run = function(view)
        remembered.add(view.root, "", false)
      end,
    },
  })
end

--- Show everything, or what answers the view's question.
---@param view journeyman.View | { question: string }
local function fill(view)
  local question = view.question
  local function answer(err, drawn)
    -- Another question may have been asked in between.
    if view.question ~= question then
      return
    elseif err then
      return view:fail(err)
    end
    view:show(drawn())
  end
  load(view.root, function(err, memories)
    if err or question == "" then
      return answer(err, function()
        return lines.list(memories)
      end)
    end
    local params = { query = question, limit = MAX_FOUND }
    client.request(view.root, "journeyman/memory/search", params, function(search_err, result)
      answer(search_err, function()
        return lines.found(result.items, memories)
      end)
    end)
  end)
end

---@param call journeyman.Call
---@return string
local function title(call)
  return call.text == "" and "Memory of " .. vim.fs.basename(call.root) or ("Memory: “%s”"):format(call.text)
end

--- Show what is remembered; with a question, what answers it.
---@param call journeyman.Call
function M.open(call)
  View.open({
    name = "memory",
    title = title(call),
    root = call.root,
    question = call.text,
    load = fill,
    actions = actions(),
    refresh_on = { CHANGED },
  })
end

--- Keep a sentence; everywhere with a bang.
---@param call journeyman.Call
function M.remember(call)
  remembered.add(call.root, call.text, call.bang)
end

---@param call journeyman.Call
function M.forget(call)
  local id = call.words[1]
  if not id then
    return say.error({ message = "Name a memory, such as :Journeyman forget m12. :Journeyman memory lists them." })
  end
  remembered.forget(call.root, id)
end

--- The ids that were told last.
---@param root string
---@return string[]
function M.known(root)
  return ids:get(root)
end

return M
