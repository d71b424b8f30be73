--- The `SKILL.md` of a skill in a buffer; writing it saves the skill.
local View = require("journeyman.views.view")
local ask = require("journeyman.views.ask")
local client = require("journeyman.client")
local say = require("journeyman.say")

local M = {}

---@type table<string, integer> buffers, by folder and skill
local open = {}
---@type table<integer, boolean> buffers that are being saved
local saving = {}
local is_leaving = false

local TEMPLATE = [[
---
name: %s
description: What it does. Use it for this or that.
---

1. The first step.
2. How to check that it worked.
]]

---@param buf integer
---@return string
local function text_of(buf)
  local ending = vim.bo[buf].fileformat == "dos" and "\r\n" or "\n"
  return table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, false), ending) .. ending
end

---@param buf integer
---@param text string
local function fill(buf, text)
  local lines = vim.split(text:gsub("\r\n", "\n"), "\n", { plain = true })
  if #lines > 1 and lines[#lines] == "" then
    table.remove(lines)
  end
  -- Nothing is undone to what was before: an empty buffer.
  local levels = vim.bo[buf].undolevels
  vim.bo[buf].undolevels = -1
  vim.bo[buf].modifiable = true
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, lines)
  vim.bo[buf].undolevels = levels
  vim.bo[buf].fileformat = text:find("\r\n", 1, true) and "dos" or "unix"
  vim.bo[buf].modified = false
end

---@param buf integer
local function show(buf)
  local window = vim.fn.bufwinid(buf)
  if window ~= -1 then
    return vim.api.nvim_set_current_win(window)
  end
  vim.api.nvim_open_win(buf, true, { split = vim.o.splitbelow and "below" or "above" })
end

--- Send what is written. It counts as written at once, for `:wq`; where the server does not take it, it is shown again.
---@param buf integer
---@param root string
---@param name string
local function save(buf, root, name)
  local text = text_of(buf)
  saving[buf] = true
  vim.bo[buf].modified = is_leaving
  client.request(root, "journeyman/skill/save", { name = name, text = text }, function(err, result)
    saving[buf] = nil
    local is_there = vim.api.nvim_buf_is_valid(buf)
    if is_there and (err or text_of(buf) == text) then
      vim.bo[buf].modified = err ~= nil
    end
    if err then
      if is_there and #vim.fn.win_findbuf(buf) == 0 then
        show(buf)
      end
      return say.error(err)
    end
    local skill = result.skill
    if skill.problem ~= "" then
      return say.warn(("%s is kept, but not used. %s"):format(name, skill.problem))
    end
    say.say(("%s is saved: version %d."):format(name, skill.version))
  end)
end

--- Neovim must not end before the server has taken the text, neither by `:wq` nor by `:wqall`, which writes after this.
local function stay()
  is_leaving = true
  vim.schedule(function()
    is_leaving = false
  end)
  for buf in pairs(saving) do
    if vim.api.nvim_buf_is_valid(buf) then
      vim.bo[buf].modified = true
    end
  end
end

---@param root string
---@param name string
---@return integer
local function create(root, name)
  local buf = vim.api.nvim_create_buf(true, false)
  local key = root .. "\0" .. name
  open[key] = buf
  View.name_buffer(buf, "skill-edit", name)
  vim.b[buf].journeyman_root = root
  vim.bo[buf].buftype = "acwrite"
  vim.bo[buf].bufhidden = "hide"
  vim.bo[buf].swapfile = false
  vim.bo[buf].modeline = false
  vim.api.nvim_create_autocmd("BufWriteCmd", {
    buffer = buf,
    callback = function()
      save(buf, root, name)
    end,
  })
  -- `:edit!` begins anew with what the server has.
  vim.api.nvim_create_autocmd("BufReadCmd", {
    buffer = buf,
    callback = function()
      M.open(root, name)
    end,
  })
  local group = vim.api.nvim_create_augroup("journeyman.skill_edit", {})
  vim.api.nvim_create_autocmd("ExitPre", { group = group, callback = stay })
  vim.api.nvim_create_autocmd("BufWipeout", {
    buffer = buf,
    once = true,
    callback = function()
      open[key] = nil
    end,
  })
  return buf
end

--- Show a text, unless the buffer has one that is not saved.
---@param root string
---@param name string
---@param text string
---@return integer buf
local function edit(root, name, text)
  local buf = open[root .. "\0" .. name]
  if buf and not vim.api.nvim_buf_is_loaded(buf) then
    -- It has lost its options with `:bdelete`.
    vim.api.nvim_buf_delete(buf, { force = true })
    buf = nil
  end
  buf = buf or create(root, name)
  if not vim.bo[buf].modified then
    fill(buf, text)
  end
  show(buf)
  if vim.bo[buf].filetype == "" then
    vim.bo[buf].filetype = "markdown"
  end
  return buf
end

---@param root string
---@param name string
function M.open(root, name)
  client.request(root, "journeyman/skill/get", { name = name }, function(err, result)
    if err then
      return say.error(err)
    end
    local buf = edit(root, name, result.text)
    if result.skill.scope == "other" then
      vim.bo[buf].modifiable = false
      say.say(("%s belongs to another agent, and is only read."):format(name))
    end
  end)
end

--- Ask for a name, and show what a skill begins with; the skill, if there is one of this name.
---@param root string
function M.new(root)
  ask.text("Name of the new skill, such as add-a-route", "", function(name)
    if #name > 64 or name:find("[^%l%d-]") or ("-" .. name .. "-"):find("--", 1, true) then
      return say.error({ message = "Use lower-case letters, digits and single hyphens, 64 characters at most." })
    end
    client.request(root, "journeyman/skill/get", { name = name }, function(err, result)
      if err and err.kind ~= "skill" then
        return say.error(err)
      end
      edit(root, name, result and result.text or TEMPLATE:format(name))
    end)
  end)
end

return M
