--- Keys in buffers with pending changes. A key that the user has given a meaning keeps it.
local config = require("journeyman.config")

local M = {}

local MODES = { next = { "n" }, previous = { "n" }, accept = { "n", "x" }, reject = { "n", "x" } }
local COMMANDS = { next = "next", previous = "prev", accept = "accept", reject = "reject" }
local ABOUT = {
  next = "next change of the agent",
  previous = "change of the agent before",
  accept = "accept the agent's change",
  reject = "reject the agent's change",
}

---@param action string
local function description(action)
  return "Journeyman: " .. ABOUT[action]
end

--- A key as it is sent, to compare keys that are written in different ways.
local function raw(key)
  return vim.api.nvim_replace_termcodes(key, true, true, true)
end

---@param maps vim.api.keyset.get_keymap[]
---@param key string
---@return vim.api.keyset.get_keymap?
local function find(maps, key)
  local wanted = raw(key)
  return vim.iter(maps):find(function(map)
    return map.lhsraw == wanted or map.lhsrawalt == wanted
  end)
end

---@param buf integer
function M.map(buf)
  for action, key in pairs(config.get().keys.review) do
    for _, mode in ipairs(key and MODES[action] or {}) do
      local maps = vim.list_extend(vim.api.nvim_buf_get_keymap(buf, mode), vim.api.nvim_get_keymap(mode))
      if not find(maps, key) then
        -- In visual mode `:` brings the range along.
        local to = mode == "x" and ":Journeyman %s<CR>" or "<Cmd>Journeyman %s<CR>"
        local opts = { buffer = buf, silent = true, desc = description(action) }
        vim.keymap.set(mode, key, to:format(COMMANDS[action]), opts)
      end
    end
  end
end

---@param buf integer
function M.unmap(buf)
  for action, modes in pairs(MODES) do
    for _, mode in ipairs(modes) do
      for _, map in ipairs(vim.api.nvim_buf_get_keymap(buf, mode)) do
        if map.desc == description(action) then
          vim.api.nvim_buf_del_keymap(buf, mode, map.lhs)
        end
      end
    end
  end
end

--- How to do something in a buffer: the key, or the command where the key means something else.
---@param buf integer
---@param action "next"|"previous"|"accept"|"reject"
---@return string
function M.how(buf, action)
  local key = config.get().keys.review[action]
  local map = key and find(vim.api.nvim_buf_get_keymap(buf, "n"), key)
  if map and map.desc == description(action) then
    return vim.fn.keytrans(raw(key))
  end
  return ":Journeyman " .. COMMANDS[action]
end

return M
