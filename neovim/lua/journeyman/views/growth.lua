--- How tasks went over time, by kinds of tasks, with a skill and without.
local View = require("journeyman.views.view")
local client = require("journeyman.client")
local growth_lines = require("journeyman.views.growth_lines")

local M = {}

---@param view journeyman.View
local function load(view)
  client.request(view.root, "journeyman/growth/summary", {}, function(err, growth)
    if err then
      return view:fail(err)
    end
    view:show(growth_lines.lines(growth, view:width()))
  end)
end

---@type table<string, journeyman.ViewAction>
local ACTIONS = {
  open = {
    about = "show the skill of this kind of task",
    run = function(view, kind)
      if kind and not vim.startswith(kind.kind, "like:") then
        return require("journeyman.views.skill").show(view.root, kind.kind)
      end
      require("journeyman.say").say("There is no skill for this kind of task. Put the cursor on one that has one.")
    end,
  },
}

---@param call journeyman.Call
function M.open(call)
  View.open({
    name = "growth",
    title = "Growth of " .. vim.fs.basename(call.root),
    root = call.root,
    load = load,
    actions = ACTIONS,
    -- What is known about a skill changes when a task with it has its outcome.
    refresh_on = { "journeyman/skill/didChange" },
  })
end

return M
