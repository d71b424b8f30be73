--- Where a line of the chat leads, and how to get there.
local say = require("journeyman.say")

local M = {}

--- The real path of what is named in a text; nil where nothing is there, or it is not in the folder.
---@param root string
---@param path string
---@return string?
local function inside(root, path)
  local full = path:sub(1, 1) == "/" and path or vim.fs.joinpath(root, path)
  local real, real_root = vim.uv.fs_realpath(full), vim.uv.fs_realpath(root)
  if real and real_root and vim.fs.relpath(vim.fs.normalize(real_root), vim.fs.normalize(real)) then
    return vim.fs.normalize(full)
  end
end

---@param root string
---@param word string
---@return journeyman.Place?
local function file_named(root, word)
  local path, line = word:match("^(.-):(%d+)")
  if not path then
    path, line = word:match("^(.-)#L(%d+)")
  end
  path = path or word
  local found = path ~= "" and inside(root, path)
  local stat = found and vim.uv.fs_stat(found)
  if stat and stat.type == "file" then
    return { kind = "file", path = path, line = tonumber(line) }
  end
end

--- A file that stands in the text around the cursor: `path`, `path:line`, or the target of a link.
---@param root string
---@param text string
---@param column integer The cursor, in bytes from 0.
---@return journeyman.Place?
function M.in_text(root, text, column)
  local at = column + 1
  for first, target, last in text:gmatch("()%[[^%]]*%]%(([^)%s]+)[^)]*%)()") do
    if first <= at and at < last then
      return file_named(root, (vim.uri_decode(target:gsub("^file://", ""))))
    end
  end
  -- Names in backticks may have blanks in them.
  for first, word, last in text:gmatch("()`([^`]+)`()") do
    local place = first <= at and at < last and file_named(root, word)
    if place then
      return place
    end
  end
  for first, word, last in text:gmatch("()([^%s`\"'()%[%]<>,;*]+)()") do
    if first <= at and at < last then
      return file_named(root, (word:gsub("[.:]+$", "")))
    end
  end
end

--- A window for a file: the one before, or another in this tab, or a new one.
---@return integer
local function window_for_file()
  local wins = vim.api.nvim_tabpage_list_wins(0)
  table.insert(wins, 1, vim.fn.win_getid(vim.fn.winnr("#")))
  for _, win in ipairs(wins) do
    local is_normal = vim.api.nvim_win_is_valid(win) and vim.api.nvim_win_get_config(win).relative == ""
    if is_normal and vim.bo[vim.api.nvim_win_get_buf(win)].buftype == "" and not vim.wo[win].winfixbuf then
      return win
    end
  end
  return vim.api.nvim_open_win(0, false, { split = "left", win = -1 })
end

--- Put a file into a window, its own if it has one in this tab.
---@param path string
local function show_file(path)
  local buf = vim.fn.bufadd(path)
  vim.bo[buf].buflisted = true
  local shown = vim.fn.bufwinid(buf)
  if shown ~= -1 then
    return vim.api.nvim_set_current_win(shown)
  end
  vim.api.nvim_set_current_win(window_for_file())
  -- A buffer with changes cannot be left where 'hidden' is off.
  if not pcall(vim.api.nvim_win_set_buf, 0, buf) then
    vim.cmd.split()
    vim.api.nvim_win_set_buf(0, buf)
  end
end

---@param root string
---@param place journeyman.Place
local function open_file(root, place)
  local path = inside(root, place.path)
  if not path then
    local message = "%s is not in %s, or is no more. Nothing was opened."
    return say.warn(message:format(vim.fn.strtrans(place.path), vim.fs.basename(root)))
  end
  show_file(path)
  if place.line then
    vim.cmd.normal({ "m'", bang = true })
    vim.api.nvim_win_set_cursor(0, { math.max(1, math.min(place.line, vim.api.nvim_buf_line_count(0))), 0 })
    vim.cmd.normal({ "zv", bang = true })
  end
end

---@param module string
---@param name string
---@param more? table
local function command(module, name, more)
  return function(root, place)
    local text = place.name or ""
    local call = { root = root, text = text, words = text ~= "" and { text } or {}, bang = false }
    require("journeyman." .. module)[name](vim.tbl_extend("force", call, more or {}))
  end
end

---@type table<string, fun(root: string, place: journeyman.Place)>
local GO = {
  file = open_file,
  skill = command("views.skill", "open"),
  permission = command("permission", "open"),
  question = command("question", "open"),
  changes = command("review", "list"),
  memory = function(root, place)
    require("journeyman.views.why").open(root, place.id)
  end,
  session = function(root, place)
    require("journeyman.sessions").load(root, place.id, function(err)
      if err then
        say.error(err)
      end
    end)
  end,
}

---@param root string
---@param place journeyman.Place
function M.go(root, place)
  GO[place.kind](root, place)
end

return M
