--- The command `:Journeyman`: what its first word does, and what completes the rest.
local M = {}

---@class journeyman.Call
---@field root string The folder it is for.
---@field words string[] What follows the subcommand.
---@field text string The same, as it was typed.
---@field range? { first: integer, last: integer } Lines, counted from 1; nil if none were given.
---@field bang boolean

---@class journeyman.Subcommand
---@field about string One line, for the help.
---@field usage? string What may follow, such as "[NAME]".
---@field run string[] The module and the function that take a `journeyman.Call`.
---@field complete? fun(lead: string, root: string): string[]

--- A function of a module below `journeyman.`, which is loaded when the subcommand is used.
---@return string[]
local function to(module, name)
  return { module, name }
end

---@param ... string
---@return fun(): string[]
local function one_of(...)
  local words = { ... }
  return function()
    return words
  end
end

--- Names that the server has told last; completion never waits for it.
---@param module string
---@return fun(lead: string, root: string): string[]
local function known(module)
  return function(_, root)
    return require("journeyman." .. module).known(root)
  end
end

---@type table<string, journeyman.Subcommand>
M.SUBCOMMANDS = {
  chat = { about = "Open the chat, or go to it.", run = to("chat", "open") },
  new = { about = "Start another session.", run = to("chat", "new") },
  ask = { about = "Ask something, about the lines if there is a range.", usage = "[TEXT]", run = to("asking", "ask") },
  fix = { about = "Fix the problems in the lines, or in the current one.", run = to("asking", "fix") },
  explain = { about = "Explain the lines, or the problems in them.", run = to("asking", "explain") },
  attach = {
    about = "Send a file or an image with the next prompt; with `!`, none.",
    usage = "FILE",
    run = to("chat.input", "attach"),
    complete = function(lead)
      return vim.fn.getcompletion(lead, "file")
    end,
  },
  plan = {
    about = "Let the agent plan a task without changing anything.",
    usage = "[TEXT]",
    run = to("asking", "plan"),
  },
  mode = {
    about = "Choose what the agent may do.",
    usage = "[ask|plan|act]",
    run = to("options", "mode"),
    complete = one_of("ask", "plan", "act"),
  },
  stop = { about = "End the running turn, and those that wait.", run = to("chat", "stop") },
  accept = {
    about = "Accept the change here; those of the file, or all.",
    usage = "[file|all]",
    run = to("review", "accept"),
    complete = one_of("file", "all"),
  },
  reject = {
    about = "Put the old lines back here; in the file, or everywhere.",
    usage = "[file|all]",
    run = to("review", "reject"),
    complete = one_of("file", "all"),
  },
  next = { about = "Go to the next change.", run = to("review", "next") },
  prev = { about = "Go to the change before.", run = to("review", "prev") },
  changes = { about = "List all changes in the quickfix window.", run = to("review", "list") },
  diff = {
    about = "Show a file beside what it was before the changes.",
    usage = "[FILE]",
    run = to("review", "diff"),
    complete = known("review"),
  },
  checkpoint = { about = "List the moments that can be gone back to.", run = to("checkpoints", "list") },
  restore = {
    about = "Go back to the moment before a turn.",
    usage = "[ID]",
    run = to("checkpoints", "restore"),
    complete = known("checkpoints"),
  },
  permission = { about = "Open the question for permission that waits.", run = to("permission", "open") },
  answer = { about = "Answer what the agent asks.", usage = "[TEXT]", run = to("question", "open") },
  apply = {
    about = "Let the agent follow a skill here: the one named, or suggested last.",
    usage = "[NAME]",
    run = to("announce.suggestion", "apply"),
    complete = known("views.skills"),
  },
  learn = {
    about = "Learn a skill from what you did three times.",
    run = to("announce.offer", "learn"),
  },
  skills = { about = "List the skills.", run = to("views.skills", "open") },
  skill = { about = "See a skill.", usage = "NAME", run = to("views.skill", "open"), complete = known("views.skills") },
  memory = {
    about = "List what is remembered; what answers a question, if one is given.",
    usage = "[QUESTION]",
    run = to("views.memory", "open"),
  },
  remember = {
    about = "Remember a sentence; in all folders with `!`.",
    usage = "TEXT",
    run = to("views.memory", "remember"),
  },
  forget = {
    about = "Forget a memory for good.",
    usage = "ID",
    run = to("views.memory", "forget"),
    complete = known("views.memory"),
  },
  model = {
    about = "Choose a model; try one out, or get one.",
    usage = "[NAME]",
    run = to("views.models", "open"),
    complete = known("views.models"),
  },
  thinking = { about = "Choose how much the model reasons.", usage = "[VALUE]", run = to("options", "thinking") },
  record = {
    about = "Keep this session off the record, or on it.",
    usage = "[on|off]",
    run = to("options", "record"),
    complete = one_of("on", "off"),
  },
  sessions = {
    about = "List the sessions; those with the words, if some are given.",
    usage = "[WORDS]",
    run = to("views.sessions", "open"),
  },
  resume = {
    about = "Go on with the last session, or another.",
    usage = "[ID]",
    run = to("views.sessions", "resume"),
    complete = known("views.sessions"),
  },
  growth = { about = "Show how tasks went over time.", run = to("views.growth", "open") },
  context = { about = "Show what the model sees, part by part.", run = to("views.context", "open") },
  commit = { about = "Let the model write a message for the next commit.", run = to("asking", "commit") },
  trust = {
    about = "Choose whether you trust the authors of this folder.",
    usage = "[yes|no]",
    run = to("trust", "choose"),
    complete = one_of("yes", "no"),
  },
  messages = { about = "Show what the plugin has said.", run = to("maintaining", "messages") },
  log = { about = "Open the log.", run = to("maintaining", "log") },
  health = { about = "Find out why something does not work.", run = to("maintaining", "health") },
  install = { about = "Install the server from the plugin's repository.", run = to("maintaining", "install") },
  restart = { about = "Start the server anew.", run = to("maintaining", "restart") },
}

