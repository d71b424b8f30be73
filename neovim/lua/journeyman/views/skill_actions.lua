--- What the user decides about a skill: the same keys in the list and in the view of one.
local ask = require("journeyman.views.ask")
local client = require("journeyman.client")
local say = require("journeyman.say")

local M = {}

---@class journeyman.SkillDeed
---@field about string
---@field run fun(view: journeyman.View, skill: journeyman.Skill)

--- Ask the server, and show what it makes of it.
---@param view journeyman.View
---@param method string Below `journeyman/skill/`.
---@param params table
---@param callback? fun(result: table)
function M.ask(view, method, params, callback)
  client.request(view.root, "journeyman/skill/" .. method, params, function(err, result)
    if err then
      return say.error(err)
    end
    if callback then
      callback(result)
    end
    if vim.api.nvim_buf_is_valid(view.buf) then
      view:load()
    end
  end)
end

local SCOPES = { repository = "in the repository, for all who work on it", user = "yours, in all folders" }

---@type table<string, journeyman.SkillDeed>
local DEEDS = {
  a = {
    about = "approve the skill: it is trusted at once",
    run = function(view, skill)
      M.ask(view, "approve", { name = skill.name })
    end,
  },
  p = {
    about = "pin the skill, or unpin it: nobody but you changes it",
    run = function(view, skill)
      M.ask(view, "setState", { name = skill.name, pinned = not skill.pinned })
    end,
  },
  x = {
    about = "retire the skill, or restore it",
    run = function(view, skill)
      local state = skill.state == "retired" and "candidate" or "retired"
      M.ask(view, "setState", { name = skill.name, state = state })
    end,
  },
  D = {
    about = "delete the skill for good",
    run = function(view, skill)
      local question = ("Delete %s with all its versions, for good? Retire it (x) to keep it unused."):format(
        skill.name
      )
      ask.yes(question, "Delete it", function()
        M.ask(view, "delete", { name = skill.name }, function()
          if view.name == "skill" and vim.api.nvim_buf_is_valid(view.buf) then
            view:close()
          end
        end)
      end)
    end,
  },
  s = {
    about = "share the skill: in the repository, or all your folders",
    run = function(view, skill)
      local scopes = vim.tbl_filter(function(scope)
        return scope ~= skill.scope
      end, { "repository", "user" })
      local prompt = ("Where is %s to lie?"):format(skill.name)
      local function name(scope)
        return SCOPES[scope]
      end
      vim.ui.select(scopes, { prompt = prompt, format_item = name }, function(scope)
        if scope then
          M.ask(view, "share", { name = skill.name, scope = scope }, function(result)
            say.say(("%s lies in %s now."):format(skill.name, vim.uri_to_fname(result.skill.uri)))
          end)
        end
      end)
    end,
  },
  e = {
    about = "edit the skill: writing the buffer saves it",
    run = function(view, skill)
      require("journeyman.views.skill_edit").open(view.root, skill.name)
    end,
  },
}

--- The keys of a view, for the skill that `skill_of` finds at the cursor.
---@param skill_of fun(view: journeyman.View, item: any): journeyman.Skill?
---@return table<string, journeyman.ViewAction>
function M.actions(skill_of)
  local function to_action(deed)
    return {
      about = deed.about,
      run = function(view, item)
        local skill = skill_of(view, item)
        if not skill then
          return say.say("There is no skill in this line. Put the cursor on one.")
        end
        deed.run(view, skill)
      end,
    }
  end
  return vim.tbl_map(to_action, DEEDS)
end

return M
