--- The editor's other language servers, for the files of a folder.
local paths = require("journeyman.paths")
local waiting = require("journeyman.editor.waiting")

local M = {}

--- Larger files are not loaded for a question.
local MAX_BYTES = 2 * 1024 * 1024
--- How long servers have to come to a file that was just loaded, in milliseconds.
local ATTACH_MS = 1000

--- Those that can be asked something about a buffer, or anything at all.
---@param buf? integer
---@param method? string
---@return vim.lsp.Client[]
function M.others(buf, method)
  return vim.tbl_filter(function(client)
    return client.name ~= "journeyman"
  end, vim.lsp.get_clients({ bufnr = buf, method = method }))
end

--- Whether a URI names something in the folder, wherever links lead; nothing is looked up.
---@param root string
---@param uri string
---@return boolean
function M.is_named_inside(root, uri)
  return vim.startswith(uri, "file:") and vim.startswith(vim.uri_to_fname(uri), root .. "/")
end

--- The file of a URI, if it is in the folder, also where a link leads.
---@param root string
---@param uri string
---@return string?
function M.inside(root, uri)
  if not vim.startswith(uri, "file:") then
    return nil
  end
  return paths.inside(root, vim.uri_to_fname(uri))
end

--- Nobody asked to see this file: it leaves no swap file, sets no options, and is in no list.
local function load(buf)
  local shortmess = vim.o.shortmess
  vim.bo[buf].swapfile, vim.bo[buf].modeline = false, false
  vim.opt.shortmess:append("AF")
  local ok, problem = pcall(vim.fn.bufload, buf)
  vim.o.shortmess = shortmess
  if not ok then
    vim.lsp.log.warn("journeyman: a file was loaded with errors", problem)
  end
  vim.api.nvim_create_autocmd("BufWinEnter", {
    buffer = buf,
    once = true,
    callback = function()
      vim.bo[buf].swapfile, vim.bo[buf].modeline = vim.go.swapfile, vim.go.modeline
    end,
  })
end

--- The buffer of a file in the folder, loaded.
---@param root string
---@param uri string
---@return integer? buf Nil if it is no file there, or too large.
---@return boolean is_new Whether it has just been loaded.
function M.open(root, uri)
  local path = M.inside(root, uri)
  local stat = path and vim.uv.fs_stat(path)
  if not path or not stat or stat.type ~= "file" then
    return nil, false
  end
  local buf = vim.fn.bufadd(path)
  if vim.api.nvim_buf_is_loaded(buf) then
    return buf, false
  end
  if stat.size > MAX_BYTES then
    return nil, false
  end
  load(buf)
  return vim.api.nvim_buf_is_loaded(buf) and buf or nil, true
end

--- Those that can be asked about a buffer; one that is new is waited for.
---@param buf integer
---@param is_new boolean
---@param method string
---@return vim.lsp.Client[]
function M.await_others(buf, is_new, method)
  local function is_there()
    return #M.others(buf, method) > 0
  end
  if is_new and not is_there() then
    waiting.for_event(ATTACH_MS, "LspAttach", buf, is_there)
  end
  return vim.api.nvim_buf_is_valid(buf) and M.others(buf, method) or {}
end

---@class journeyman.ServerAnswer
---@field client vim.lsp.Client
---@field result any

--- Ask several servers, and take what has come in time.
---@param clients vim.lsp.Client[]
---@param method string
---@param to_params fun(client: vim.lsp.Client): table
---@param milliseconds integer
---@param buf? integer
---@return journeyman.ServerAnswer[]
function M.ask(clients, method, to_params, milliseconds, buf)
  local answers, left, open = {}, #clients, {}
  waiting.within(milliseconds, function(resolve)
    local function finish()
      left = left - 1
      if left == 0 then
        resolve()
      end
    end
    for _, client in ipairs(clients) do
      local is_answered = false
      local sent, id = client:request(method, to_params(client), function(_, result)
        is_answered, open[client] = true, nil
        if result ~= nil and result ~= vim.NIL then
          table.insert(answers, { client = client, result = result })
        end
        finish()
      end, buf)
      if not sent then
        finish()
      elseif not is_answered then
        open[client] = id
      end
    end
    if #clients == 0 then
      resolve()
    end
  end)
  for client, id in pairs(open) do
    client:cancel_request(id)
  end
  return answers
end

return M
