--- Find the command that starts the server. Starts nothing, and looks only at the disk.
local config = require("journeyman.config")

local M = {}

---@class journeyman.Found
---@field cmd string[]
---@field where string How it was found, for the user.

--- Where `:Journeyman install` puts the server.
---@return string
function M.managed()
  return vim.fs.joinpath(vim.fn.stdpath("data") --[[@as string]], "journeyman", "server")
end

--- The checkout that this plugin is a part of, if it is.
---@return string?
function M.checkout()
  local here = debug.getinfo(1, "S").source:sub(2)
  local root =
    vim.fs.dirname(vim.fs.dirname(vim.fs.dirname(vim.fs.dirname(vim.fn.resolve(vim.fn.fnamemodify(here, ":p"))))))
  local package = vim.fs.joinpath(root, "server", "journeyman", "__main__.py")
  return vim.uv.fs_stat(package) and root or nil
end

---@param folder string A virtual environment.
---@return string
local function script(folder)
  local windows = vim.fn.has("win32") == 1
  return vim.fs.joinpath(folder, windows and "Scripts" or "bin", windows and "journeyman.exe" or "journeyman")
end

--- Every place where the server may be, in the order in which they count.
---@return { where: string, path: string }[]
function M.places()
  local checkout = M.checkout()
  local found = {
    { where = "on the PATH", path = vim.fn.exepath("journeyman") },
    { where = "installed by pipx or uv", path = vim.fs.normalize("~/.local/bin/journeyman") },
    { where = "installed by :Journeyman install", path = script(M.managed()) },
  }
  if checkout then
    table.insert(
      found,
      { where = "in the environment of the plugin's repository", path = script(vim.fs.joinpath(checkout, ".venv")) }
    )
  end
  return found
end

--- The command, or nil if there is none.
---@return journeyman.Found?
function M.find()
  local cmd = config.get().cmd
  if cmd then
    return { cmd = cmd, where = "vim.g.journeyman.cmd" }
  end
  for _, place in ipairs(M.places()) do
    if place.path ~= "" and vim.fn.executable(place.path) == 1 then
      return { cmd = { place.path, "serve" }, where = place.where }
    end
  end
end

M.MISSING = "The server of Journeyman was not found. Run :Journeyman install, or install it with pipx or uv;"
  .. " see :help journeyman-install."

return M
