--- Finds the lines of hunks in a text that others have edited since. Pure; Neovim compares the texts in C.
local M = {}

---@class journeyman.Passage Lines counted from 0, the last one not included. The same where lines are only gone.
---@field first integer
---@field last integer

--- Lines that differ in the old text, and the lines that stand for them; counted from 0, without the last.
---@class journeyman.ChangedPassage: journeyman.Passage
---@field to_first integer
---@field to_last integer

--- A hunk whose lines have all changed is taken for lost in a longer passage that is not the same.
local MAX_STRANGE_LINES = 20

---@param from string
---@param to string
---@return journeyman.ChangedPassage[]
local function compare(from, to)
  local found = vim.diff(from, to, { result_type = "indices", ignore_cr_at_eol = true }) --[[@as integer[][] ]]
  return vim.tbl_map(function(indices)
    local start, count, to_start, to_count = unpack(indices)
    -- Of no lines at all the line before is told.
    local first, to_first = count > 0 and start - 1 or start, to_count > 0 and to_start - 1 or to_start
    return { first = first, last = first + count, to_first = to_first, to_last = to_first + to_count }
  end, found)
end

--- Where a line is now, and the block that it has changed in, if it has.
---@param blocks journeyman.ChangedPassage[]
---@param line integer
---@return integer line, journeyman.ChangedPassage? changed
local function locate(blocks, line)
  local low, high = 0, #blocks
  while low < high do
    local middle = math.ceil((low + high) / 2)
    if blocks[middle].first <= line then
      low = middle
    else
      high = middle - 1
    end
  end
  local block = blocks[low]
  if block and line < block.last then
    return block.to_first, block
  end
  return block and block.to_last + line - block.last or line, nil
end

--- Where the end of a line is now: after it, or after what stands for it.
local function locate_end(blocks, line)
  local found, changed = locate(blocks, line)
  return changed and changed.to_last or found + 1, changed
end

---@param lines string[]
---@param first integer
---@param last integer
---@param old string[]
local function is_same(lines, first, last, old)
  if last - first ~= #old then
    return false
  end
  for index, line in ipairs(old) do
    if lines[first + index]:gsub("\r$", "") ~= line then
      return false
    end
  end
  return true
end

---@param blocks journeyman.ChangedPassage[]
---@param hunk journeyman.Hunk
---@param lines string[]
---@return journeyman.Passage?
local function place(blocks, hunk, lines)
  local is_gap = hunk.count == 0
  local first, at_first = locate(blocks, hunk.first)
  local last, at_last = locate_end(blocks, hunk.first + hunk.count - 1)
  if is_gap then
    -- What came into the gap is between the end of the line before and the beginning of the line after.
    first, last = last, math.max(first, last)
  end
  local strange = at_first and at_first == at_last and at_first.to_last - at_first.to_first or 0
  if strange > hunk.count + MAX_STRANGE_LINES then
    return nil
  end
  -- Where only line endings differ the old lines look the same, and a hunk that is there would seem to be gone.
  local has_changed = is_gap or #hunk.old ~= hunk.count or (at_first or at_last)
  if has_changed and is_same(lines, first, last, hunk.old) then
    return nil
  end
  return { first = first, last = is_gap and first or math.max(first, last) }
end

--- Where the hunks of a file are in a buffer's lines; false for those that are not there any more.
---@param file journeyman.ChangedFile
---@param lines string[]
---@return (journeyman.Passage|false)[] places In the order of the hunks.
function M.find(file, lines)
  local is_empty = #lines == 0 or (#lines == 1 and lines[1] == "")
  local now = is_empty and "" or table.concat(lines, "\n") .. "\n"
  local new = (file.diff.newText or ""):gsub("^\239\187\191", "")
  -- Whether a file ends with a newline is no difference of its lines.
  new = (new == "" or new:sub(-1) == "\n") and new or new .. "\n"
  local blocks
  return vim.tbl_map(function(hunk)
    if hunk.scope ~= "lines" then
      return { first = 0, last = hunk.scope == "whole" and #lines or 0 }
    end
    blocks = blocks or compare(new, now)
    return place(blocks, hunk, lines) or false
  end, file.hunks)
end

return M
