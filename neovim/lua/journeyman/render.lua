--- Entries of a transcript as lines: what is folded, what is colored, and where each line leads.
local figures = require("journeyman.views.figures")
local learning = require("journeyman.render.learning")
local say = require("journeyman.say")
local text = require("journeyman.render.text")
local tool = require("journeyman.render.tool")
local visible = require("journeyman.visible")

local M = {}

--- A line that is more than its text.
---@class journeyman.ChatLine
---@field [integer] string|[string, string] Pieces: a text, or a text and its highlight group.
---@field item? journeyman.Place
---@field fold? integer So many lines below it are folded away.
---@field package text? string All pieces together.

--- Where a line leads.
---@class journeyman.Place
---@field kind "file"|"skill"|"memory"|"session"|"permission"|"question"|"changes"
---@field path? string Of a file, below the folder, as the model wrote it.
---@field line? integer Counted from 1.
---@field name? string Of a skill.
---@field id? string Of a memory, or a session.

--- Entries of one line each stand below each other; others have a blank line above them.
local CLOSE = {
  tool = true,
  skills = true,
  memories = true,
  learned = true,
  thought = true,
  permission = true,
  question = true,
  notice = true,
  compaction = true,
}

local REASONS = {
  end_turn = { "—", "JourneymanDim", "Done" },
  max_tokens = { "!", "JourneymanWarn", "Cut off" },
  max_turn_requests = { "!", "JourneymanWarn", "Stopped at a limit" },
  refusal = { "!", "JourneymanWarn", "No answer" },
  cancelled = { "■", "JourneymanDim", "Cancelled" },
  error = { "✗", "JourneymanBad", "Failed" },
}

local PERMISSIONS = {
  allow_once = { "◇", "Allowed once" },
  allow_always = { "◆", "Always allowed" },
  reject_once = { "⊘", "Refused" },
}

local STEPS = { pending = { "- [ ] ", "" }, in_progress = { "- [ ] ", " · now" }, completed = { "- [x] ", "" } }

---@type table<journeyman.EntryKind, fun(entry: any): (journeyman.ChatLine|string)[]>
local RENDER = { tool = tool.lines, skills = learning.skills, memories = learning.memories, learned = learning.learned }

---@param entry journeyman.UserEntry
function RENDER.user(entry)
  local said = text.lines(vim.trim(text.trimmed(entry.text)))
  local lines = { { { "❯ " .. said[1], "JourneymanPrompt" } } }
  vim.list_extend(lines, text.quoted(vim.list_slice(said, 2)))
  for _, image in ipairs(entry.images) do
    table.insert(lines, ("> [%s, %d KB]"):format(visible.line(image.mime_type), math.ceil(image.size / 1000)))
  end
  return lines
end

