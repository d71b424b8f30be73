--- Accepting and rejecting: the change at the cursor, those in a range, in a file, or all.
local changes = require("journeyman.review.changes")
local client = require("journeyman.client")
local files = require("journeyman.review.files")
local marks = require("journeyman.review.marks")
local quickfix = require("journeyman.review.quickfix")
local say = require("journeyman.say")
local visible = require("journeyman.visible")

local M = {}

local namespace = vim.api.nvim_create_namespace("journeyman.review.deciding")
--- Putting lines back into many files takes time.
local TIMEOUT_MS = 180000
local MAX_REASONS = 3

---@alias journeyman.Decision "accept"|"reject"

--- What one request decides.
---@class journeyman.DecisionPart
---@field set journeyman.PendingSet
---@field ids string[]
---@field paths table<string, string> By hunk.

--- The newest first: what a later turn changed is in the way of taking back an earlier one.
---@param root string
---@param hunks journeyman.Hunk[]
---@return journeyman.DecisionPart[]
local function parts_of(root, hunks)
  local parts = {}
  for _, set in ipairs(changes.sets(root)) do
    local ids, paths = {}, {}
    for _, hunk in ipairs(hunks) do
      if hunk.file.session_id == set.session.id and hunk.file.change_set_id == set.told.changeSetId then
        table.insert(ids, hunk.id)
        paths[hunk.id] = hunk.file.path
      end
    end
    if #ids > 0 then
      table.insert(parts, 1, { set = set, ids = ids, paths = paths })
    end
  end
  return parts
end

---@param root string
---@param failed { reason: string, path: string }[]
local function tell_failures(root, failed)
  local told, seen = {}, {}
  for _, each in ipairs(failed) do
    local text = visible.line(("%s: %s"):format(each.path, each.reason))
    if not seen[text] then
      seen[text] = true
      table.insert(told, text)
    end
    changes.written(root, each.path)
  end
  local more = #told - MAX_REASONS
  if more > 0 then
    told = vim.list_extend(vim.list_slice(told, 1, MAX_REASONS), { ("And %d more."):format(more) })
  end
  say.warn(table.concat(told, "\n"))
end

--- Of one change its marks say that it is decided.
---@param action journeyman.Decision
---@param count integer
local function tell_count(action, count)
  if count > 1 then
    say.say(("%s %d changes."):format(action == "accept" and "Accepted" or "Rejected", count))
  end
end

---@param root string
---@param action journeyman.Decision
---@param hunks journeyman.Hunk[]
local function decide(root, action, hunks)
  local parts, failed, resolved = parts_of(root, hunks), {}, 0
  local function go_on(index)
    local part = parts[index]
    if not part then
      tell_count(action, resolved)
      return #failed > 0 and tell_failures(root, failed)
    end
    local params = { sessionId = part.set.session.id, changeSetId = part.set.told.changeSetId, action = action }
    params.hunkIds = part.ids
    client.request(root, "journeyman/changes/resolve", params, function(err, result)
      if err then
        return say.error(err)
      end
      resolved = resolved + #result.resolved
      for _, each in ipairs(result.failed) do
        table.insert(failed, { reason = each.reason, path = part.paths[each.hunkId] or "" })
      end
      go_on(index + 1)
    end, { timeout_ms = TIMEOUT_MS })
  end
  go_on(1)
end

---@param by_path table<string, journeyman.ChangedFile[]>
---@param path? string All files if none is named.
---@return journeyman.Hunk[]
local function hunks_of(by_path, path)
  local found = {}
  for each, changed in pairs(by_path) do
    for _, file in ipairs((path == nil or each == path) and changed or {}) do
      vim.list_extend(found, file.hunks)
    end
  end
  return found
end

--- Where a command was given; an answer may come when the cursor, and the lines, are somewhere else.
---@class journeyman.Spot
---@field buf integer
---@field mark integer The lines it is about.
---@field path? string
---@field listed? journeyman.Hunk What the cursor is at in the quickfix list.

---@param call journeyman.Call
---@return journeyman.Spot
function M.spot(call)
  local buf = vim.api.nvim_get_current_buf()
  local listed = quickfix.hunk_here(call.root, changes.files(call.root))
  local path = listed and listed.file.path or vim.b[buf].journeyman_path or files.path(call.root, buf)
  local row = vim.api.nvim_win_get_cursor(0)[1]
  local first, last = row, row
  if call.range then
    first, last = call.range.first, call.range.last
  end
  local mark = vim.api.nvim_buf_set_extmark(buf, namespace, first - 1, 0, { end_row = last - 1 })
  return { buf = buf, mark = mark, path = path, listed = listed }
end

--- The marked changes in the lines of a spot, which is not needed any more.
---@param spot journeyman.Spot
---@return journeyman.Marked[]
local function marked_at(spot)
  if not vim.api.nvim_buf_is_valid(spot.buf) then
    return {}
  end
  local row, _, details = unpack(vim.api.nvim_buf_get_extmark_by_id(spot.buf, namespace, spot.mark, { details = true }))
  vim.api.nvim_buf_del_extmark(spot.buf, namespace, spot.mark)
  return row and marks.within(spot.buf, row, details.end_row) or {}
end

---@param call journeyman.Call
---@param spot journeyman.Spot
---@return journeyman.Hunk[] hunks, string none What to say if there are none.
local function chosen(call, spot)
  local by_path, word, here = changes.files(call.root), call.words[1], marked_at(spot)
  if word == "all" then
    return hunks_of(by_path), "No changes of the agent are pending."
  elseif word == "file" then
    local none = "This file has no pending changes of the agent. :Journeyman next goes to one that has."
    return spot.path and hunks_of(by_path, spot.path) or {}, none
  elseif call.range then
    local none = "No change of the agent is pending in these lines. :Journeyman next goes to one."
    return vim.tbl_map(function(each)
      return each.hunk
    end, here), none
  end
  local hunk = spot.listed or here[1] and here[1].hunk
  return { hunk }, "No change of the agent is pending at the cursor. :Journeyman next goes to one."
end

--- Decide, when everything is known. Taking back all there is in several files is asked about first, but with `!`.
---@param action journeyman.Decision
---@param call journeyman.Call
---@param spot journeyman.Spot
function M.run(action, call, spot)
  local hunks, none = chosen(call, spot)
  if #hunks == 0 then
    return say.warn(none)
  end
  if action == "accept" or call.words[1] ~= "all" or call.bang then
    return decide(call.root, action, hunks)
  end
  local question = ("Put the old lines back everywhere? That is %d changes."):format(#hunks)
  require("journeyman.views.ask").yes(question, "Reject all changes", function()
    decide(call.root, action, hunks)
  end)
end

return M
