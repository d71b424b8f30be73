--- `:checkhealth journeyman`: why something does not work, and what to do next.
local client = require("journeyman.client")
local config = require("journeyman.config")
local server = require("journeyman.server")
local visible = require("journeyman.visible")

local M = {}

local health = vim.health
local PATIENCE_MS = 5000

--- What a program says. This is the one place where the editor waits for something.
---@param cmd string[]
---@return string? output Nil if it failed.
---@return string? problem
local function ask(cmd)
  if vim.fn.executable(cmd[1]) == 0 then
    return nil, "there is no such program"
  end
  local done = vim.system(cmd, { text = true, timeout = PATIENCE_MS }):wait()
  if done.code == 0 then
    return visible.line(vim.trim(done.stdout))
  end
  local why = done.code == 124 and "it did not answer in 5 s" or vim.trim(done.stderr or "")
  return nil, visible.line(why ~= "" and why or ("exit code %d"):format(done.code))
end

local function check_editor()
  health.start("Neovim")
  if vim.fn.has("nvim-0.11") == 1 then
    local version = vim.version()
    health.ok(("Neovim %d.%d.%d"):format(version.major, version.minor, version.patch))
  else
    health.error("Neovim is older than 0.11.", "Install Neovim 0.11 or newer.")
  end
  local problems = config.problems()
  local trusted = config.get().trusted
  if type(trusted) == "string" and trusted ~= "ask" then
    table.insert(problems, 'vim.g.journeyman.trusted must be "ask", true, false or a function: no folder is trusted.')
  end
  for _, problem in ipairs(problems) do
    health.error(visible.line(problem), "Change it where you set vim.g.journeyman.")
  end
  if #problems == 0 then
    health.ok("The options in vim.g.journeyman are fine.")
  end
  if vim.lsp.is_enabled("journeyman") then
    health.ok("The server starts with the first file of a project.")
  else
    health.info(
      "The server starts with the first :Journeyman. " .. 'vim.lsp.enable("journeyman") starts it with files.'
    )
  end
end

--- Whether the command that was found runs. One of the user's own need not know `--version`.
---@param found journeyman.Found
local function check_command(found)
  local line = visible.line(table.concat(found.cmd, " "))
  if found.cmd[#found.cmd] ~= "serve" then
    return health.info(("%s is used (%s)."):format(line, found.where))
  end
  local cmd = vim.list_slice(found.cmd, 1, #found.cmd - 1)
  local version, problem = ask(vim.list_extend(cmd, { "--version" }))
  if version then
    return health.ok(("%s is used (%s): %s"):format(line, found.where, version))
  end
  local advice = found.where == "vim.g.journeyman.cmd" and "Correct vim.g.journeyman.cmd, or leave it out."
    or ":Journeyman install, or install it again as you did before."
  health.error(("%s does not run (%s): %s"):format(line, found.where, problem), advice)
end

local function check_server()
  health.start("The server")
  local found = server.find()
  for _, place in ipairs(server.places()) do
    local is_there = place.path ~= "" and vim.fn.executable(place.path) == 1
    health.info(("%s: %s"):format(place.where, is_there and place.path or "not there"))
  end
  if not found then
    return health.error("The server was not found.", {
      server.checkout() and ":Journeyman install" or "In a clone of Journeyman, run `uv tool install .`",
      "Or name the command in vim.g.journeyman.cmd; see :help journeyman-install.",
    })
  end
  check_command(found)
end

local function check_programs()
  health.start("Other programs")
  local git = ask({ "git", "--version" })
  if git then
    health.ok(git)
  else
    health.warn("git does not run: nothing is learned from commits.", "Install git.")
  end
  local version = ask({ "python3", "--version" })
  local is_new = version and require("journeyman.maintaining.installing").is_new_enough(version:match("[%d.]+") or "")
  if is_new or vim.fn.executable("uv") == 1 then
    health.ok(("For :Journeyman install there is %s."):format(is_new and version or "uv"))
  else
    health.info((":Journeyman install needs uv, or Python 3.11; there is %s."):format(version or "no python3"))
  end
end

--- How the server of a folder is.
---@param running vim.lsp.Client
local function check_client(running)
  local root = require("journeyman.paths").plain(running.root_dir)
  local info = running.server_info or {}
  health.info(
    ("%s: %s %s"):format(
      visible.line(vim.fn.fnamemodify(root, ":~")),
      info.name or "a server",
      info.version or "of no version"
    )
  )
  if not vim.tbl_get(running.server_capabilities, "experimental", "journeyman", "version") then
    return health.error("It is none of Journeyman, or too old.", "Update it: :Journeyman install, or pipx or uv.")
  end
  local told = require("journeyman.status").told(root)
  if not told then
    health.warn("It has not said how it is.", "Look again in a moment; then :Journeyman log")
  elseif told.health == "ok" then
    health.ok(("Model: %s, %d tokens"):format(visible.line(told.model), told.contextWindow))
  else
    health[told.health == "error" and "error" or "warn"](visible.line(told.message), ":Journeyman model")
  end
end

local function check_folders()
  health.start("Folders")
  local running = vim.lsp.get_clients({ name = "journeyman" })
  for _, each in ipairs(running) do
    check_client(each)
  end
  if #running == 0 then
    health.info("No server runs. :Journeyman starts the one of this folder.")
  end
  local root = client.root()
  local name = visible.line(vim.fn.fnamemodify(root, ":~"))
  if require("journeyman.trust").is_trusted(root) then
    health.ok(("%s is trusted."):format(name))
  else
    health.info(("%s is not trusted: the agent only reads there. :Journeyman trust yes"):format(name))
  end
end

--- The last thing that the server complained of.
local function check_log()
  health.start("The log")
  local path = vim.lsp.get_log_path()
  local file = io.open(path, "rb")
  if not file then
    return health.ok("There is none yet.")
  end
  file:seek("set", math.max(0, file:seek("end") - 65536))
  local last
  for line in file:lines() do
    if line:find("^%[ERROR%]") and line:find("journeyman", 1, true) then
      last = line
    end
  end
  file:close()
  if not last then
    return health.ok(("No error of Journeyman is at the end of %s."):format(path))
  end
  local at, text = last:match("^%[ERROR%]%[([^]]*)%].-\t(.*)$")
  local words = visible.line((text or last):gsub("\\n", " "):sub(1, 400))
  health.info(("The last error, of %s: %s"):format(at or "an unknown time", words))
  health.info(":Journeyman log shows what was around it.")
end

function M.check()
  check_editor()
  check_server()
  check_programs()
  check_folders()
  check_log()
end

return M
