--- Earlier prompts, walked through with the arrow keys like the history of a shell.
local M = {}

---@class journeyman.Earlier
---@field index? integer Which prompt is shown; nil outside of a walk.
---@field own string What was written before the walk; it is at its end again.

---@return journeyman.Earlier
function M.new()
  return { own = "" }
end

--- What the user said in a session, also what still waits; the oldest first.
---@param transcript journeyman.Transcript
---@return string[]
function M.prompts(transcript)
  local prompts = {}
  for _, group in ipairs({ transcript.entries, transcript.steered, transcript.queued }) do
    for _, said in ipairs(group) do
      -- What waits has no kind.
      if (said.kind or "user") == "user" and said.text ~= "" and said.text ~= prompts[#prompts] then
        table.insert(prompts, said.text)
      end
    end
  end
  return prompts
end

--- The prompt before, or nil at the first one.
---@param earlier journeyman.Earlier
---@param prompts string[] The oldest first.
---@param text string What is written now.
---@return string?
function M.older(earlier, prompts, text)
  local index = math.min(earlier.index or #prompts + 1, #prompts + 1) - 1
  if index < 1 then
    return nil
  end
  if not earlier.index then
    earlier.own = text
  end
  earlier.index = index
  return prompts[index]
end

--- The prompt after, at last what was written before the walk; nil outside of one.
---@param earlier journeyman.Earlier
---@param prompts string[]
---@return string?
function M.newer(earlier, prompts)
  if not earlier.index then
    return nil
  end
  earlier.index = earlier.index + 1
  if earlier.index <= #prompts then
    return prompts[earlier.index]
  end
  earlier.index = nil
  return earlier.own
end

return M
