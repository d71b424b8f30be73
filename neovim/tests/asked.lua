--- Requests that are answered by a table in place of a server.
local client = require("journeyman.client")

-- Times are shown as they are where the user is.
vim.env.TZ = "UTC"

local M = {}

---@alias Answers table<string, fun(params: table): any, journeyman.Error?> By method; an error if none is named.

--- Runs `body` while requests are answered at once, and closes what it has opened.
---@param answers Answers
---@param body fun(asked: { method: string, params: table }[])
function M.with(answers, body)
  local request, get, asked = client.request, client.get, {}
  client.get = function()
    return {}
  end
  client.request = function(_, method, params, callback)
    table.insert(asked, { method = method, params = params })
    local answer = answers[method]
    if not answer then
      return callback({ message = "Nobody answers " .. method })
    end
    local result, err = answer(params)
    callback(err, result)
  end
  local ok, problem = xpcall(body, debug.traceback, asked)
  client.request, client.get = request, get
  vim.cmd("silent! tabonly | silent! only | silent! %bwipeout!")
  assert(ok, problem)
end

--- What is said while `body` runs, and what is chosen and written where the user is asked.
---@param replies { select?: string[], input?: string[] } In the order of the questions; none means the user turns away.
---@param body fun()
---@return string[] said Messages and questions, in their order.
function M.talking(replies, body)
  local notify, select, input, said = vim.notify, vim.ui.select, vim.ui.input, {}
  vim.notify = function(text)
    table.insert(said, text)
  end
  vim.ui.select = function(items, opts, on_choice)
    table.insert(said, opts.prompt)
    local wanted = table.remove(replies.select or {}, 1)
    for index, item in ipairs(items) do
      if (opts.format_item or tostring)(item) == wanted then
        return on_choice(item, index)
      end
    end
    on_choice(nil)
  end
  vim.ui.input = function(opts, on_confirm)
    table.insert(said, opts.prompt)
    on_confirm(table.remove(replies.input or {}, 1))
  end
  local ok, problem = xpcall(body, debug.traceback)
  vim.notify, vim.ui.select, vim.ui.input = notify, select, input
  assert(ok, problem)
  return said
end

--- Press keys, and let them do what they do.
---@param keys string
function M.press(keys)
  vim.api.nvim_feedkeys(vim.keycode(keys), "x", false)
end

---@return string[] lines Of the current buffer.
function M.lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

--- Put the cursor to the first line that has a text.
---@param text string
function M.go_to(text)
  for row, line in ipairs(M.lines()) do
    if line:find(text, 1, true) then
      return vim.api.nvim_win_set_cursor(0, { row, 0 })
    end
  end
  error(("no line has %s"):format(text), 2)
end

return M
