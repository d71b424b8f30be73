--- Wait within an answer to the server, while the editor goes on.
local M = {}

--- Goes on when `start`'s callback comes, with its value. To be called in a coroutine, such as that of an answer.
---@generic T
---@param start fun(resolve: fun(value?: T))
---@return T?
function M.await(start)
  local thread = assert(coroutine.running())
  local is_done, is_waiting, result = false, false, nil
  start(function(value)
    if is_done then
      return
    end
    is_done, result = true, value
    if is_waiting then
      local ok, problem = coroutine.resume(thread)
      if not ok then
        error(debug.traceback(thread, problem), 0)
      end
    end
  end)
  if not is_done then
    is_waiting = true
    coroutine.yield()
  end
  return result
end

--- The same, but for so many milliseconds at most; nil comes then.
---@generic T
---@param milliseconds integer
---@param start fun(resolve: fun(value?: T))
---@return T?
function M.within(milliseconds, start)
  local timer
  local result = M.await(function(resolve)
    timer = vim.defer_fn(resolve, math.max(milliseconds, 0))
    start(resolve)
  end)
  if not timer:is_closing() then
    timer:stop()
    timer:close()
  end
  return result
end

--- Goes on when an event has come for a buffer, after which something holds, or time is up.
---@param milliseconds integer
---@param event string
---@param buf integer
---@param holds fun(): boolean
function M.for_event(milliseconds, event, buf, holds)
  local autocmd
  M.within(milliseconds, function(resolve)
    autocmd = vim.api.nvim_create_autocmd(event, {
      buffer = buf,
      callback = function()
        if holds() then
          -- Not within the event: others hear of it first.
          vim.schedule(resolve)
        end
      end,
    })
  end)
  pcall(vim.api.nvim_del_autocmd, autocmd)
end

return M
