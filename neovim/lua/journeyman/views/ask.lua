--- Ask the user something, with Neovim's own ways to ask. What was said elsewhere goes into a question as one line.
local visible = require("journeyman.visible")

local M = {}

--- Calls `callback` only if the user agrees, which is never the answer that is chosen by chance.
---@param question string
---@param yes string What agreeing does, such as "Delete it".
---@param callback fun()
function M.yes(question, yes, callback)
  vim.ui.select({ "No", yes }, { prompt = visible.line(question) }, function(_, index)
    if index == 2 then
      callback()
    end
  end)
end

--- Calls `callback` with what the user has written, unless that is nothing.
---@param prompt string Without a colon.
---@param default string
---@param callback fun(text: string)
---@param completion? string As of `input()`.
function M.text(prompt, default, callback, completion)
  -- Neovim takes some control characters in a default for keys that were pressed.
  local opts = { prompt = prompt .. ": ", default = (default:gsub("%c+", " ")), completion = completion }
  vim.ui.input(opts, function(text)
    text = text and vim.trim(text) or ""
    if text ~= "" then
      callback(text)
    end
  end)
end

return M
