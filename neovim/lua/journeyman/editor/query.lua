--- What the editor's other language servers know, asked by the agent.
local Positions = require("journeyman.editor.positions")
local diagnostics = require("journeyman.editor.diagnostics")
local edits = require("journeyman.editor.edits")
local paths = require("journeyman.paths")
local plain = require("journeyman.editor.plain")
local servers = require("journeyman.editor.servers")

local M = {}

---@class journeyman.EditorQuery
---@field params table
---@field root string
---@field client vim.lsp.Client Ours.
---@field positions journeyman.Positions To our client's encoding.
---@field deadline number By `vim.uv.now()`.

---@private
--- The server waits a little longer.
M.limits_ms = { answer = 2800, rename = 9500 }
local MAX_ANSWERS = 5000

---@param query journeyman.EditorQuery
---@param method string
---@param fields? table Further ones of the request.
---@param only_first? boolean Whether one server is enough.
---@return journeyman.ServerAnswer[]
local function ask(query, method, fields, only_first)
  local params = query.params
  local buf, is_new = servers.open(query.root, params.uri)
  if not buf then
    return {}
  end
  local clients = servers.await_others(buf, is_new, method)
  if only_first then
    clients = { clients[1] }
  end
  local from = query.client.offset_encoding
  return servers.ask(clients, method, function(client)
    local position = params.position
      and Positions.new(client.offset_encoding):position(vim.uri_from_bufnr(buf), params.position, from)
    local at = { textDocument = { uri = vim.uri_from_bufnr(buf) }, position = position }
    return vim.tbl_extend("error", at, fields or {})
  end, query.deadline - vim.uv.now(), buf)
end

---@param method string
---@param fields? table
local function locations(method, fields)
  ---@param query journeyman.EditorQuery
  return function(query)
    local answers, found, known = ask(query, method, fields), {}, {}
    for _, answer in ipairs(answers) do
      local result = answer.result
      for _, place in ipairs((result.uri or result.targetUri) and { result } or result) do
        local uri, range = place.targetUri or place.uri, place.targetSelectionRange or place.targetRange or place.range
        if uri and range and #found < MAX_ANSWERS then
          local location = { uri = uri, range = query.positions:range(uri, range, answer.client.offset_encoding) }
          local key = vim.json.encode({ uri, location.range.start.line, location.range.start.character })
          if not known[key] then
            known[key] = true
            table.insert(found, location)
          end
        end
      end
    end
    return #answers > 0 and { locations = found } or nil
  end
end

--- One after the other; what is nested names what it is in.
---@param query journeyman.EditorQuery
---@param found table[]
---@param symbols table[] DocumentSymbol, SymbolInformation or WorkspaceSymbol
local function flatten(query, found, symbols, encoding, container)
  for _, symbol in ipairs(symbols) do
    local uri = symbol.location and symbol.location.uri or query.params.uri
    local range = symbol.location and symbol.location.range or symbol.range
    if range and #found < MAX_ANSWERS then
      table.insert(found, {
        name = symbol.name,
        kind = symbol.kind,
        containerName = symbol.containerName or container,
        location = { uri = uri, range = query.positions:range(uri, range, encoding) },
      })
    end
    flatten(query, found, symbol.children or {}, encoding, symbol.name)
  end
end

--- Servers that work in the folder, or around it.
local function of_folder(root)
  return vim.tbl_filter(function(client)
    local dir = client.root_dir and paths.plain(client.root_dir)
    return dir ~= nil and (vim.fs.relpath(root, dir) or vim.fs.relpath(dir, root)) ~= nil
  end, servers.others(nil, "workspace/symbol"))
end

---@param query journeyman.EditorQuery
local function symbols(query)
  local answers
  if query.params.uri then
    answers = ask(query, "textDocument/documentSymbol")
  else
    answers = servers.ask(of_folder(query.root), "workspace/symbol", function()
      return { query = query.params.query or "" }
    end, query.deadline - vim.uv.now())
  end
  local found = {}
  for _, answer in ipairs(answers) do
    local told = answer.result
    if not query.params.uri then
      told = vim.tbl_filter(function(symbol)
        return symbol.location and servers.is_named_inside(query.root, symbol.location.uri)
      end, told)
    end
    flatten(query, found, told, answer.client.offset_encoding)
  end
  return #answers > 0 and { symbols = found } or nil
end

---@param query journeyman.EditorQuery
local function hover(query)
  local hovers = {}
  for _, answer in ipairs(ask(query, "textDocument/hover")) do
    table.insert(hovers, answer.result)
  end
  return #hovers > 0 and { hover = plain.text(hovers) } or nil
end

--- Files that would be created, moved or deleted are left in: the server refuses such an edit, and says why.
---@param query journeyman.EditorQuery
local function rename(query)
  local versions = {}
  for buf in pairs(query.client.attached_buffers) do
    versions[vim.api.nvim_buf_get_name(buf)] = vim.lsp.util.buf_versions[buf]
  end
  local answer = ask(query, "textDocument/rename", { newName = query.params.newName }, true)[1]
  if not answer then
    return nil
  end
  local changes = {}
  for _, change in ipairs(edits.by_document(answer.result)) do
    if change.textDocument then
      local uri = change.textDocument.uri
      local document = { uri = uri, version = versions[vim.uri_to_fname(uri)] or vim.NIL }
      local converted = vim.tbl_map(function(edit)
        local range = query.positions:range(uri, edit.range, answer.client.offset_encoding)
        return vim.tbl_extend("force", edit, { range = range })
      end, change.edits)
      change = { textDocument = document, edits = converted }
    end
    table.insert(changes, change)
  end
  return { edit = { documentChanges = changes } }
end

---@type table<string, fun(query: journeyman.EditorQuery): table?>
local ANSWERS = {
  definition = locations("textDocument/definition"),
  references = locations("textDocument/references", { context = { includeDeclaration = true } }),
  symbols = symbols,
  hover = hover,
  diagnostics = diagnostics.answer,
  rename = rename,
}

--- `journeyman/editor/query`. What nobody here knows has an empty answer.
---@param params table
---@param ctx { client_id: integer }
---@return table
function M.answer(_, params, ctx)
  diagnostics.start()
  local client = assert(vim.lsp.get_client_by_id(ctx.client_id))
  local answer = ANSWERS[params.what]
  local result = answer
    and answer({
      params = params,
      root = paths.plain(vim.uri_to_fname(params.root)),
      client = client,
      positions = Positions.new(client.offset_encoding),
      deadline = vim.uv.now() + (M.limits_ms[params.what] or M.limits_ms.answer),
    })
  return result or vim.empty_dict()
end

return M
