--- Which buffers have marks and keys of the review: those of files with pending changes.
local files = require("journeyman.review.files")
local hint = require("journeyman.review.hint")
local keys = require("journeyman.review.keys")
local marks = require("journeyman.review.marks")

local M = {}

---@type table<integer, { root: string, changed: journeyman.ChangedFile[] }> what is marked, by buffer
local shown = {}
--- Marks move along with what is typed. When that pauses they are put to where a comparison of the texts finds them.
local PAUSE_MS = 200
local GROUP = "journeyman.review.buffers"

---@param buf integer
local function redraw_later(buf)
  local tick = vim.api.nvim_buf_get_changedtick(buf)
  vim.defer_fn(function()
    if shown[buf] and vim.api.nvim_buf_get_changedtick(buf) == tick then
      M.redraw(buf)
    end
  end, PAUSE_MS)
end

--- Only upwards: who scrolls down line by line would never get past the old lines above the first one.
---@param buf integer
local function on_scrolled(buf)
  local is_upwards = vim.iter(vim.v.event):any(function(window, change)
    return window ~= "all" and change.topline < 0
  end)
  if is_upwards then
    marks.make_room(buf)
  end
end

---@param buf integer
local function begin(buf)
  keys.map(buf)
  local group = vim.api.nvim_create_augroup(GROUP, { clear = false })
  local function on(names, callback)
    vim.api.nvim_create_autocmd(names, {
      group = group,
      buffer = buf,
      callback = function()
        callback(buf)
      end,
    })
  end
  on({ "CursorMoved", "BufEnter" }, hint.show)
  on("BufLeave", hint.hide)
  on("WinScrolled", on_scrolled)
  on({ "TextChanged", "InsertLeave" }, redraw_later)
end

--- The buffer has no pending changes any more, or is gone.
---@param buf integer
function M.forget(buf)
  if not shown[buf] then
    return
  end
  shown[buf] = nil
  marks.clear(buf)
  hint.hide(buf)
  vim.api.nvim_clear_autocmds({ group = GROUP, buffer = buf })
  if vim.api.nvim_buf_is_valid(buf) then
    keys.unmap(buf)
  end
end

---@param one journeyman.ChangedFile[]
---@param other journeyman.ChangedFile[]
local function is_same(one, other)
  for index = 1, math.max(#one, #other) do
    if one[index] ~= other[index] then
      return false
    end
  end
  return true
end

--- Draw the marks of a buffer, unless that was done for the same changes.
---@param root string
---@param buf integer
---@param changed journeyman.ChangedFile[]
local function show(root, buf, changed)
  if shown[buf] and is_same(shown[buf].changed, changed) then
    return
  end
  if not shown[buf] then
    begin(buf)
  end
  shown[buf] = { root = root, changed = changed }
  M.redraw(buf)
end

--- The text, or the way to show it, is another one: find everything anew.
---@param buf integer
function M.redraw(buf)
  if shown[buf] then
    marks.draw(buf, shown[buf].changed)
    hint.show(buf)
  end
end

--- Mark the pending changes of a folder in all buffers, and nothing else.
---@param root string
---@param by_path table<string, journeyman.ChangedFile[]>
---@param loaded table<string, integer>
function M.refresh(root, by_path, loaded)
  for path, buf in pairs(loaded) do
    if by_path[path] then
      show(root, buf, by_path[path])
    end
  end
  for buf, each in pairs(shown) do
    local path = vim.api.nvim_buf_is_loaded(buf) and files.path(root, buf)
    if each.root == root and not (path and by_path[path]) then
      M.forget(buf)
    end
  end
end

return M
