--- What the user has done by hand three times, and a skill could do: offered, until they say yes or no.
local client = require("journeyman.client")
local say = require("journeyman.say")
local visible = require("journeyman.visible")

local M = {}

---@type table<string, journeyman.skill.offer.params[]> the oldest first, by folder
local offers = {}

---@param params journeyman.skill.offer.params
---@param root string
function M.hear(params, root)
  offers[root] = offers[root] or {}
  table.insert(offers[root], params)
  local text = (":Journeyman learn makes a skill of what you did three times: %s"):format(params.description)
  say.say(visible.line(text))
end

--- `:Journeyman learn`
---@param call journeyman.Call
function M.learn(call)
  local root = call.root
  local offer = (offers[root] or {})[1]
  if not offer then
    return say.say("There is nothing that you did three times, and no skill does yet.")
  end
  local yes, no = "Yes, learn a skill from the three commits", "No, and do not offer it again"
  vim.ui.select({ yes, no }, {
    prompt = ("Three commits did the same: %s. Learn it?"):format(visible.line(offer.description)),
    kind = "journeyman.learn",
  }, function(choice)
    if choice == no then
      table.remove(offers[root], 1)
    elseif choice == yes then
      client.request(root, "journeyman/skill/learnFromWork", { key = offer.key }, function(err)
        if err then
          return say.error(err)
        end
        table.remove(offers[root], 1)
        say.say("The skill is learned while no turn runs. You will be told.")
      end)
    end
  end)
end

return M
