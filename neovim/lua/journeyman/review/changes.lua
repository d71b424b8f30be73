--- What the agent has changed and nobody has decided on, in all open sessions. It is asked for only where it is wanted.
local ChangedFile = require("journeyman.review.changed_file")
local client = require("journeyman.client")
local files = require("journeyman.review.files")
local sessions = require("journeyman.sessions")

local M = {}

---@class journeyman.PendingSet A change set with pending hunks.
---@field session journeyman.Session
---@field told table The latest `change_set` update.
---@field files? journeyman.ChangedFile[] What was answered last; nil before the first answer.
---@field stale boolean Whether it has changed since it was asked for.
---@field asking boolean Whether an answer is on its way, or came just now.
---@field waiting fun(err?: journeyman.Error)[] For whom it is asked next.
---@field answering? fun(err?: journeyman.Error)[] For whom an answer is on its way.

--- Between two questions about one change set lies this many milliseconds, and this many times what the first took:
--- a turn of a thousand edits tells as many change sets.
local PAUSE_MS, PAUSE_SHARE = 250, 4

---@type table<string, table<string, journeyman.PendingSet>> by session, by change set
local sets = {}

--- Called with the folder whenever something is different.
---@type fun(root: string)
M.on_change = function() end

---@param told table
---@return table<string, boolean> paths Those of files with pending hunks.
local function pending_in(told)
  local paths = {}
  for _, file in ipairs(told.files) do
    paths[file.path] = file.pending > 0 or nil
  end
  return paths
end

---@param session journeyman.Session
---@param told table A `change_set` update.
function M.hear(session, told)
  local known, pending = sets[session.id] or {}, pending_in(told)
  sets[session.id] = known
  if next(pending) then
    local set = known[told.changeSetId] or { session = session, asking = false, waiting = {} }
    set.told, set.stale = told, true
    -- About a file that is decided on nobody may ask any more.
    set.files = set.files and vim.tbl_filter(function(file)
      return pending[file.path]
    end, set.files)
    known[told.changeSetId] = set
  else
    known[told.changeSetId] = nil
  end
  M.on_change(session.root)
end

--- Take up a session whose history was told anew.
---@param session journeyman.Session
function M.reset(session)
  -- While its server is gone nobody could answer, and what is known stays true.
  if session.stale then
    return
  end
  for id in pairs(sets[session.id] or {}) do
    if not session.changes[id] then
      sets[session.id][id] = nil
    end
  end
  for _, told in pairs(session.changes) do
    M.hear(session, told)
  end
  M.on_change(session.root)
end

--- Forget sessions that are not open any more.
---@param root string
function M.prune(root)
  for id in pairs(sets) do
    sets[id] = sessions.get(id) and sets[id] or nil
  end
  M.on_change(root)
end

--- The change sets of a folder with pending hunks, the oldest first.
---@param root string
---@return journeyman.PendingSet[]
function M.sets(root)
  local found = {}
  for _, known in pairs(sets) do
    for _, set in pairs(known) do
      if set.session.root == root then
        table.insert(found, set)
      end
    end
  end
  table.sort(found, function(one, other)
    return one.told.createdAt < other.told.createdAt
  end)
  return found
end

--- The files with pending hunks, by path; those of one path are the oldest first.
---@param root string
---@return table<string, journeyman.ChangedFile[]>
function M.files(root)
  local found = {}
  for _, set in ipairs(M.sets(root)) do
    for _, file in ipairs(set.files or {}) do
      if #file.hunks > 0 then
        found[file.path] = found[file.path] or {}
        table.insert(found[file.path], file)
      end
    end
  end
  return found
end

--- The same file as before is the same table: whoever has drawn it need not draw it again.
---@param set journeyman.PendingSet
---@param diffs journeyman.FileDiff[]
local function take(set, diffs)
  local before = {}
  for _, file in ipairs(set.files or {}) do
    before[file.path] = file
  end
  set.files = {}
  for _, diff in ipairs(diffs) do
    local file = before[diff.path]
    if not file or file.diff.newText ~= diff.newText or not vim.deep_equal(file.diff, diff) then
      file = ChangedFile.new(set.session.id, set.told, diff)
    end
    if files.of(set.session.root, diff.path) then
      table.insert(set.files, file)
    end
  end
end

---@param set journeyman.PendingSet
local function is_known(set)
  return (sets[set.session.id] or {})[set.told.changeSetId] == set
end

--- Ask for the hunks of a change set; while an answer is on its way, not before that has come.
---@param set journeyman.PendingSet
---@param callback? fun(err?: journeyman.Error) After the next answer.
function M.ask(set, callback)
  if callback then
    table.insert(set.waiting, callback)
  end
  if set.asking then
    return
  end
  set.asking, set.stale = true, false
  local waiting, root, asked_at = set.waiting, set.session.root, vim.uv.now()
  set.waiting, set.answering = {}, waiting
  local params = { sessionId = set.session.id, changeSetId = set.told.changeSetId }
  client.request(root, "journeyman/changes/diff", params, function(err, result)
    set.answering = nil
    if err then
      -- Whoever wants to know asks again.
      set.stale = true
      vim.lsp.log.warn(("The changes %s are not known: %s"):format(params.changeSetId, err.message))
    elseif is_known(set) then
      take(set, result.files)
    end
    vim.defer_fn(function()
      set.asking = false
      if #set.waiting > 0 then
        M.ask(set)
      elseif set.stale and not err then
        M.on_change(root)
      end
    end, math.max(PAUSE_MS, PAUSE_SHARE * (vim.uv.now() - asked_at)))
    if not err then
      M.on_change(root)
    end
    for _, each in ipairs(waiting) do
      each(err)
    end
  end)
end

--- Whether changes are known of every file of a folder that has some, be they the latest or not.
---@param root string
---@return boolean
function M.are_known(root)
  local known = M.files(root)
  return vim.iter(M.sets(root)):all(function(set)
    return vim.iter(set.told.files):all(function(file)
      return file.pending == 0 or known[file.path] ~= nil
    end)
  end)
end

--- Make sure that everything is known. Where it is, the callback comes at once.
---@param root string
---@param callback fun(err?: journeyman.Error)
function M.fetch(root, callback)
  local left, problem = 1, nil
  local function done(err)
    left, problem = left - 1, problem or err
    if left == 0 then
      callback(problem)
    end
  end
  for _, set in ipairs(M.sets(root)) do
    if set.stale then
      left = left + 1
      M.ask(set, done)
    elseif set.answering then
      left = left + 1
      table.insert(set.answering, done)
    end
  end
  done()
end

--- The file of a buffer was written: which of its hunks can be rejected may be another answer than before.
---@param root string
---@param path string
function M.written(root, path)
  for _, set in ipairs(M.sets(root)) do
    for _, file in ipairs(set.told.files) do
      set.stale = set.stale or file.path == path and file.pending > 0
    end
  end
  M.on_change(root)
end

return M
