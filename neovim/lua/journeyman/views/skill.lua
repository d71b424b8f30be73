--- All that is known about one skill: what it says, how its uses went, and how it came to be.
local View = require("journeyman.views.view")
local ask = require("journeyman.views.ask")
local client = require("journeyman.client")
local paths = require("journeyman.paths")
local say = require("journeyman.say")
local skill_actions = require("journeyman.views.skill_actions")
local skill_lines = require("journeyman.views.skill_lines")

local M = {}

---@class journeyman.SkillView: journeyman.View
---@field known? journeyman.skill.get.result

---@param view journeyman.SkillView
local function load(view)
  local params = { name = view.subject }
  client.request(view.root, "journeyman/skill/get", params, function(err, known)
    if err then
      return view:fail(err)
    end
    client.request(view.root, "journeyman/skill/history", params, function(history_err, history)
      view.known = known
      local lines, text = skill_lines.lines(known, history and history.versions or {}, history_err)
      view:show(lines)
      if vim.api.nvim_buf_is_valid(view.buf) then
        -- The title and the empty line below it come before.
        require("journeyman.views.markdown").start(view.buf, text.first + 2, text.last + 2)
      end
    end)
  end)
end

--- Open a file of the skill; one that lies elsewhere is none of it.
---@param skill journeyman.Skill
---@param file string
local function open_file(skill, file)
  local path = paths.inside(vim.uri_to_fname(skill.uri), file)
  if not path then
    return say.error({ message = ("%s is not in the skill's folder, so it is not opened from here."):format(file) })
  end
  local buf = vim.fn.bufadd(path)
  vim.bo[buf].buflisted = true
  vim.api.nvim_open_win(buf, true, { split = vim.o.splitbelow and "below" or "above" })
end

---@param view journeyman.SkillView
---@param item any
local function follow(view, item)
  if type(item) == "table" and item.file then
    open_file(view.known.skill, item.file)
  elseif vim.fn.foldlevel(".") > 0 then
    vim.cmd.normal({ "za", bang = true })
  end
end

---@param view journeyman.SkillView
---@param item any
local function roll_back(view, item)
  local skill = view.known and view.known.skill
  local version = type(item) == "table" and item.version
  if not skill or not version or version == skill.version then
    return say.say("Put the cursor on an earlier version, under “Versions”.")
  end
  local question = ("Go back to version %d of %s? It becomes version %d."):format(
    version,
    skill.name,
    skill.version + 1
  )
  ask.yes(question, "Go back", function()
    skill_actions.ask(view, "rollback", { name = skill.name, version = version }, function(result)
      say.say(("%s is as in version %d, and now version %d."):format(skill.name, version, result.skill.version))
    end)
  end)
end

---@param view journeyman.SkillView
local function teach(view)
  local name = view.subject
  ask.text("A prompt that the skill fits, or does not fit", "", function(prompt)
    local answers = { ("%s fits it"):format(name), "It does not fit" }
    vim.ui.select(answers, { prompt = prompt }, function(_, index)
      if index then
        skill_actions.ask(view, "teach", { name = name, prompt = prompt, fits = index == 1 }, function()
          say.say("Kept: the next search for skills knows it.")
        end)
      end
    end)
  end)
end

---@return table<string, journeyman.ViewAction>
local function actions()
  local found = skill_actions.actions(function(view)
    return view.known and view.known.skill
  end)
  found.open = { about = "open the file, or unfold the version", run = follow }
  found.b = { about = "go back to the version at the cursor", run = roll_back }
  found.t = { about = "teach which prompts it fits", run = teach }
  return found
end

---@param root string
---@param name string
function M.show(root, name)
  View.open({
    name = "skill",
    subject = name,
    title = "Skill " .. name,
    root = root,
    load = load,
    actions = actions(),
    refresh_on = { "journeyman/skill/didChange" },
  })
end

--- Without a name: all of them.
---@param call journeyman.Call
function M.open(call)
  local name = call.words[1]
  if not name then
    return require("journeyman.views.skills").open(call)
  end
  M.show(call.root, name)
end

return M
