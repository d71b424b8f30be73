--- Work that many things ask for, such as drawing: done once for all of them, and with pauses in which keys are read.
local M = {}

--- Make a function that asks for work. It is done soon, but for this many milliseconds not again.
---@param pause_ms integer
---@param work fun()
---@return fun() ask
function M.new(pause_ms, work)
  local is_asked, is_resting = false, false
  local function ask()
    is_asked = true
    if is_resting then
      return
    end
    is_resting = true
    vim.schedule(function()
      is_asked = false
      vim.defer_fn(function()
        is_resting = false
        if is_asked then
          ask()
        end
      end, pause_ms)
      work()
    end)
  end
  return ask
end

return M
