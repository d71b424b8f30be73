--- What the other language servers, and linters, have found.
local positions = require("journeyman.editor.positions")
local servers = require("journeyman.editor.servers")
local waiting = require("journeyman.editor.waiting")

local M = {}

local MAX_DOCUMENTS = 5000

---@type table<integer, integer>? the version that a buffer had when diagnostics came for it last
local seen

--- Remember which version diagnostics are of: Neovim says only that there are others.
function M.start()
  if seen then
    return
  end
  seen = {}
  vim.api.nvim_create_autocmd("DiagnosticChanged", {
    group = vim.api.nvim_create_augroup("journeyman.diagnostics", {}),
    callback = function(event)
      seen[event.buf] = vim.lsp.util.buf_versions[event.buf]
    end,
  })
end

---@param query { client: vim.lsp.Client, positions: journeyman.Positions }
---@param buf integer
---@param uri string
local function of_buffer(query, buf, uri)
  local ours = vim.lsp.diagnostic.get_namespace(query.client.id)
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buf)) do
    if diagnostic.namespace ~= ours then
      local start = { line = diagnostic.lnum, character = diagnostic.col }
      local stop = { line = diagnostic.end_lnum or start.line, character = diagnostic.end_col or start.character }
      table.insert(found, {
        range = query.positions:range(uri, { start = start, ["end"] = stop }, "utf-8"),
        severity = diagnostic.severity,
        source = diagnostic.source,
        code = diagnostic.code,
        message = diagnostic.message,
      })
    end
  end
  local version = query.client.attached_buffers[buf] and vim.lsp.util.buf_versions[buf] or nil
  return { uri = uri, version = version, diagnostics = found }
end

--- Neovim tells a server only what that one has found. Ours is to mend what the others have found.
---@param params lsp.CodeActionParams
---@return lsp.CodeActionParams
function M.with_others(params)
  local buf, range = vim.uri_to_bufnr(params.textDocument.uri), params.range
  local client = vim.lsp.get_clients({ name = "journeyman", bufnr = buf })[1]
  if not client or #params.context.diagnostics > 0 then
    return params
  end
  local query = { client = client, positions = positions.new(client.offset_encoding) }
  local found = vim.tbl_filter(function(diagnostic)
    return diagnostic.range.start.line <= range["end"].line and diagnostic.range["end"].line >= range.start.line
  end, of_buffer(query, buf, params.textDocument.uri).diagnostics)
  local context = vim.tbl_extend("force", params.context, { diagnostics = found })
  return vim.tbl_extend("force", params, { context = context })
end

--- Waits for those of the version that is asked for.
---@param params table
---@param buf integer
---@param is_new boolean
local function wait(params, buf, is_new)
  local function is_fresh()
    return seen[buf] ~= nil and (seen[buf] >= (params.version or 0))
  end
  local nobody_will_tell = #servers.others(buf) == 0 and not seen[buf] and not is_new
  if nobody_will_tell or (params.version and is_fresh()) then
    return
  end
  waiting.for_event(params.waitMs, "DiagnosticChanged", buf, is_fresh)
end

---@param query journeyman.EditorQuery
---@return table[]
local function of_document(query)
  local params = query.params
  local buf, is_new
  -- Without another server nobody would look at it.
  if params.waitMs > 0 and #servers.others() > 0 then
    buf, is_new = servers.open(query.root, params.uri)
  else
    local path = servers.inside(query.root, params.uri)
    buf = path and vim.fn.bufexists(path) == 1 and vim.fn.bufadd(path) or nil
  end
  if buf and params.waitMs > 0 then
    wait(params, buf, is_new)
  end
  if not buf or not vim.api.nvim_buf_is_valid(buf) then
    return { { uri = params.uri, diagnostics = {} } }
  end
  return { of_buffer(query, buf, params.uri) }
end

---@param query journeyman.EditorQuery
---@return table[]
local function of_folder(query)
  local bufs, found = {}, {}
  for _, diagnostic in ipairs(vim.diagnostic.get()) do
    bufs[diagnostic.bufnr] = true
  end
  for buf in vim.spairs(bufs) do
    local uri = vim.api.nvim_buf_is_valid(buf) and vim.uri_from_bufnr(buf) or ""
    if #found < MAX_DOCUMENTS and servers.is_named_inside(query.root, uri) then
      local told = of_buffer(query, buf, uri)
      if #told.diagnostics > 0 then
        table.insert(found, told)
      end
    end
  end
  return found
end

---@param query journeyman.EditorQuery
---@return { diagnostics: table[] }
function M.answer(query)
  return { diagnostics = query.params.uri and of_document(query) or of_folder(query) }
end

return M
