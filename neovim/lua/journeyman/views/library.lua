--- The skills of a folder, as the server has them, and the names that completion offers.
local Known = require("journeyman.views.known")
local events = require("journeyman.events")
local pages = require("journeyman.views.pages")

local M = {}

--- 500 skills each.
local MAX_PAGES = 20
---@type journeyman.Known
local names
local listening = false

---@param root string
---@param callback fun(err?: journeyman.Error, skills?: journeyman.Skill[])
function M.list(root, callback)
  local list = { method = "journeyman/skill/list", params = {}, field = "skills", max = MAX_PAGES }
  pages.load(root, list, function(err, skills)
    if skills then
      names:tell(root, skills, "name")
    end
    callback(err, skills)
  end)
end

names = Known.new(M.list)

--- The names that were told last. From the first time on they follow what changes.
---@param root string
---@return string[]
function M.known(root)
  if not listening then
    listening = true
    events.on("notified", function(method, _, changed)
      if method == "journeyman/skill/didChange" then
        names:get(changed)
      end
    end)
  end
  return names:get(root)
end

return M
