--- A file that the agent has changed, as the review needs it: made of what the server says about it. Pure.
local M = {}

---@class journeyman.Hunk One passage that is not decided on.
---@field id string
---@field file journeyman.ChangedFile
---@field scope "lines"|"whole"|"mode"
---@field problem string Why it cannot be rejected; "" if it can.
---@field old string[] The lines before.
---@field first integer Its first line in the new text, counted from 0.
---@field count integer How many new lines there are.

---@class journeyman.ChangedFile
---@field path string
---@field session_id string
---@field change_set_id string
---@field created_at string When the turn began.
---@field status "created"|"modified"|"deleted"
---@field diff journeyman.FileDiff
---@field hunks journeyman.Hunk[] Those that are pending, from top to bottom.

--- Lines without their endings, for passages in the order in which they come.
---@param text string
---@param passages { first: integer, count: integer }[] Counted from 0.
---@return string[][]
local function lines_of(text, passages)
  local found, line, at = {}, 0, 1
  for index, passage in ipairs(passages) do
    found[index] = {}
    while line < passage.first + passage.count and at <= #text do
      local stop = text:find("\n", at, true) or #text + 1
      if line >= passage.first then
        table.insert(found[index], (text:sub(at, stop - 1):gsub("\r$", "")))
      end
      line, at = line + 1, stop + 1
    end
  end
  return found
end

---@param session_id string
---@param told table The latest `change_set` update.
---@param diff journeyman.FileDiff
---@return journeyman.ChangedFile
function M.new(session_id, told, diff)
  local status = "modified"
  for _, each in ipairs(told.files) do
    status = each.path == diff.path and each.status or status
  end
  local file = {
    path = diff.path,
    session_id = session_id,
    change_set_id = told.changeSetId,
    created_at = told.createdAt,
    status = status,
    diff = diff,
  }
  local pending = vim.tbl_filter(function(hunk)
    return hunk.state == "pending"
  end, diff.hunks)
  table.sort(pending, function(one, other)
    return one.newStart < other.newStart
  end)
  local passages = vim.tbl_map(function(hunk)
    return { first = hunk.oldStart - 1, count = hunk.oldLines }
  end, pending)
  local old = lines_of(diff.oldText or "", passages)
  file.hunks = {}
  for index, hunk in ipairs(pending) do
    file.hunks[index] = {
      id = hunk.hunkId,
      file = file,
      scope = hunk.scope,
      problem = hunk.problem,
      old = old[index],
      first = hunk.newStart - 1,
      count = hunk.newLines,
    }
  end
  return file
end

--- What it is without its lines: "created", "deleted", "binary"; nil for a hunk of lines.
---@param hunk journeyman.Hunk
---@return string?
function M.label(hunk)
  local file = hunk.file
  if hunk.scope == "mode" then
    return "permissions changed"
  elseif hunk.scope ~= "whole" then
    return nil
  end
  local has_text = file.diff.oldText or file.diff.newText
  local what = file.status == "modified" and "changed as a whole" or file.status
  return has_text and what or what .. ", binary or too large to show"
end

--- Such as "+3 −1"; "" where no lines are told apart.
---@param hunk journeyman.Hunk
---@return string
function M.counts(hunk)
  local parts = {}
  if hunk.count > 0 then
    table.insert(parts, ("+%d"):format(hunk.count))
  end
  if #hunk.old > 0 then
    table.insert(parts, ("−%d"):format(#hunk.old))
  end
  return table.concat(parts, " ")
end

return M
