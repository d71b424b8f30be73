--- Apply what the agent edits in open buffers, while the user goes on typing wherever they are.
local text_edits = require("journeyman.editor.text_edits")

local M = {}

--- The buffer that the server knows by a URI.
---@param client vim.lsp.Client
---@param uri string
---@return integer?
function M.find(client, uri)
  for buf in pairs(client.attached_buffers) do
    if vim.api.nvim_buf_is_loaded(buf) and vim.uri_from_bufnr(buf) == uri then
      return buf
    end
  end
end

--- The edits of each document, in whichever of its two forms the edit is.
---@param edit lsp.WorkspaceEdit
---@return lsp.TextDocumentEdit[]
function M.by_document(edit)
  if edit.documentChanges then
    return edit.documentChanges
  end
  local found = {}
  for uri, edits in vim.spairs(edit.changes or {}) do
    table.insert(found, { textDocument = { uri = uri }, edits = edits })
  end
  return found
end

---@param client vim.lsp.Client
---@param change lsp.TextDocumentEdit
---@return { buf: integer, plan: table }? planned
---@return string? problem
local function plan(client, change)
  if not change.textDocument then
    return nil, "files are created, renamed and deleted on the disk"
  end
  local buf = M.find(client, change.textDocument.uri)
  if not buf then
    return nil, "it is not open"
  end
  local version = change.textDocument.version
  if type(version) == "number" and version ~= vim.lsp.util.buf_versions[buf] then
    return nil, "it has changed in the meantime"
  end
  -- The first change of a buffer that is read-only would wait for a second, with a warning.
  if not vim.bo[buf].modifiable or vim.bo[buf].readonly then
    return nil, "it cannot be modified in the editor"
  end
  local planned, problem = text_edits.plan(buf, change.edits, client.offset_encoding)
  return planned and { buf = buf, plan = planned }, problem
end

--- Send what has changed. Neovim collects changes for 150 ms, and no public function sends them sooner.
local function send(client, buf)
  local ok, tracking = pcall(require, "vim.lsp._changetracking")
  if ok and tracking.flush then
    tracking.flush(client, buf)
  end
end

--- Whether the last line ends with a line break is an option of the buffer. Neovim tells servers only of lines, as if
--- the last one did, so in every other case they are told the text.
---@param client vim.lsp.Client
---@param buf integer
---@param has_end boolean
local function end_text(client, buf, has_end)
  vim.bo[buf].endofline = has_end
  client:notify("textDocument/didChange", {
    textDocument = { uri = vim.uri_from_bufnr(buf), version = vim.lsp.util.buf_versions[buf] },
    contentChanges = { { text = text_edits.text(buf) } },
  })
end

---@param client vim.lsp.Client
---@param buf integer
---@param planned table
local function apply(client, buf, planned)
  -- Whoever looks for what the agent changed finds it among the buffers.
  vim.bo[buf].buflisted = true
  local had_end, has_end = vim.bo[buf].endofline, text_edits.apply(buf, planned)
  send(client, buf)
  if not (had_end and has_end) then
    end_text(client, buf, has_end)
  end
end

--- `workspace/applyEdit`: all of it, or nothing.
---@param params lsp.ApplyWorkspaceEditParams
---@param ctx { client_id: integer }
---@return lsp.ApplyWorkspaceEditResult
function M.answer(_, params, ctx)
  local client = assert(vim.lsp.get_client_by_id(ctx.client_id))
  local all = {}
  for _, change in ipairs(M.by_document(params.edit)) do
    local planned, problem = plan(client, change)
    if not planned then
      return { applied = false, failureReason = problem }
    end
    table.insert(all, planned)
  end
  for _, planned in ipairs(all) do
    local ok, problem = pcall(apply, client, planned.buf, planned.plan)
    if not ok then
      return { applied = false, failureReason = ("Neovim refused it: %s"):format(problem) }
    end
  end
  return { applied = true }
end

return M
