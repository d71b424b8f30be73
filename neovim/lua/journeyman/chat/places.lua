--- Where a line of the chat leads, and how to get there.
local paths = require("journeyman.paths")
local say = require("journeyman.say")

local M = {}

--- Bytes before and behind the cursor that are looked at: in a long line of brackets each might begin a link.
local REACH = 1000

---@param root string
---@param word string
---@return journeyman.Place?
local function file_named(root, word)
  local path, line = word:match("^(.-):(%d+)")
  if not path then
    path, line = word:match("^(.-)#L(%d+)")
  end
  path = path or word
  local found = path ~= "" and paths.inside(root, path)
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
  local before = math.max(0, column - REACH)
  local at = column + 1 - before
  text = text:sub(before + 1, column + REACH)
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

---@param root string
---@param place journeyman.Place
local function open_file(root, place)
  local path = paths.inside(root, place.path)
  if not path then
    local message = "%s is not in %s, or is no more. Nothing was opened."
    return say.warn(message:format(vim.fn.strtrans(place.path), vim.fs.basename(root)))
  end
  require("journeyman.review.files").show(path)
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
