--- Models, as lines. Asks nobody.
local figures = require("journeyman.views.figures")
local words = require("journeyman.views.words")

local M = {}

--- What is worth a word of what a model was tried out with.
local FINDINGS = {
  ["two_tool_calls right"] = "several calls at a time",
  ["long_input cut_off"] = "long inputs are cut off",
  ["long_input wrong"] = "its answer about a long input went wrong",
}

--- What is known of a model: "window 32K · tools · 41 tokens/s · first after 310 ms · tried today 14:02".
--- What the service does not say is left out.
---@param model journeyman.Model
---@param now integer
---@return string
function M.about(model, now)
  local parts = {}
  local function add(is_known, text)
    if is_known then
      table.insert(parts, text)
    end
  end
  local possible = model.maxContextWindow or 0
  local of = possible > (model.contextWindow or 0) and " of " .. words.window(possible) or ""
  add(model.contextWindow, "window " .. words.window(model.contextWindow or 0) .. of)
  add(model.tools, "tools")
  add(model.tools == false, "no tools of its own")
  add(model.vision, "images")
  add(model.thinking, "thinking")
  add(model.tokensPerSecond, figures.compact(model.tokensPerSecond or 0) .. " tokens/s")
  add(model.firstTokenMs, "first after " .. figures.duration((model.firstTokenMs or 0) / 1000))
  add(model.toolCalls == "constrained", "tool calls as JSON")
  add(model.toolCalls ~= "constrained" and model.calledTool == false, "its tool call went wrong")
  for _, part in ipairs(model.parts or {}) do
    add(FINDINGS[part.name .. " " .. part.outcome], FINDINGS[part.name .. " " .. part.outcome])
  end
  local input, output = model.inputUsdPerMillion, model.outputUsdPerMillion
  add(input and output, ("$%s and $%s a million tokens"):format(input, output))
  add(model.checkedAt, "tried " .. words.moment(model.checkedAt or "", now))
  return table.concat(parts, " · ")
end

---@param id string
---@param about string
---@param is_current boolean
---@param progress? string
---@param item table
---@return journeyman.Line
local function to_line(id, about, is_current, progress, item)
  return {
    is_current and "▸ " or "  ",
    id,
    { about ~= "" and "  " .. about or "", "JourneymanDim" },
    { is_current and " · used here" or "", "JourneymanDim" },
    { progress and ("  … %s (<C-c> ends it)"):format(progress) or "", "JourneymanBusy" },
    item = item,
    id = id,
  }
end

---@param model journeyman.RecommendedModel
---@return string
local function offer(model)
  local parts = { words.gigabytes(model.sizeBytes), "window " .. words.window(model.contextWindow) }
  if model.fits ~= nil then
    table.insert(parts, model.fits and "fits this machine" or "too large for this machine's memory")
  end
  table.insert(parts, model.goodFor)
  return table.concat(parts, " · ")
end

---@class journeyman.Models
---@field models journeyman.Model[] Those that are there.
---@field problem? string Why it is not known which.
---@field recommended { canPull: boolean, models: journeyman.RecommendedModel[] }
---@field progress table<string, string> What goes on with a model, by its id.

---@param known journeyman.Models
---@param current string The model that is used here.
---@param now integer
---@return journeyman.Line[]
function M.lines(known, current, now)
  local lines, there = {}, {}
  if known.problem then
    lines = { { { known.problem, "JourneymanBad" } } }
  elseif #known.models == 0 then
    lines = { { "The service has no model." } }
  end
  for _, model in ipairs(known.models) do
    there[model.id] = true
    local is_current, progress = model.id == current, known.progress[model.id]
    table.insert(
      lines,
      to_line(model.id, M.about(model, now), is_current, progress, { id = model.id, is_there = true })
    )
  end
  local offers = {}
  for _, model in ipairs(known.recommended.models) do
    if not there[model.id] then
      table.insert(offers, to_line(model.id, offer(model), false, known.progress[model.id], { id = model.id }))
    end
  end
  if #offers > 0 then
    local how = known.recommended.canPull and "g gets one with Ollama" or "Ollama gets them; it does not run here"
    vim.list_extend(lines, { {}, { { "Worth getting", "JourneymanHeading" }, { "  " .. how, "JourneymanDim" } } })
  end
  return vim.list_extend(lines, offers)
end

return M
