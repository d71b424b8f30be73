--- Save what the agent has edited, if nothing stands against it.
local disk = require("journeyman.editor.disk")
local edits = require("journeyman.editor.edits")
local say = require("journeyman.say")

local M = {}

---@type table<integer, string> why a buffer could not be saved; told once
local told = {}

--- Sentences are short: a message that is wider than the screen waits for a key.
local CHANGED = "It changed on the disk: :e! takes that, :w! keeps yours."
local PROBLEMS = { changed = CHANGED, conflict = CHANGED, deleted = "Its file is gone; :w! writes it anew." }

--- What Neovim says of it, without where in its sources.
local function refusal(err)
  local line = vim.split(tostring(err), "\n")[1]
  return line:match("E%d+:.*") or line
end

---@param buf integer
---@return boolean ok, string? err
local function write_as_it_is(buf)
  local fixendofline = vim.bo[buf].fixendofline
  -- A line break at the end that the agent did not write would be a change that the user never sees in the review.
  vim.bo[buf].fixendofline = false
  -- With the bang, since without it Neovim may stop and ask; what it asks for has been looked at before.
  local ok, err = pcall(vim.api.nvim_buf_call, buf, function()
    vim.cmd.write({ bang = true, mods = { silent = true, lockmarks = true } })
  end)
  if vim.api.nvim_buf_is_valid(buf) then
    vim.bo[buf].fixendofline = fixendofline
  end
  return ok, err
end

---@param buf integer
---@return string? problem
local function write(buf)
  local path = vim.api.nvim_buf_get_name(buf)
  if vim.bo[buf].buftype ~= "" or path == "" then
    return "It has no file; :saveas names one."
  end
  if vim.bo[buf].readonly or (vim.uv.fs_stat(path) and not vim.uv.fs_access(path, "W")) then
    return "It is read-only; :w! writes it anyway."
  end
  local change, problem = disk.look(buf, false)
  if PROBLEMS[change] or problem then
    return PROBLEMS[change] or refusal(problem)
  end
  local ok, err = write_as_it_is(buf)
  if not ok then
    return refusal(err)
  end
  if vim.api.nvim_buf_is_valid(buf) and vim.bo[buf].modified then
    return "An autocommand kept it from that; try :w yourself."
  end
end

--- `journeyman/editor/save`
---@param params { uri: string }
---@param ctx { client_id: integer }
---@return { saved: boolean }
function M.answer(_, params, ctx)
  local client = assert(vim.lsp.get_client_by_id(ctx.client_id))
  local buf = edits.find(client, params.uri)
  if not buf then
    return { saved = false }
  end
  local problem = vim.bo[buf].modified and write(buf) or nil
  if problem and told[buf] ~= problem then
    local name = vim.fn.strtrans(vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buf), ":~:."))
    say.warn(("Not saved: %s. %s"):format(name, problem))
  end
  told[buf] = problem
  return { saved = not problem }
end

return M
