--- The user's word for how a turn went.
local client = require("journeyman.client")
local say = require("journeyman.say")

local M = {}

local WORDS = { up = "went well", down = "went badly" }

--- Ask why, then tell the server. Who closes the question has said nothing.
---@param session journeyman.Session
---@param turn_id string
---@param value "up"|"down"
function M.give(session, turn_id, value)
  local prompt = ("This turn %s, because (may be left empty): "):format(WORDS[value])
  vim.ui.input({ prompt = prompt }, function(note)
    if not note then
      return
    end
    note = vim.trim(note)
    local params = { sessionId = session.id, turnId = turn_id, value = value, note = note ~= "" and note or nil }
    client.request(session.root, "journeyman/episode/feedback", params, function(err)
      if err then
        return say.error(err)
      end
      say.say(("Noted that this turn %s."):format(WORDS[value]))
    end)
  end)
end

return M