---@param entry journeyman.SpokenEntry
function RENDER.answer(entry)
  local lines = text.lines((text.trimmed(entry.text):gsub("^%s*\n", "")))
  -- What follows is not about to be part of a block that was left open.
  table.insert(lines, (text.scan(lines, 1, #lines)))
  return lines
end

---@param entry journeyman.SpokenEntry
function RENDER.thought(entry)
  local time = (entry.seconds or 0) > 0 and " · " .. figures.duration(entry.seconds) or ""
  local head = { { entry.done and "∴ Thought" .. time or "∴ Thinking …", "JourneymanDim" } }
  return text.folded(head, text.quoted(text.lines(vim.trim(text.trimmed(entry.text)))))
end

---@param entry journeyman.PlanEntry
function RENDER.plan(entry)
  local lines, done = {}, 0
  for _, step in ipairs(entry.steps) do
    local mark = STEPS[step.status] or STEPS.pending
    done = done + (step.status == "completed" and 1 or 0)
    table.insert(lines, mark[1] .. visible.line(step.content) .. mark[2])
  end
  table.insert(lines, 1, { { ("≡ Plan · %d of %d done"):format(done, #entry.steps), "JourneymanDim" } })
  return lines
end

---@param entry journeyman.PermissionEntry
function RENDER.permission(entry)
  local pending = entry.pending
  local title = visible.line(pending.title)
  local why = text.quoted({ "Asked because: " .. visible.line(pending.reason) })
  if not entry.option_id and entry.has_call then
    -- The call says that it waits.
    return {}
  elseif not entry.option_id then
    local head = { { "▲ May it? ", "JourneymanWarn" }, title, item = { kind = "permission" } }
    return text.folded(head, why)
  end
  local answer = { "⊘", "Not answered" }
  for _, option in ipairs(pending.options) do
    answer = option.optionId == entry.option_id and PERMISSIONS[option.kind] or answer
  end
  local is_rule = answer == PERMISSIONS.allow_always and pending.rule
  local about = is_rule and visible.line(pending.rule) or title
  return text.folded({ { ("%s %s: %s"):format(answer[1], answer[2], about), "JourneymanDim" } }, why)
end

---@param entry journeyman.QuestionEntry
function RENDER.question(entry)
  local words = visible.line(entry.pending.question)
  if entry.resolved then
    local answer = entry.answer and visible.line(entry.answer) or "no answer: the agent decides"
    return { { { "? ", "JourneymanDim" }, words, { " · " .. answer, "JourneymanDim" } } }
  end
  local choices = vim.tbl_map(visible.line, entry.pending.choices or {})
  local among = #choices > 0 and (" (%s)"):format(table.concat(choices, ", ")) or ""
  return { { { "? ", "JourneymanWarn" }, words .. among .. " · waits for your answer", item = { kind = "question" } } }
end

---@param files table[]
---@return string
local function decisions(files)
  local sums = { pending = 0, accepted = 0, rejected = 0 }
  for _, file in ipairs(files) do
    for name, sum in pairs(sums) do
      sums[name] = sum + file[name]
    end
  end
  local words = {}
  for _, each in ipairs({ { "pending", "to decide" }, { "accepted", "accepted" }, { "rejected", "rejected" } }) do
    if sums[each[1]] > 0 then
      table.insert(words, (" · %d %s"):format(sums[each[1]], each[2]))
    end
  end
  return table.concat(words)
end

---@param entry journeyman.ChangesEntry
function RENDER.changes(entry)
  local files = entry.change_set.files
  if #files == 0 then
    return { { { "± All changes were taken back", "JourneymanDim" } } }
  end
  local what = entry.change_set.origin == "restore" and "Gone back: " or ""
  local head = { { ("± %s%s changed"):format(what, figures.count(#files, "file")), "JourneymanBusy" } }
  head.item = { kind = "changes" }
  table.insert(head, decisions(files))
  local lines = { head }
  for _, file in ipairs(files) do
    local new = file.status == "created" and " · new" or file.status == "deleted" and " · deleted" or ""
    local path = { visible.line(file.path), "JourneymanPath" }
    table.insert(lines, { "  ", path, new .. decisions({ file }), item = { kind = "file", path = file.path } })
  end
  return lines
end

--- Words of the server about the model service, which nobody vouches for.
---@param words string
---@return string
local function told(words)
  return text.clipped({ visible.line(words) }, 1)[1]
end

---@param entry { notice_kind: string, text: string }
function RENDER.notice(entry)
  local sign = entry.notice_kind == "truncated" and { "! ", "JourneymanWarn" } or { "↷ ", "JourneymanBusy" }
  return { { sign, told(entry.text) } }
end

---@param entry { messages: integer }
function RENDER.compaction(entry)
  local words = "⇲ Older messages were summarized; the model goes on with %s"
  return { { { words:format(figures.count(entry.messages, "message")), "JourneymanDim" } } }
end

---@param entry journeyman.EndEntry
RENDER["end"] = function(entry)
  local reason = REASONS[entry.stop_reason] or { "!", "JourneymanWarn", visible.line(entry.stop_reason) }
  local message = entry.error and say.sentence(entry.error) or entry.message
  message = message and vim.trim(visible.line(message))
  -- Where there is no more to say, it is said once.
  message = message ~= reason[3] .. "." and message or nil
  local words = {}
  local usage = entry.usage or {}
  if (usage.totalTokens or 0) > 0 then
    table.insert(words, figures.count(usage.totalTokens, "token"))
  end
  if (usage.costUsd or 0) > 0 then
    table.insert(words, ("$%.4f"):format(usage.costUsd))
  end
  if (entry.seconds or 0) > 0 then
    table.insert(words, figures.duration(entry.seconds))
  end
  table.insert(words, 1, reason[3] .. (message and ": " .. message or ""))
  return {
    { { reason[1] .. " ", reason[2] }, { table.concat(words, " · "), message and reason[2] or "JourneymanDim" } },
  }
end

--- The lines of an entry, with those that part it from the one before.
---@param entry journeyman.Entry
---@param before? journeyman.Entry
---@return (journeyman.ChatLine|string)[]
function M.entry(entry, before)
  local lines = RENDER[entry.kind](entry)
  if before and #lines > 0 and not (CLOSE[before.kind] and CLOSE[entry.kind]) then
    table.insert(lines, 1, "")
  end
  return lines
end

--- What waits: the turn for the model, prompts that the running turn will hear, and those that wait for its end.
---@param transcript journeyman.Transcript
---@return journeyman.ChatLine[]
function M.waiting(transcript)
  local lines = {}
  if transcript.waiting then
    table.insert(lines, { { "◷ ", "JourneymanBusy" }, told(transcript.waiting) })
  end
  for _, group in ipairs({
    { "… Steers in before the next step: ", transcript.steered },
    { "… Queued: ", transcript.queued },
  }) do
    for _, prompt in ipairs(group[2]) do
      table.insert(lines, { { group[1] .. figures.cut(visible.line(prompt.text), 200), "JourneymanDim" } })
    end
  end
  return lines
end

return M
