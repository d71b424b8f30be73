--- How Neovim runs the server: the configuration behind `vim.lsp.enable("journeyman")`.
local paths = require("journeyman.paths")

local M = {}

--- What the server asks and tells, by method, and the module that answers. They are loaded when they are needed.
local ANSWERS = {
  ["workspace/applyEdit"] = "journeyman.editor.edits",
  ["journeyman/editor/save"] = "journeyman.editor.saving",
  ["journeyman/editor/query"] = "journeyman.editor.query",
  ["journeyman/credential/get"] = "journeyman.editor.credentials",
}
local NOTIFICATIONS = {
  "journeyman/session/update",
  "journeyman/status",
  "journeyman/skill/didChange",
  "journeyman/skill/suggest",
  "journeyman/skill/offer",
  "journeyman/memory/didChange",
  "journeyman/memory/question",
}

--- Where a file belongs: the project around it, or else the folder Neovim works in. Home and / are no projects.
---@param path string
---@return string?
function M.project(path)
  local markers = require("journeyman.config").get().root_markers
  local found = vim.fs.root(path, markers)
  if found then
    return paths.plain(found)
  end
  local here = paths.plain(vim.uv.cwd() or "")
  local too_wide = here == "" or here == vim.fs.normalize("~") or vim.fs.dirname(here) == here
  return not too_wide and vim.fs.relpath(here, path) and here or nil
end

---@param buf integer
---@param on_dir fun(root: string)
local function root_dir(buf, on_dir)
  local path = paths.of_buffer(buf)
  local root = path and M.project(path)
  if root and require("journeyman.server").find() then
    on_dir(root)
  end
end

---@param dispatchers vim.lsp.rpc.Dispatchers
---@param config vim.lsp.ClientConfig
local function start(dispatchers, config)
  local found = require("journeyman.server").find()
  if not found then
    error(require("journeyman.server").MISSING, 0)
  end
  local server = vim.lsp.rpc.start(found.cmd, dispatchers, { cwd = config.root_dir })
  local request = server.request
  server.request = function(method, params, ...)
    if method == "textDocument/codeAction" then
      params = require("journeyman.editor.diagnostics").with_others(params)
    end
    return request(method, params, ...)
  end
  return server
end

---@param params lsp.InitializeParams
---@param config vim.lsp.ClientConfig
local function before_init(params, config)
  local options = require("journeyman.config").get()
  local settings = options.settings
  config.init_options = {
    settings = next(settings) and settings or nil,
    trusted = require("journeyman.trust").is_trusted(config.root_dir),
  }
  params.initializationOptions = config.init_options
end

---@return vim.lsp.Config
function M.config()
  local handlers = {}
  for method, module in pairs(ANSWERS) do
    handlers[method] = function(...)
      return require(module).answer(...)
    end
  end
  for _, method in ipairs(NOTIFICATIONS) do
    handlers[method] = function(_, params, ctx)
      require("journeyman.client").hear(method, params, ctx.client_id)
    end
  end
  local settings = require("journeyman.config").get().settings
  return {
    cmd = start,
    root_dir = root_dir,
    before_init = before_init,
    settings = next(settings) and { journeyman = settings } or {},
    handlers = handlers,
    capabilities = {
      experimental = { journeyman = { version = 1 } },
      -- Neovim does not say that it knows these; without them edits name no version, and could hit another text.
      workspace = { workspaceEdit = { documentChanges = true } },
      -- Most servers count in these units: nothing has to be converted then, and Neovim tracks changes once for all.
      general = { positionEncodings = { "utf-16", "utf-8", "utf-32" } },
    },
    commands = {
      ["journeyman.prompt"] = function(command)
        require("journeyman.asking").run(command.arguments[1])
      end,
    },
    on_init = function(client)
      require("journeyman.client").started(client)
    end,
    on_exit = function(code, signal, client_id)
      -- What was killed has the code 0, too. SIGTERM, 15, is how Neovim itself ends a server.
      require("journeyman.client").stopped(client_id, code ~= 0 and code or signal ~= 15 and signal or 0)
    end,
  }
end

return M
