--- Going back to the moment before a turn: to which, with what of it, what would happen, and only then for real.
local client = require("journeyman.client")
local say = require("journeyman.say")
local sessions = require("journeyman.sessions")
local visible = require("journeyman.visible")
local words = require("journeyman.views.words")

local M = {}

--- Looking at and writing back many files takes time.
local TIMEOUT_MS = 180000
local MAX_TITLE, MAX_FILES = 60, 5
local WHAT = {
  { what = "both", text = "Files and conversation; the prompt comes back into the input" },
  { what = "files", text = "Files only; the agent is told what was taken back" },
  { what = "task", text = "Conversation only; files stay, and the prompt comes back into the input" },
}
--- What happens to a file, in the order in which it is told.
local ACTIONS = {
  { action = "restore", text = "gets back what it was" },
  { action = "create", text = "comes back" },
  { action = "delete", text = "is deleted" },
  { action = "conflict", text = "stays as it is" },
  { action = "unchanged", text = "is as it was then" },
}

---@type table<string, string[]> ids that were told last, by folder
local told = {}

--- The first line of the prompt.
---@param checkpoint journeyman.Checkpoint
---@return string
function M.title(checkpoint)
  local line = visible.line(vim.trim(checkpoint.prompt):match("^[^\r\n]*"))
  if vim.fn.strchars(line) > MAX_TITLE then
    line = vim.fn.strcharpart(line, 0, MAX_TITLE - 1) .. "…"
  end
  return line == "" and "(no text)" or line
end

---@param file journeyman.RestoredFile
---@return string
local function file_text(file)
  for _, each in ipairs(ACTIONS) do
    if each.action == file.action then
      local reason = file.reason ~= "" and ": " .. file.reason or ""
      return visible.line(("%s %s%s"):format(file.path, each.text, reason))
    end
  end
  return visible.line(("%s: %s"):format(file.path, file.action))
end

--- What would happen, a sentence for each file; those that stay as they are come last.
---@param files journeyman.RestoredFile[]
---@return string[]
function M.sentences(files)
  local found = {}
  for _, each in ipairs(ACTIONS) do
    for _, file in ipairs(files) do
      if file.action == each.action then
        table.insert(found, file_text(file))
      end
    end
  end
  return #found > 0 and found or { "No file is different from then" }
end

--- One line for a question.
---@param files journeyman.RestoredFile[]
---@return string
local function summary(files)
  local sentences = M.sentences(files)
  local more = #sentences - MAX_FILES
  if more > 0 then
    sentences = vim.list_extend(vim.list_slice(sentences, 1, MAX_FILES), { ("and %d more files"):format(more) })
  end
  return table.concat(sentences, "; ")
end

--- The session of a folder to go back in, told where there is none.
---@param root string
---@return journeyman.Session?
local function session_of(root)
  local session = sessions.current(root)
  if not session then
    say.warn("There is no session to go back in. :Journeyman resume opens the last one.")
  end
  return session
end

--- The newest first.
---@param session journeyman.Session
---@param callback fun(err?: journeyman.Error, checkpoints?: journeyman.Checkpoint[])
function M.load(session, callback)
  client.request(session.root, "journeyman/checkpoint/list", { sessionId = session.id }, function(err, result)
    if err then
      return callback(err)
    end
    local newest_first = vim.iter(result.checkpoints):rev():totable()
    told[session.root] = vim.tbl_map(function(checkpoint)
      return checkpoint.checkpointId
    end, newest_first)
    callback(nil, newest_first)
  end)
end

---@param session journeyman.Session
---@param checkpoint journeyman.Checkpoint
---@param opts { what: string, dryRun?: boolean }
---@param callback fun(result: { files: journeyman.RestoredFile[], prompt: string })
local function request(session, checkpoint, opts, callback)
  local params = { sessionId = session.id, checkpointId = checkpoint.checkpointId }
  params = vim.tbl_extend("force", params, opts)
  client.request(session.root, "journeyman/checkpoint/restore", params, function(err, result)
    if err then
      return say.error(err)
    end
    callback(result)
  end, { timeout_ms = TIMEOUT_MS })
end

--- Say what would happen to the files, and do nothing.
---@param session journeyman.Session
---@param checkpoint journeyman.Checkpoint
---@param callback fun(files: journeyman.RestoredFile[])
function M.try(session, checkpoint, callback)
  request(session, checkpoint, { what = "both", dryRun = true }, function(result)
    callback(result.files)
  end)
end

---@param session journeyman.Session
---@param checkpoint journeyman.Checkpoint
---@param what "both"|"files"|"task"
---@param callback fun()
local function go_back(session, checkpoint, what, callback)
  request(session, checkpoint, { what = what }, function(result)
    callback()
    -- Files may have changed since they were looked at.
    local conflicts = vim.tbl_filter(function(file)
      return file.action == "conflict"
    end, result.files)
    if #conflicts > 0 then
      say.warn(table.concat(vim.tbl_map(file_text, conflicts), "\n"))
    end
    if what ~= "files" and result.prompt ~= "" then
      -- That tells enough: after a message Neovim waits three seconds, or for a key, before insert mode.
      require("journeyman.chat.input").fill(session.root, result.prompt)
    elseif #conflicts == 0 then
      say.say(("Back before “%s”."):format(M.title(checkpoint)))
    end
  end)
end

--- Ask what goes back, with what would happen, and do it.
---@param session journeyman.Session
---@param checkpoint journeyman.Checkpoint
---@param callback? fun() After it was done.
function M.choose(session, checkpoint, callback)
  M.try(session, checkpoint, function(files)
    local question = ("Go back to before “%s”? %s."):format(M.title(checkpoint), summary(files))
    vim.ui.select(WHAT, {
      prompt = question,
      kind = "journeyman",
      format_item = function(item)
        return item.text
      end,
    }, function(item)
      if item then
        go_back(session, checkpoint, item.what, callback or function() end)
      end
    end)
  end)
end

---@param session journeyman.Session
---@param checkpoints journeyman.Checkpoint[]
local function select(session, checkpoints)
  if #checkpoints == 0 then
    return say.say("There is nothing to go back to: no turn of this session was recorded.")
  end
  vim.ui.select(checkpoints, {
    prompt = "Go back to before which prompt?",
    kind = "journeyman",
    format_item = function(checkpoint)
      return ("%s · %s"):format(M.title(checkpoint), words.moment(checkpoint.createdAt, os.time()))
    end,
  }, function(checkpoint)
    if checkpoint then
      M.choose(session, checkpoint)
    end
  end)
end

--- Show the moments that can be gone back to.
---@param call journeyman.Call
function M.list(call)
  local session = session_of(call.root)
  if session then
    require("journeyman.views.checkpoints").open(session)
  end
end

--- Go back to the checkpoint with an ID, or to one that is chosen from a list.
---@param call journeyman.Call
function M.restore(call)
  local session, id = session_of(call.root), call.words[1]
  if not session then
    return
  end
  M.load(session, function(err, checkpoints)
    if err or not checkpoints then
      return say.error(err)
    end
    if not id then
      return select(session, checkpoints)
    end
    for _, checkpoint in ipairs(checkpoints) do
      if checkpoint.checkpointId == id then
        return M.choose(session, checkpoint)
      end
    end
    say.warn(("There is no checkpoint %s in this session. :Journeyman checkpoint lists them."):format(id))
  end)
end

--- IDs as they were told last, for completion.
---@param root string
---@return string[]
function M.known(root)
  return told[root] or {}
end

return M
