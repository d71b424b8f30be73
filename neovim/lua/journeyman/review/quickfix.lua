--- The pending changes of a folder as a quickfix list, which is kept up to date while it is the current one.
local changed_file = require("journeyman.review.changed_file")
local files = require("journeyman.review.files")
local marks = require("journeyman.review.marks")

local M = {}

local TITLE = "Journeyman: changes"
---@type table<string, integer> the list of each folder
local lists = {}

---@param root string
---@return boolean
function M.is_current(root)
  return lists[root] ~= nil and vim.fn.getqflist({ id = 0 }).id == lists[root]
end

---@param hunk journeyman.Hunk
---@return string
local function key_of(hunk)
  return vim.json.encode({ hunk.file.session_id, hunk.file.change_set_id, hunk.id })
end

---@param hunk journeyman.Hunk
---@return string
local function text_of(hunk)
  local parts = vim.tbl_filter(function(part)
    return part ~= ""
  end, { "pending", changed_file.label(hunk) or "", changed_file.counts(hunk) })
  return table.concat(parts, " ")
end

---@param hunks journeyman.Hunk[]
---@param buf? integer
---@return table<journeyman.Hunk, integer> lines Counted from 1.
local function lines_of(hunks, buf)
  local lines = {}
  for _, hunk in ipairs(hunks) do
    lines[hunk] = math.max(hunk.first, 0) + 1
  end
  for _, each in ipairs(buf and marks.all(buf) or {}) do
    lines[each.hunk] = each.row + 1
  end
  return lines
end

---@param root string
---@param by_path table<string, journeyman.ChangedFile[]>
---@param loaded table<string, integer>
local function items_of(root, by_path, loaded)
  local items = {}
  for path, changed in vim.spairs(by_path) do
    local hunks = vim.iter(changed):fold({}, function(all, file)
      return vim.list_extend(all, file.hunks)
    end)
    local lines = lines_of(hunks, loaded[path])
    table.sort(hunks, function(one, other)
      return lines[one] < lines[other]
    end)
    for _, hunk in ipairs(hunks) do
      local item = { filename = files.of(root, path), lnum = lines[hunk], text = text_of(hunk) }
      item.user_data = key_of(hunk)
      table.insert(items, item)
    end
  end
  return items
end

--- The item that was the current one, or else the one that has its number now.
---@param items table[]
---@param before { items: table[], idx: integer }
local function index_of(items, before)
  local current = before.items[before.idx]
  for index, item in ipairs(items) do
    if current and item.user_data == current.user_data then
      return index
    end
  end
  return math.max(1, math.min(before.idx, #items))
end

---@param root string
---@param by_path table<string, journeyman.ChangedFile[]>
---@param loaded table<string, integer>
function M.fill(root, by_path, loaded)
  local items = items_of(root, by_path, loaded)
  local before = vim.fn.getqflist({ id = lists[root], items = 1, idx = 0 })
  local index = index_of(items, before)
  vim.fn.setqflist({}, "r", { id = lists[root], items = items, idx = #items > 0 and index or nil })
end

--- Make a list of a folder's changes the current one, and open its window.
---@param root string
---@param by_path table<string, journeyman.ChangedFile[]>
function M.open(root, by_path)
  if not M.is_current(root) then
    vim.fn.setqflist({}, " ", { title = TITLE, items = {} })
    lists[root] = vim.fn.getqflist({ id = 0 }).id
  end
  M.fill(root, by_path, files.loaded(root))
  vim.cmd("botright copen")
end

--- What the cursor is at, where the current window is that list.
---@param root string
---@param by_path table<string, journeyman.ChangedFile[]>
---@return journeyman.Hunk?
function M.hunk_here(root, by_path)
  local is_list = vim.fn.getwininfo(vim.api.nvim_get_current_win())[1]
  if is_list.quickfix == 0 or is_list.loclist == 1 or not M.is_current(root) then
    return nil
  end
  local items = vim.fn.getqflist({ id = lists[root], items = 1 }).items
  local item = items[vim.api.nvim_win_get_cursor(0)[1]]
  for _, changed in pairs(by_path) do
    for _, file in ipairs(changed) do
      for _, hunk in ipairs(file.hunks) do
        if item and key_of(hunk) == item.user_data then
          return hunk
        end
      end
    end
  end
end

return M
