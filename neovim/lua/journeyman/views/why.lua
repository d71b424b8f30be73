--- What a memory rests on, what speaks against it, and what else was known about the same.
local View = require("journeyman.views.view")
local client = require("journeyman.client")
local lines = require("journeyman.views.memory_lines")
local paths = require("journeyman.paths")
local remembered = require("journeyman.views.remembered")
local say = require("journeyman.say")
local sessions = require("journeyman.views.sessions")
local figures = require("journeyman.views.figures")
local words = require("journeyman.views.words")

local M = {}

local KINDS = {
  said = "you said",
  added = "you wrote it down",
  corrected = "you changed what the agent wrote",
  committed = "a commit",
  configured = "a file says so",
  ran = "a command",
  edited = "an edit",
  concluded = "concluded from what you said",
  imported = "imported",
}

---@param evidence journeyman.Evidence
---@param number integer
---@return journeyman.Line
local function to_line(evidence, number)
  local from = evidence.source ~= "" and evidence.source or evidence.sessionId and "in a session"
  return {
    evidence.supports and { "+ for      ", "JourneymanGood" } or { "− against  ", "JourneymanWarn" },
    { ("%s · %s: "):format(KINDS[evidence.kind] or evidence.kind, figures.day(evidence.at)), "JourneymanDim" },
    ("“%s”"):format(evidence.text),
    { from and ("  (%s)"):format(from) or "", "JourneymanDim" },
    item = evidence,
    id = "evidence " .. number,
  }
end

---@param memory journeyman.Memory
---@param other journeyman.Memory
---@return string
local function relation(memory, other)
  if other.supersededBy == memory.id then
    return ("held until %s"):format(figures.day(other.validTo or other.updatedAt))
  elseif memory.supersededBy == other.id then
    return "took its place"
  elseif other.status == "contested" then
    return "at odds with it"
  end
  return other.status == "active" and "holds, too" or "held before"
end

---@param why { memory: journeyman.Memory, evidence: journeyman.Evidence[], others: journeyman.Memory[], rule?: string }
---@return journeyman.Line[]
function M.lines(why)
  local memory = why.memory
  local shown = {
    { memory.text, item = memory, id = memory.id },
    {
      { words.share(memory.confidence) .. " sure  " .. lines.about(memory), "JourneymanDim" },
      item = memory,
      id = memory.id,
    },
    {},
    { { "What it rests on", "JourneymanHeading" } },
  }
  for number, evidence in ipairs(why.evidence) do
    table.insert(shown, to_line(evidence, number))
  end
  if #why.others > 0 then
    vim.list_extend(shown, { {}, { { "About the same", "JourneymanHeading" } } })
  end
  for _, other in ipairs(why.others) do
    local note = { "  " .. relation(memory, other), "JourneymanDim" }
    table.insert(
      shown,
      { { ("%-5s"):format(other.id), "JourneymanName" }, other.text, note, item = other, id = other.id }
    )
  end
  if why.rule then
    vim.list_extend(shown, { {}, { { "For the whole team?", "JourneymanHeading" } } })
    table.insert(shown, { why.rule, { "  r writes it into AGENTS.md", "JourneymanDim" }, item = memory, id = "rule" })
  end
  return shown
end

--- Open a file of the folder in a window of its own.
---@param root string
---@param source string From what was observed: perhaps a commit, or a file that is gone.
local function open_file(root, source)
  local path = paths.inside(root, source)
  if not path then
    return say.say(("It comes from “%s”, which is no file in this folder."):format(source))
  end
  local buf = vim.fn.bufadd(path)
  local window = vim.fn.bufwinid(buf)
  if window ~= -1 then
    return vim.api.nvim_set_current_win(window)
  end
  vim.bo[buf].buflisted = true
  vim.cmd.sbuffer(buf)
end

local function follow(view, item)
  if not item then
    return
  elseif remembered.is_memory(item) then
    if item.id ~= view.memory_id then
      M.open(view.root, item.id)
    end
  elseif item.sessionId then
    sessions.go(view.root, item.sessionId)
  elseif item.source ~= "" then
    open_file(view.root, item.source)
  else
    say.say("This was noted outside of a session, and in no file.")
  end
end

---@param view journeyman.View | { memory_id: string, memory?: journeyman.Memory }
local function fill(view)
  local id = view.memory_id
  if view.memory and view.memory.id ~= id then
    view.memory = nil
  end
  client.request(view.root, "journeyman/memory/why", { id = id }, function(err, why)
    -- Another memory may be asked for by now.
    if view.memory_id ~= id then
      return
    elseif err then
      return view:fail(err)
    end
    view.memory = why.memory
    view:show(M.lines(why))
  end)
end

local function title(id)
  return ("Why %s is remembered"):format(id)
end

--- A memory that says something else has another id; one that is forgotten has no reasons.
local function keep_up(view, before, now)
  if before.id ~= view.memory_id then
    return
  elseif not now then
    view:close()
  elseif now.id ~= before.id then
    M.open(view.root, now.id)
  end
end

---@param root string
---@param id string
function M.open(root, id)
  local actions = remembered.actions(keep_up)
  actions.open = { about = "go to the session, the file or the other memory", run = follow }
  View.open({
    name = "why",
    title = title(id),
    root = root,
    memory_id = id,
    load = fill,
    actions = actions,
    refresh_on = { "journeyman/memory/didChange" },
  })
end

return M
