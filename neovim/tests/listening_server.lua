--- A language server inside of the editor that keeps documents as it is told of them.
local M = {}

---@class ListeningServer
---@field client vim.lsp.Client
---@field texts table<string, string> By URI, as the server knows them.
---@field versions table<string, integer>
---@field heard { method: string, params: table }[] Requests and notifications.

---@param text string
---@param position lsp.Position
local function offset(text, position, encoding)
  local at = 1
  for _ = 1, position.line do
    local start, stop = text:find("\r\n", at, true)
    local single = text:find("[\r\n]", at)
    at = (start and start == single and stop or single or #text) + 1
  end
  local line = text:match("^[^\r\n]*", at)
  return at + vim.str_byteindex(line, encoding, position.character, false)
end

local function change(text, changes, encoding)
  for _, each in ipairs(changes) do
    if each.range then
      local start, stop = offset(text, each.range.start, encoding), offset(text, each.range["end"], encoding)
      text = text:sub(1, start - 1) .. each.text .. text:sub(stop)
    else
      text = each.text
    end
  end
  return text
end

---@param server ListeningServer
local function listen(server, method, params, encoding)
  table.insert(server.heard, { method = method, params = params })
  local document = params and params.textDocument
  if method == "textDocument/didOpen" then
    server.texts[document.uri], server.versions[document.uri] = document.text, document.version
  elseif method == "textDocument/didChange" then
    server.texts[document.uri] = change(server.texts[document.uri], params.contentChanges, encoding)
    server.versions[document.uri] = document.version
  end
end

--- Starts one, for the current buffer.
---@param opts { name?: string, root: string, encoding?: string, buf?: integer, can?: table, answers?: table }
---@return ListeningServer
function M.start(opts)
  local server = { texts = {}, versions = {}, heard = {} }
  local encoding, answers = opts.encoding or "utf-16", opts.answers or {}
  local sync = { openClose = true, change = 2, save = true }
  local can = vim.tbl_extend("keep", opts.can or {}, { positionEncoding = encoding, textDocumentSync = sync })
  local is_closing = false
  local id = vim.lsp.start({
    name = opts.name or "journeyman",
    root_dir = opts.root,
    cmd = function(dispatchers)
      local function exit()
        is_closing = true
        vim.schedule_wrap(dispatchers.on_exit)(0, 0)
      end
      return {
        request = function(method, params, callback)
          listen(server, method, params, encoding)
          if method == "initialize" then
            callback(nil, { capabilities = can })
          elseif method == "shutdown" then
            callback(nil, vim.NIL)
          elseif answers[method] then
            vim.schedule(function()
              callback(nil, answers[method](params))
            end)
          end
          return true, #server.heard
        end,
        notify = function(method, params)
          listen(server, method, params, encoding)
          if method == "exit" then
            exit()
          end
          return true
        end,
        is_closing = function()
          return is_closing
        end,
        terminate = exit,
      }
    end,
  }, { bufnr = opts.buf })
  server.client = assert(vim.lsp.get_client_by_id(id))
  assert(vim.wait(5000, function()
    return server.client.initialized and next(server.client.attached_buffers)
  end, 2))
  return setmetatable(server, { __index = M })
end

--- What it was told or asked by a method, the oldest first.
---@param method string
---@return table[]
function M:of(method)
  local found = {}
  for _, message in ipairs(self.heard) do
    if message.method == method then
      table.insert(found, message.params)
    end
  end
  return found
end

--- Lets a module answer a request of this server, as Neovim does.
---@param module table
---@param params table
---@return any
function M:ask(module, params)
  local is_done, result = false, nil
  coroutine.wrap(function()
    result = module.answer(nil, params, { client_id = self.client.id })
    is_done = true
  end)()
  assert(vim.wait(12000, function()
    return is_done
  end, 2))
  return result
end

function M:stop()
  self.client:stop(true)
  vim.wait(5000, function()
    return not vim.lsp.get_client_by_id(self.client.id)
  end, 2)
end

return M
