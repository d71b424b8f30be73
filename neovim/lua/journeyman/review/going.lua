--- Going from change to change, through all files of a folder and round again.
local changes = require("journeyman.review.changes")
local files = require("journeyman.review.files")
local marks = require("journeyman.review.marks")
local refresh = require("journeyman.review.refresh")
local say = require("journeyman.say")
local visible = require("journeyman.visible")

local M = {}

---@class journeyman.Stop
---@field path string
---@field row integer Counted from 0.
---@field hunk? journeyman.Hunk

---@param one journeyman.Stop
---@param other journeyman.Stop
local function is_before(one, other)
  if one.path ~= other.path then
    return one.path < other.path
  end
  return one.row < other.row
end

---@param root string
---@return journeyman.Stop[]
local function stops(root)
  local found, loaded = {}, files.loaded(root)
  for path, changed in pairs(changes.files(root)) do
    local marked = loaded[path] and marks.all(loaded[path]) or {}
    for _, each in ipairs(marked) do
      table.insert(found, { path = path, row = each.row, hunk = each.hunk })
    end
    for _, file in ipairs(loaded[path] and {} or changed) do
      for _, hunk in ipairs(file.hunks) do
        table.insert(found, { path = path, row = math.max(hunk.first, 0), hunk = hunk })
      end
    end
  end
  table.sort(found, is_before)
  return found
end

---@param all journeyman.Stop[]
---@param here? journeyman.Stop
---@param direction "next"|"prev"
---@return journeyman.Stop? stop, boolean is_round Whether it is on the other side of the end.
local function choose(all, here, direction)
  if not here then
    return direction == "next" and all[1] or all[#all], false
  end
  local found
  for _, stop in ipairs(all) do
    if direction == "prev" and is_before(stop, here) then
      found = stop
    elseif direction == "next" and not found and is_before(here, stop) then
      found = stop
    end
  end
  if found then
    return found, false
  end
  return direction == "next" and all[1] or all[#all], true
end

---@param root string
---@param stop journeyman.Stop
local function go_to(root, stop)
  local file = files.of(root, stop.path)
  if not file then
    return
  end
  local is_there = files.loaded(root)[stop.path] or vim.uv.fs_stat(file)
  if not is_there then
    return require("journeyman.review.sides").open(root, stop.path)
  end
  vim.cmd("normal! m'")
  local buf = files.show(file)
  refresh.now(root)
  local row = stop.row
  for _, each in ipairs(marks.all(buf)) do
    row = each.hunk == stop.hunk and each.row or row
  end
  vim.api.nvim_win_set_cursor(0, { math.min(row + 1, vim.api.nvim_buf_line_count(buf)), 0 })
  vim.cmd("normal! ^zv")
  marks.make_room(buf)
end

---@param root string
---@param direction "next"|"prev"
function M.go(root, direction)
  local path = files.path(root, vim.api.nvim_get_current_buf())
  local here = path and { path = path, row = vim.api.nvim_win_get_cursor(0)[1] - 1 }
  local stop, is_round = choose(stops(root), here, direction)
  if not stop then
    return say.say("No changes of the agent are pending.")
  end
  go_to(root, stop)
  if is_round then
    say.say(direction == "next" and "Round to the first change." or "Round to the last change.")
  elseif stop.path ~= path then
    say.say(("This change is in %s."):format(visible.line(stop.path)))
  end
end

return M
