--- What the user decides about a memory, wherever it is shown. What changed comes with `journeyman/memory/didChange`.
local ask = require("journeyman.views.ask")
local client = require("journeyman.client")
local say = require("journeyman.say")

local M = {}

--- Asks the server; an error is told.
---@param root string
---@param method string
---@param params table
---@param callback fun(result: any)
local function request(root, method, params, callback)
  client.request(root, method, params, function(err, result)
    if err then
      return say.error(err)
    end
    callback(result)
  end)
end

---@param root string
---@param memory journeyman.Memory
---@param change { text?: string, pinned?: boolean, everywhere?: boolean }
---@param done? fun(memory: journeyman.Memory) It may have another id by then.
local function update(root, memory, change, done)
  local params = vim.tbl_extend("error", { id = memory.id }, change)
  request(root, "journeyman/memory/update", params, function(result)
    if done then
      done(result.memory)
    end
  end)
end

--- Keep a sentence; without one the user is asked for it.
---@param root string
---@param text string
---@param everywhere boolean
function M.add(root, text, everywhere)
  if text == "" then
    return ask.text("Remember", "", function(written)
      M.add(root, written, everywhere)
    end)
  end
  request(root, "journeyman/memory/add", { text = text, everywhere = everywhere }, function(result)
    local where = result.memory.scope == "user" and ", in all folders" or ""
    say.say(("Remembered as %s%s: %s"):format(result.memory.id, where, result.memory.text))
  end)
end

--- Let it say something else.
---@param done fun(memory: journeyman.Memory)
function M.correct(root, memory, done)
  ask.text("It should say", memory.text, function(text)
    if text ~= memory.text then
      update(root, memory, { text = text }, done)
    end
  end)
end

--- Choose it where memories are at odds.
function M.choose(root, memory, done)
  if memory.status ~= "contested" then
    return say.say("Nothing is at odds with this one.")
  end
  update(root, memory, { text = memory.text }, done)
end

function M.pin(root, memory, done)
  update(root, memory, { pinned = not memory.pinned }, done)
end

--- Let it hold in all of the user's folders.
function M.widen(root, memory, done)
  if memory.scope == "user" then
    return say.say("It holds in all folders already.")
  end
  update(root, memory, { everywhere = true }, done)
end

---@param count integer
---@return string
local function goes_with(count)
  local first = count == 1 and "The observation that it rests on goes with it."
    or ("The %d observations that it rests on go with it."):format(count)
  return first .. " The words are removed for good, also from stored sessions and backups."
end

--- Forget it for good, if the user says so.
---@param root string
---@param id string
---@param done? fun() Only where it is forgotten.
function M.forget(root, id, done)
  request(root, "journeyman/memory/why", { id = id }, function(why)
    local question = ("Forget “%s”? %s"):format(why.memory.text, goes_with(#why.evidence))
    ask.yes(question, "Forget it for good", function()
      request(root, "journeyman/memory/forget", { id = id }, function()
        say.say(("%s is forgotten."):format(id))
        if done then
          done()
        end
      end)
    end)
  end)
end

--- Write it into the team's instructions, where it is meant for everybody.
function M.write_rule(root, memory)
  request(root, "journeyman/memory/why", { id = memory.id }, function(why)
    if not why.rule then
      return say.say("This is about you alone, so it is no rule for the team.")
    end
    ask.yes(("Write “%s” into AGENTS.md, for the whole team?"):format(why.rule), "Write it", function()
      request(root, "journeyman/memory/writeRule", { id = memory.id }, function(written)
        say.say(("%s: %s"):format(written.path, written.line))
      end)
    end)
  end)
end

---@param item any What a line is about.
---@return boolean
function M.is_memory(item)
  return type(item) == "table" and item.confidence ~= nil
end

--- The keys for the memory under the cursor, or else the one that the view is about.
---@param done? fun(view: journeyman.View, before: journeyman.Memory, now?: journeyman.Memory) After a change.
---@return table<string, journeyman.ViewAction>
function M.actions(done)
  local function on_memory(run)
    ---@param view journeyman.View | { memory?: journeyman.Memory }
    return function(view, item)
      local chosen = M.is_memory(item) and item or view.memory
      if not chosen then
        return say.say("No memory is under the cursor.")
      end
      run(view.root, chosen, function(memory)
        if done then
          done(view, chosen, memory)
        end
      end)
    end
  end
  return {
    e = { about = "correct it", run = on_memory(M.correct) },
    ["+"] = { about = "this one holds, where memories are at odds", run = on_memory(M.choose) },
    p = { about = "pin it, or not: what is pinned is told to every session", run = on_memory(M.pin) },
    w = { about = "let it hold in all folders", run = on_memory(M.widen) },
    r = { about = "write it into AGENTS.md, where it is a rule for the team", run = on_memory(M.write_rule) },
    D = {
      about = "forget it for good",
      run = on_memory(function(root, memory, forgotten)
        M.forget(root, memory.id, forgotten)
      end),
    },
  }
end

return M
