--- What exactly a tool call would do, as lines: a command whole, an edit as a diff, all else by name.
local visible = require("journeyman.visible")

local M = {}

---@class journeyman.Detail
---@field [1] string What stands before it: "+ ", "- " or "  ".
---@field [2] string Its text, without a line feed.

local CONTEXT_LINES = 2
local GROUPS = { ["+ "] = "JourneymanAdded", ["- "] = "JourneymanRemoved", ["… "] = "JourneymanDim" }

---@param found journeyman.Detail[]
---@param text string
---@param head string Stands before each line.
local function add(found, text, head)
  text = text:gsub("\r\n", "\n"):gsub("\n$", "")
  for line in vim.gsplit(text, "\n", { plain = true }) do
    table.insert(found, { head, line })
  end
end

--- Passages are compared as whole lines.
---@param text string
---@return string
local function as_lines(text)
  text = text:gsub("\r\n", "\n")
  return (text == "" or vim.endswith(text, "\n")) and text or text .. "\n"
end

---@param found journeyman.Detail[]
---@param edit { old: string, new: string }
---@param is_first boolean
local function add_diff(found, edit, is_first)
  local diff = vim.diff(as_lines(edit.old), as_lines(edit.new), { ctxlen = CONTEXT_LINES }) --[[@as string]]
  if diff == "" then
    return add(found, "(only the ends of lines change)", "  ")
  end
  for line in vim.gsplit(diff, "\n", { plain = true, trimempty = true }) do
    local sign, text = line:sub(1, 1), line:sub(2)
    if sign ~= "@" then
      add(found, text, sign .. " ")
    elseif not is_first then
      add(found, "", "… ")
    end
    is_first = false
  end
end

--- The edits of a call, where they are such as can be compared.
---@param input table
---@return { old: string, new: string }[]
local function edits_of(input)
  local edits = {}
  for _, edit in ipairs(type(input.edits) == "table" and input.edits or {}) do
    if type(edit) == "table" and type(edit.old) == "string" and type(edit.new) == "string" then
      table.insert(edits, edit)
    end
  end
  -- Half of the edits would be a lie.
  return type(input.edits) == "table" and #edits == #input.edits and edits or {}
end

--- Everything, however long it is, but for what the title says already.
---@param input table The arguments of the call.
---@param title string
---@return journeyman.Detail[]
function M.all(input, title)
  local found, edits = {}, edits_of(input)
  local content = type(input.path) == "string" and type(input.content) == "string" and input.content or nil
  for name, value in vim.spairs(input) do
    local text = type(value) == "string" and value or vim.json.encode(value)
    local comes_later = name == "edits" and #edits > 0 or name == "content" and content
    local is_default = value == "" or value == false
    if not (comes_later or is_default or vim.endswith(title, " " .. text)) then
      add(found, name == "command" and text or ("%s: %s"):format(name, text), "  ")
    end
  end
  for index, edit in ipairs(edits) do
    add_diff(found, edit, index == 1)
  end
  if content then
    add(found, content, "+ ")
  end
  return found
end

---@param details journeyman.Detail[]
---@param first integer
---@param last integer
---@param width integer
---@return journeyman.Pieces[]
local function draw(details, first, last, width)
  local lines = {}
  for index = first, last do
    local head, text = unpack(details[index])
    for _, row in ipairs(visible.rows(visible.lines(text)[1], width - 2)) do
      table.insert(lines, { { head .. row, GROUPS[head] } })
    end
  end
  return lines
end

--- All details as lines that fit.
---@param details journeyman.Detail[]
---@param width integer
---@return journeyman.Pieces[]
function M.whole(details, width)
  return draw(details, 1, #details, width)
end

--- The beginning and the end, with how much is left out between them: an end out of sight must not go unnoticed.
---@param details journeyman.Detail[]
---@param width integer
---@param height integer How many lines may be shown; less than 3 are none.
---@param key string|false What shows all of them.
---@return journeyman.Pieces[]
function M.cut(details, width, height, key)
  height = math.max(height, 3)
  -- Only those are drawn that may be seen, as a file may be long.
  local is_long = #details > 2 * height
  local first = draw(details, 1, is_long and height or #details, width)
  local last = is_long and draw(details, #details - height + 1, #details, width) or {}
  local left = is_long and #details - 2 * height or 0
  if #first + #last <= height then
    return first
  end
  local lines = vim.list_extend(first, last)
  local tail = math.ceil((height - 1) / 3)
  local head = height - 1 - tail
  left = left + #lines - head - tail
  local words = ("… %d more lines%s"):format(left, key and (", %s shows them"):format(key) or "")
  local shown = vim.list_slice(lines, 1, head)
  table.insert(shown, { { words, "JourneymanDim" } })
  return vim.list_extend(shown, vim.list_slice(lines, #lines - tail + 1))
end

return M