local NO_ROOM = "There is no room for another window. Close one with :quit, or go to a new tab with :tabnew."

--- Of an error it is told where it was, but not of a screen that is full.
---@param problem any
---@return string
local function explain(problem)
  return tostring(problem):find("E36:", 1, true) and NO_ROOM or debug.traceback(problem, 2)
end

---@param call vim.api.keyset.create_user_command.command_args
function M.run(call)
  if vim.fn.getcmdwintype() ~= "" then
    return require("journeyman.say").error({ message = "Leave the command-line window first, with :quit." })
  end
  local name, text = call.args:match("^(%S*)%s*(.*)$")
  local subcommand = M.SUBCOMMANDS[name == "" and "chat" or name]
  if not subcommand then
    local message = ("There is no :Journeyman %s. Press <Tab> after :Journeyman to see what there is."):format(name)
    return require("journeyman.say").error({ message = message })
  end
  local ok, problem = xpcall(require("journeyman." .. subcommand.run[1])[subcommand.run[2]], explain, {
    root = require("journeyman.client").root(),
    words = vim.split(text, "%s+", { trimempty = true }),
    text = text,
    range = call.range > 0 and { first = call.line1, last = call.line2 } or nil,
    bang = call.bang,
  })
  if problem == NO_ROOM then
    require("journeyman.say").error({ message = NO_ROOM })
  elseif not ok then
    error(problem, 0)
  end
end

--- What may stand at the cursor, in the order of the alphabet.
---@param lead string The word so far.
---@param line string
---@param at integer The cursor in it, in bytes.
---@return string[]
function M.complete(lead, line, at)
  local before = line:sub(1, at):gsub("^.-J[ourneyman]*!?%s+", "", 1)
  local name, rest = before:match("^(%S+)%s+(.*)$")
  local words
  if not name then
    words = vim.tbl_keys(M.SUBCOMMANDS)
  else
    local subcommand = M.SUBCOMMANDS[name]
    -- All that can be completed is one word.
    local can = subcommand and subcommand.complete and not rest:find("%s")
    words = can and subcommand.complete(lead, require("journeyman.client").root()) or {}
  end
  local found = vim.tbl_filter(function(word)
    return vim.startswith(word, lead)
  end, words)
  table.sort(found)
  return found
end

return M
