--- Whether the user trusts the authors of a folder: asked once, and remembered.
---
--- In a folder that is not trusted the agent writes and runs nothing, and reads no instructions such as `AGENTS.md`.
local client = require("journeyman.client")
local config = require("journeyman.config")
local events = require("journeyman.events")
local kept = require("journeyman.kept")
local paths = require("journeyman.paths")
local say = require("journeyman.say")
local visible = require("journeyman.visible")

local M = {}

local KEPT = "trust"
---@type table<string, fun(trusted: boolean)[]> those that wait for the answer, by real path
local asking = {}
---@type table<string, boolean> what counts until Neovim ends: the question was put aside, or the answer cannot be kept
local for_now = {}

--- A link to a folder is the folder. What is around it says nothing of it.
---@param root string
---@return string
local function real(root)
  return paths.plain(vim.uv.fs_realpath(root) or root)
end

--- What the option says; nil if the user is to be asked.
---@param root string
---@return boolean?
local function chosen(root)
  local option = config.get().trusted
  if option == "ask" then
    return nil
  end
  if type(option) ~= "function" then
    return option == true
  end
  local ok, answer = pcall(option, root)
  if not ok then
    say.error({ message = ("vim.g.journeyman.trusted failed, so this folder is not trusted: %s"):format(answer) })
  end
  return ok and answer == true
end

---@param root string
---@return boolean? trusted Nil if the user was never asked.
local function known(root)
  local decided = chosen(root)
  if decided == nil then
    decided = for_now[real(root)]
  end
  if decided == nil then
    decided = kept.read(KEPT)[real(root)]
  end
  return decided
end

---@param root string
---@return boolean
function M.is_trusted(root)
  return known(root) == true
end

--- Tells the server, also one that is just being started.
---@param root string
---@param trusted boolean
local function tell(root, trusted)
  local params = { root = vim.uri_from_fname(root), trusted = trusted }
  if client.get(root) then
    return client.notify(root, "journeyman/workspace/didChangeTrust", params)
  end
  local off
  off = events.on("started", function(started)
    if started == root then
      off()
      client.notify(root, "journeyman/workspace/didChangeTrust", params)
    end
  end)
end

---@param root string
---@param trusted boolean
local function remember(root, trusted)
  local answers = kept.read(KEPT)
  answers[real(root)] = trusted
  local problem = kept.write(KEPT, answers)
  for_now[real(root)] = nil
  if problem then
    for_now[real(root)] = trusted
    say.warn(("This counts until Neovim ends, as it could not be kept: %s"):format(problem))
  end
  tell(root, trusted)
end

local ANSWERS = {
  { trusted = true, text = "Yes: the agent may write files and run commands here, as its mode says" },
  { trusted = false, text = "No: it only reads, and leaves out instructions such as AGENTS.md" },
}

---@param root string
---@param callback fun(trusted?: boolean) Nil if the question was put aside.
local function select(root, callback)
  vim.ui.select(ANSWERS, {
    prompt = ("Do you trust the authors of %s?"):format(visible.line(vim.fn.fnamemodify(real(root), ":~"))),
    kind = "journeyman.trust",
    format_item = function(answer)
      return answer.text
    end,
  }, function(answer)
    callback(answer and answer.trusted)
  end)
end

--- Ask, unless the answer is known. Who puts the question aside is not asked again before Neovim ends.
---@param root string
---@param callback fun(trusted: boolean) Comes always, and once.
function M.ask(root, callback)
  local trusted = known(root)
  if trusted ~= nil then
    return callback(trusted)
  end
  local folder = real(root)
  if asking[folder] then
    return table.insert(asking[folder], callback)
  end
  asking[folder] = { callback }
  local function decide(answer)
    if answer == nil then
      for_now[folder] = false
    else
      remember(root, answer)
    end
    local waiting = asking[folder] or {}
    asking[folder] = nil
    for _, waiter in ipairs(waiting) do
      waiter(answer == true)
    end
  end
  -- Whoever interrupts the default `vim.ui.select` by <C-c> raises an error.
  if not pcall(select, root, decide) then
    decide(nil)
  end
end

--- `:Journeyman trust [yes|no]`
---@param call journeyman.Call
function M.choose(call)
  local root, word = call.root, call.words[1]
  if chosen(root) ~= nil then
    return say.warn("vim.g.journeyman.trusted decides. Change it, or leave it out to be asked.")
  end
  local function take(trusted)
    if trusted ~= nil then
      remember(root, trusted)
      say.say(("%s is %s."):format(vim.fs.basename(root), trusted and "trusted" or "not trusted"))
    end
  end
  if word == nil then
    return select(root, take)
  end
  if word ~= "yes" and word ~= "no" then
    return say.error({ message = "Say :Journeyman trust yes, or :Journeyman trust no." })
  end
  take(word == "yes")
end

return M
