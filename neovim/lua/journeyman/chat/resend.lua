--- Say something anew: a session of its own that ends before the prompt, which is then in the input.
local client = require("journeyman.client")
local say = require("journeyman.say")

local M = {}

--- The files stay as they are, and so does the session.
---@param session journeyman.Session
---@param turn_id string
function M.edit(session, turn_id)
  local root = session.root
  client.request(root, "journeyman/checkpoint/list", { sessionId = session.id }, function(err, result)
    if err then
      return say.error(err)
    end
    local checkpoint
    for _, each in ipairs(result.checkpoints) do
      checkpoint = each.turnId == turn_id and each or checkpoint
    end
    if not checkpoint then
      return say.error({ message = "There is no way back to this prompt. Send it as a new one." })
    end
    M._branch(session, checkpoint)
  end)
end

---@private
---@param session journeyman.Session
---@param checkpoint journeyman.Checkpoint
function M._branch(session, checkpoint)
  local from = { sessionId = session.id, checkpointId = checkpoint.checkpointId }
  local opts = { from = from, mode = session:option("mode"), model = session:option("model") }
  require("journeyman.sessions").new(session.root, opts, function(err)
    if err then
      return say.error(err)
    end
    require("journeyman.chat.input").fill(session.root, checkpoint.prompt)
    say.say("This is a new session, up to before that prompt. The old one is in :Journeyman sessions.")
  end)
end

return M
