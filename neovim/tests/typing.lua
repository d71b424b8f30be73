--- Another Neovim, in which the test types.
local M = {}

---@class TypingNeovim
---@field private channel integer
local Neovim = {}
Neovim.__index = Neovim

local here = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":p"))

---@return TypingNeovim
function M.start()
  local command = { vim.v.progpath, "--clean", "--embed", "--headless", "-n" }
  local self = setmetatable({ channel = vim.fn.jobstart(command, { rpc = true }) }, Neovim)
  self:lua(
    [[
    local here = ...
    vim.opt.runtimepath:prepend(vim.fs.dirname(here))
    package.path = here .. "/?.lua;" .. package.path
    ]],
    here
  )
  return self
end

--- Runs Lua there, with the arguments as `...`.
---@param code string
---@return any
function Neovim:lua(code, ...)
  return vim.rpcrequest(self.channel, "nvim_exec_lua", code, { ... })
end

--- Types, and waits until all of it has been taken in.
---@param keys string
function Neovim:type(keys)
  self:lua("vim.g.typed = false")
  vim.rpcrequest(self.channel, "nvim_input", keys .. "<Cmd>let g:typed = v:true<CR>")
  require("harness").eventually(function()
    return self:lua("return vim.g.typed")
  end)
end

---@return string
function Neovim:mode()
  return vim.rpcrequest(self.channel, "nvim_get_mode").mode
end

function Neovim:stop()
  vim.fn.jobstop(self.channel)
end

return M
