--- Changes as a server tells them, made from texts; and a session that has made them.
local Session = require("journeyman.session")
local asked = require("asked")
local changes = require("journeyman.review.changes")
local harness = require("harness")
local review = require("journeyman.review")
local sessions = require("journeyman.sessions")

local M = {}

local STARTS = { ["2"] = "2026-02-02", ["1"] = "2026-01-01" }

--- What `journeyman/changes/diff` says of a file; all hunks are pending.
---@param path string
---@param old? string
---@param new? string
---@param scope? "whole"|"mode"
---@return journeyman.FileDiff
function M.diff(path, old, new, scope)
  local hunks = {}
  for index, found in ipairs(vim.diff(old or "", new or "", { result_type = "indices" })) do
    local old_start, old_lines, new_start, new_lines = unpack(found)
    hunks[index] = {
      hunkId = ("%s.%d"):format(path, index),
      state = "pending",
      scope = scope or "lines",
      oldStart = old_lines > 0 and old_start or old_start + 1,
      oldLines = old_lines,
      newStart = new_lines > 0 and new_start or new_start + 1,
      newLines = new_lines,
      problem = "",
    }
  end
  return { path = path, oldText = old, newText = new, hunks = hunks }
end

---@param id string
---@param diffs journeyman.FileDiff[]
---@return table update
function M.told(id, diffs)
  local files = vim.tbl_map(function(diff)
    local pending = vim.iter(diff.hunks):fold(0, function(count, hunk)
      return count + (hunk.state == "pending" and 1 or 0)
    end)
    local status = not diff.oldText and "created" or not diff.newText and "deleted" or "modified"
    return { path = diff.path, status = status, pending = pending, accepted = 0, rejected = 0, restorable = true }
  end, diffs)
  return { kind = "change_set", changeSetId = id, turnId = "t", origin = "turn", createdAt = STARTS[id], files = files }
end

---@param diff journeyman.FileDiff
---@return journeyman.ChangedFile
function M.file(diff)
  return require("journeyman.review.changed_file").new("s", M.told("1", { diff }), diff)
end

---@class Work
---@field root string
---@field session journeyman.Session
---@field diffs table<string, journeyman.FileDiff[]> What the server answers, by change set.
---@field asked { method: string, params: table }[]
local Work = {}
Work.__index = Work

--- The agent has changed files; `change_set` is told.
---@param id string
---@param diffs journeyman.FileDiff[]
function Work:tell(id, diffs)
  self.diffs[id] = diffs
  self.session:hear(self.session.seq + 1, M.told(id, diffs))
end

---@param path string
---@param text string
---@return string file
function Work:write(path, text)
  local file = vim.fs.joinpath(self.root, path)
  vim.fn.mkdir(vim.fs.dirname(file), "p")
  local handle = assert(io.open(file, "wb"))
  handle:write(text)
  handle:close()
  return file
end

--- Writes a file, and opens it in the current window.
---@return integer buf
function Work:open(path, text)
  vim.cmd.edit(vim.fn.fnameescape(self:write(path, text)))
  return vim.api.nvim_get_current_buf()
end

---@return { method: string, params: table }[]
function Work:requests(method)
  return vim.tbl_filter(function(request)
    return request.method == method
  end, self.asked)
end

--- Runs a subcommand of `:Journeyman`.
---@param words string
function Work:run(words, range)
  local name, text = words:match("^(%S+)%s*(.*)$")
  local call = { root = self.root, text = text, words = vim.split(text, "%s+", { trimempty = true }), range = range }
  review[name](call)
end

local function resolve(work, params)
  for _, diff in ipairs(work.diffs[params.changeSetId]) do
    for _, hunk in ipairs(diff.hunks) do
      if vim.tbl_contains(params.hunkIds, hunk.hunkId) then
        hunk.state = params.action .. "ed"
      end
    end
  end
  local copy = vim.deepcopy(work.diffs[params.changeSetId])
  work:tell(params.changeSetId, copy)
  return { resolved = params.hunkIds, failed = work.failed or {} }
end

local started = false

--- A folder, a session in it, and a server that answers.
---@param body fun(work: Work)
---@param answers? Answers
function M.work(body, answers)
  if not started then
    review.start()
    started = true
  end
  local root = vim.fs.normalize(assert(vim.uv.fs_realpath(vim.fn.tempname():match("^(.*)/"))))
  root = vim.fs.joinpath(root, ("project%d"):format(vim.uv.hrtime()))
  vim.fn.mkdir(root, "p")
  local session = Session.new(root, { sessionId = root })
  local get, all = sessions.get, sessions.all
  sessions.get = function()
    return session
  end
  sessions.all = function()
    return { session }
  end
  local work = setmetatable({ root = root, session = session, diffs = {} }, Work)
  local both = vim.tbl_extend("force", {
    ["journeyman/changes/diff"] = function(params)
      return { files = vim.deepcopy(work.diffs[params.changeSetId]) }
    end,
    ["journeyman/changes/resolve"] = function(params)
      return resolve(work, params)
    end,
  }, answers or {})
  local ok, problem = pcall(asked.with, both, function(requests)
    work.asked = requests
    body(work)
  end)
  session.changes = {}
  changes.reset(session)
  sessions.get, sessions.all = get, all
  vim.fn.delete(root, "rf")
  assert(ok, problem)
end

--- What a buffer shows in marks: a line each, such as "2 ┃ new 1-2 | - old".
---@param buf integer
---@return string[]
function M.shown(buf)
  local namespace = vim.api.nvim_get_namespaces()["journeyman.review"]
  local marks = vim.api.nvim_buf_get_extmarks(buf, namespace, 0, -1, { details = true })
  local lines = {}
  for _, mark in ipairs(marks) do
    local row, details = mark[2], mark[4]
    local parts = { tostring(row + 1) .. (details.end_row and "-" .. details.end_row + 1 or "") }
    table.insert(parts, vim.trim(details.sign_text or ""))
    for _, line in ipairs(details.virt_lines or {}) do
      table.insert(parts, (details.virt_lines_above and "above " or "below ") .. line[1][1])
    end
    table.insert(parts, details.virt_text and details.virt_text[1][1])
    if not details.invalid then
      table.insert(lines, table.concat(parts, " | "))
    end
  end
  return lines
end

--- Waits until a buffer shows these marks.
---@param buf integer
---@param expected string[]
function M.shows(buf, expected)
  local seen
  local ok = vim.wait(5000, function()
    seen = M.shown(buf)
    return vim.deep_equal(seen, expected)
  end, 2)
  if not ok then
    harness.equal(seen, expected)
  end
end

return M
