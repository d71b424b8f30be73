--- What is remembered, as lines. Asks nobody.
local figures = require("journeyman.views.figures")
local words = require("journeyman.views.words")

local M = {}

local KINDS = { explicit = "said", deductive = "found out", inductive = "seen several times" }

local FOUND = { conclusion = "remembered", message = "said", episode = "a task" }

local GROUPS = { "About you", "About the project", "What no longer holds" }

---@param memory journeyman.Memory
---@return integer group
local function group_of(memory)
  if memory.status == "superseded" or memory.status == "retired" then
    return 3
  end
  return memory.subject == "user" and 1 or 2
end

---@param memory journeyman.Memory
---@return string? note Why it is not used; nil if it is.
local function unused(memory)
  if memory.status == "contested" then
    return "at odds with another, so not used: + if this one holds"
  elseif memory.status == "superseded" then
    local successor = memory.supersededBy and (", then " .. memory.supersededBy) or ""
    return memory.validTo and ("until %s%s"):format(figures.day(memory.validTo), successor)
      or ("held before%s"):format(successor)
  elseif memory.status == "retired" then
    return "too little speaks for it by now"
  end
end

--- All about a memory but its text: "said 2026-05-02 · pinned · in all folders · indentation".
---@param memory journeyman.Memory
---@return string
function M.about(memory)
  local parts = { vim.trim(("%s %s"):format(KINDS[memory.kind] or memory.kind, figures.day(memory.validFrom))) }
  if memory.pinned then
    table.insert(parts, "pinned")
  end
  if memory.scope == "user" then
    table.insert(parts, "in all folders")
  end
  if memory.slot ~= "" then
    table.insert(parts, (memory.slot:gsub("[-:]", " ")))
  end
  return table.concat(parts, " · ")
end

---@param memory journeyman.Memory
---@param prefix? string
---@return journeyman.Line
local function to_line(memory, prefix)
  local reason = unused(memory)
  local line = {
    { ("%s%-5s"):format(prefix or "", memory.id), "JourneymanName" },
    { ("%s sure  "):format(words.share(memory.confidence)), "JourneymanDim" },
    reason and { memory.text, "JourneymanDim" } or memory.text,
    { "  " .. M.about(memory), "JourneymanDim" },
    item = memory,
    id = memory.id,
  }
  if reason then
    table.insert(line, { " · " .. reason, memory.status == "contested" and "JourneymanWarn" or "JourneymanDim" })
  end
  return line
end

--- Everything, by whom it is about; what no longer holds comes last.
---@param memories journeyman.Memory[]
---@return journeyman.Line[]
function M.list(memories)
  local groups = { {}, {}, {} }
  for _, memory in ipairs(memories) do
    table.insert(groups[group_of(memory)], to_line(memory))
  end
  local lines = {}
  for number, group in ipairs(groups) do
    if #group > 0 then
      vim.list_extend(lines, { { { ("%s (%d)"):format(GROUPS[number], #group), "JourneymanHeading" } } })
      vim.list_extend(lines, group)
      table.insert(lines, {})
    end
  end
  return #lines > 0 and lines
    or { { "Nothing is remembered yet. Press a to add a sentence; more comes from what you say and do here." } }
end

--- What answers a question, the best first; memories are told as in the list.
---@param found journeyman.FoundMemory[]
---@param memories journeyman.Memory[]
---@return journeyman.Line[]
function M.found(found, memories)
  local by_id, lines = {}, {}
  for _, memory in ipairs(memories) do
    by_id[memory.id] = memory
  end
  for _, one in ipairs(found) do
    local score = ("%.2f  %-10s  "):format(one.score, FOUND[one.kind] or one.kind)
    local memory = one.kind == "conclusion" and by_id[one.id]
    table.insert(lines, memory and to_line(memory, score) or {
      { score, "JourneymanDim" },
      one.text,
      { ("  %s"):format(figures.day(one.at)), "JourneymanDim" },
      item = one,
      id = one.kind .. one.id,
    })
  end
  return #lines > 0 and lines or { { "Nothing known answers this. Ask with other words." } }
end

return M
