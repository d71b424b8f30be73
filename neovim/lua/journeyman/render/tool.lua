--- A tool call: one line, and what is folded away below it.
local diff = require("journeyman.render.diff")
local figures = require("journeyman.views.figures")
local text = require("journeyman.render.text")
local visible = require("journeyman.visible")

local M = {}

--- Lines of what a tool was given, of what it answered, and of what it prints: the last ones, for they are drawn often.
local MAX_INPUT, MAX_OUTPUT, MAX_PRINTED = 40, 60, 8
--- Cells of a result that stand in the line itself.
local MAX_RESULT = 100

local MARKS = {
  in_progress = { "…", "JourneymanBusy" },
  completed = { "✓", "JourneymanGood" },
  failed = { "✗", "JourneymanBad" },
  stopped = { "■", "JourneymanDim" },
}

--- What came of it, in a few words.
---@param entry journeyman.ToolEntry
---@return (string|[string, string])[]
local function result(entry)
  if entry.waits then
    return { { "waits for your permission", "JourneymanWarn" } }
  elseif entry.status == "failed" then
    return { { "failed: " .. figures.cut(visible.line(entry.output), MAX_RESULT), "JourneymanBad" } }
  elseif entry.status == "stopped" then
    return { "stopped" }
  elseif #entry.diffs > 0 then
    local added, removed = 0, 0
    for _, each in ipairs(entry.diffs) do
      added, removed = added + each.added, removed + each.removed
    end
    return diff.counts(added, removed)
  elseif entry.exit_code and entry.exit_code ~= 0 then
    return { { ("exit %d"):format(entry.exit_code), "JourneymanBad" } }
  elseif entry.status == "in_progress" and entry.progress ~= "" then
    local printed = text.printed(entry.progress)
    return { { figures.cut(visible.line(printed[#printed]), MAX_RESULT), "JourneymanDim" } }
  end
  return {}
end

--- Arguments as text: a single one as it is, several by their names.
---@param input table
---@return string
function M.input(input)
  local names = vim.tbl_keys(input)
  table.sort(names)
  local texts = vim.tbl_map(function(name)
    local value = input[name]
    local words = type(value) == "string" and value or vim.json.encode(value)
    return #names == 1 and words or ("%s: %s"):format(name, words)
  end, names)
  return table.concat(texts, "\n")
end

---@param entry journeyman.ToolEntry
---@return (journeyman.ChatLine|string)[]
local function changed(entry)
  local lines = {}
  for _, each in ipairs(entry.diffs) do
    local item = { kind = "file", path = each.path }
    local head = { { visible.line(each.path), "JourneymanPath" }, item = item }
    if each.status == "created" then
      table.insert(head, " · new")
    end
    if each.too_large then
      table.insert(head, " · too large to be compared here")
    end
    if #entry.diffs > 1 or #head > 1 then
      table.insert(lines, head)
    end
    if each.text ~= "" then
      vim.list_extend(lines, diff.lines(each.text, each.path))
    end
  end
  return lines
end

---@param entry journeyman.ToolEntry
---@return (journeyman.ChatLine|string)[]
local function details(entry)
  local lines = changed(entry)
  local input = M.input(entry.input)
  if #entry.diffs == 0 and input ~= "" and not vim.endswith(entry.title, input) then
    vim.list_extend(lines, text.fenced(text.clipped(text.lines(input), MAX_INPUT)))
  end
  local output = text.printed(entry.output ~= "" and entry.output or entry.progress)
  if entry.status == "in_progress" then
    output = vim.list_slice(output, math.max(1, #output - MAX_PRINTED + 1))
  end
  -- "Edited a.py." says nothing that the difference does not.
  if table.concat(output) ~= "" and (#entry.diffs == 0 or entry.status == "failed") then
    vim.list_extend(lines, text.fenced(text.clipped(output, MAX_OUTPUT)))
  end
  return lines
end

---@param entry journeyman.ToolEntry
---@return (string|[string, string])[]
local function title(entry)
  local words = visible.line(entry.title)
  local path = entry.locations[1] and entry.locations[1].path
  if path and vim.endswith(words, " " .. path) then
    return { words:sub(1, -#path - 1), { path, "JourneymanPath" } }
  end
  return { words }
end

---@param entry journeyman.ToolEntry
---@return (journeyman.ChatLine|string)[]
function M.lines(entry)
  local is_bad = entry.status == "completed" and (entry.exit_code or 0) ~= 0
  local mark = MARKS[is_bad and "failed" or entry.status]
  local head = { entry.waits and { "▲", "JourneymanWarn" } or mark, " " }
  vim.list_extend(head, title(entry))
  local came = result(entry)
  if #came > 0 then
    table.insert(head, { " · ", "JourneymanDim" })
    vim.list_extend(head, came)
  end
  -- What was done in a moment is told without its time.
  if (entry.seconds or 0) > 0 then
    table.insert(head, { " · " .. figures.duration(entry.seconds), "JourneymanDim" })
  end
  local below = details(entry)
  local path = entry.locations[1] and entry.locations[1].path
  if entry.waits then
    head.item = { kind = "permission" }
  elseif path then
    head.item = { kind = "file", path = path, line = diff.first_line(below) or tonumber(entry.input.first_line) }
  end
  return text.folded(head, below)
end

return M
