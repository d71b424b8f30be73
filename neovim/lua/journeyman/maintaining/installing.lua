--- Install the server from the repository that the plugin is a part of, into an environment of its own.
local client = require("journeyman.client")
local say = require("journeyman.say")
local server = require("journeyman.server")

local M = {}

--- Measured on Linux, November 2026: 73 MB with Python's own pip.
local SIZE_MB = 80
local MAKE_MS, INSTALL_MS, ASK_MS = 120000, 900000, 10000
local OLDEST = { 3, 11 }
local ASK_VERSION = "import sys; print('%d.%d.%d' % sys.version_info[:3])"
local running = false

---@param cmd string[]
---@param timeout_ms integer
---@param callback fun(code: integer, output: string)
local function run(cmd, timeout_ms, callback)
  -- Nothing of the folder that Neovim works in is imported.
  local options = { text = true, timeout = timeout_ms, cwd = vim.fs.dirname(server.managed()) }
  local ok, problem = pcall(vim.system, cmd, options, function(done)
    vim.schedule(function()
      callback(done.code, (done.stdout or "") .. (done.stderr or ""))
    end)
  end)
  if not ok then
    callback(127, tostring(problem))
  end
end

---@return string[]
local function candidates()
  local names = vim.fn.has("win32") == 1 and { "py", "python" }
    or { "python3", "python3.14", "python3.13", "python3.12", "python3.11" }
  return vim.tbl_filter(function(name)
    return vim.fn.executable(name) == 1
  end, names)
end

---@param version string Such as "3.11.7".
---@return boolean
function M.is_new_enough(version)
  local ok, parsed = pcall(vim.version.parse, version)
  return ok and parsed ~= nil and vim.version.ge(parsed, OLDEST)
end

--- The first Python that is new enough, or else what was found.
---@param callback fun(python?: string, found: string[])
function M.find_python(callback)
  local names, found = candidates(), {}
  local function try(index)
    local name = names[index]
    if not name then
      return callback(nil, found)
    end
    run({ name, "-c", ASK_VERSION }, ASK_MS, function(code, output)
      local version = vim.trim(output)
      if code == 0 and M.is_new_enough(version) then
        return callback(name, found)
      end
      table.insert(found, code == 0 and ("%s is %s"):format(name, version) or ("%s does not run"):format(name))
      try(index + 1)
    end)
  end
  try(1)
end

---@class journeyman.InstallStep
---@field says string
---@field cmd string[]
---@field timeout_ms integer

--- What is done, with uv or a Python.
---@param checkout string
---@param python? string Nil for uv.
---@return journeyman.InstallStep[]
function M.steps(checkout, python)
  local folder = server.managed()
  local windows = vim.fn.has("win32") == 1
  local inside = vim.fs.joinpath(folder, windows and "Scripts/python.exe" or "bin/python")
  local make = { "uv", "venv", "--quiet", "--allow-existing", "--python", ">=3.11", folder }
  local install =
    { "uv", "pip", "install", "--quiet", "--reinstall-package", "journeyman", "--python", inside, checkout }
  if python then
    make = { python, "-m", "venv", folder }
    install = { inside, "-P", "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check" }
    vim.list_extend(install, { "--progress-bar", "off", "--upgrade", checkout })
  end
  return {
    { says = "Making the environment…", cmd = make, timeout_ms = MAKE_MS },
    {
      says = "Installing the server and its libraries; this takes a minute…",
      cmd = install,
      timeout_ms = INSTALL_MS,
    },
    { says = "Trying it…", cmd = { inside, "-P", "-m", "journeyman", "--version" }, timeout_ms = MAKE_MS },
  }
end

---@param step journeyman.InstallStep
---@param output string
local function show_failure(step, output)
  local lines =
    vim.list_extend({ "$ " .. table.concat(step.cmd, " "), "" }, require("journeyman.visible").lines(output))
  local buf = vim.api.nvim_create_buf(true, true)
  vim.bo[buf].modeline = false
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, vim.split(table.concat(lines, "\n"), "\n"))
  vim.bo[buf].modifiable = false
  vim.cmd.split()
  vim.api.nvim_win_set_buf(0, buf)
  say.error({ message = "The server could not be installed; the window says why. Then :Journeyman install again." })
end

---@param steps journeyman.InstallStep[]
---@param callback fun()
local function follow(steps, callback)
  local step = table.remove(steps, 1)
  if not step then
    running = false
    return callback()
  end
  say.say(step.says)
  run(step.cmd, step.timeout_ms, function(code, output)
    if code ~= 0 then
      running = false
      return show_failure(step, code == 124 and output .. "\nIt took too long." or output)
    end
    follow(steps, callback)
  end)
end

---@param root string
---@param checkout string
---@param python? string
local function agree(root, checkout, python)
  local yes = ("Install %d MB into %s, with %s"):format(
    SIZE_MB,
    vim.fn.fnamemodify(server.managed(), ":~"),
    python and python .. " and pip" or "uv"
  )
  vim.ui.select({ yes, "Cancel" }, {
    prompt = ("Install Journeyman's server from %s? Its libraries are downloaded."):format(
      vim.fn.fnamemodify(checkout, ":~")
    ),
    kind = "journeyman.install",
  }, function(choice)
    if choice ~= yes or running then
      return
    end
    running = true
    vim.fn.mkdir(vim.fs.dirname(server.managed()), "p")
    follow(M.steps(checkout, python), function()
      client.restart(root, function(err)
        if err then
          return say.error(err)
        end
        say.say("The server is installed, and runs.")
      end)
    end)
  end)
end

--- Ask, and install. Nothing is done before the user agrees.
---@param root string
function M.install(root)
  if running then
    return say.say("It is being installed.")
  end
  local checkout = server.checkout()
  if not checkout then
    return say.error({
      message = "The plugin is not in a clone of Journeyman. In a clone, run `uv tool install .` or `pipx install .`.",
    })
  end
  vim.fn.mkdir(vim.fs.dirname(server.managed()), "p")
  if vim.fn.executable("uv") == 1 then
    return agree(root, checkout)
  end
  M.find_python(function(python, found)
    if python then
      return agree(root, checkout, python)
    end
    local what = #found > 0 and table.concat(found, ", ") or "there is no Python"
    local message = "Journeyman needs Python 3.11 or newer, but %s. Install one, or uv, then :Journeyman install."
    say.error({ message = message:format(what) })
  end)
end

return M
