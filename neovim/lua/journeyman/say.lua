--- Tell the user something, with what can be done about it.
local M = {}

---@class journeyman.Error
---@field message string What happened and what to do, for the user.
---@field kind? string A word for programs, such as `settings`; see docs/protocol.md, "Errors".
---@field command? string What would help, such as `journeyman.chooseModel`.

--- What a command of the server's errors is called here.
local REMEDIES = {
  ["journeyman.chooseModel"] = ":Journeyman model",
  ["journeyman.startOllama"] = ":!ollama serve &",
}

--- What was said last, the oldest first, for `:Journeyman messages`.
---@type string[]
M.said = {}
local KEPT = 100

--- Whether `vim.notify` is Neovim's own, which waits for a key where a text is long.
local function is_plain()
  return debug.getinfo(vim.notify, "S").source == "@vim/_editor.lua"
end

---@param text string
---@param level? integer One of `vim.log.levels`; INFO if not given.
function M.say(text, level)
  text = table.concat(require("journeyman.visible").lines(text), "\n")
  level = level or vim.log.levels.INFO
  table.insert(M.said, ("%s %s"):format(os.date("%H:%M:%S"), text))
  if #M.said > KEPT then
    table.remove(M.said, 1)
  end
  local toast = require("journeyman.toast")
  local is_seen = is_plain() and #vim.api.nvim_list_uis() > 0
  -- In insert mode the mode hides a message, and an error keeps the user waiting for a second.
  local is_typing = vim.api.nvim_get_mode().mode:find("^[iRct]") ~= nil
  if is_seen and (is_typing or not toast.fits(text)) then
    toast.show(text, level)
  else
    if is_seen then
      -- Below what `vim.ui.select` has left on the screen, it would ask for <Enter>.
      vim.cmd.redraw()
    end
    vim.notify(text, level, { title = "Journeyman" })
  end
end

---@param text string
function M.warn(text)
  M.say(text, vim.log.levels.WARN)
end

---@param err journeyman.Error
function M.error(err)
  M.say(M.sentence(err), vim.log.levels.ERROR)
end

--- The message, with the command that may help.
---@param err journeyman.Error
---@return string
function M.sentence(err)
  local remedy = REMEDIES[err.command or ""]
  return remedy and ("%s Try %s"):format(err.message, remedy) or err.message
end

return M
