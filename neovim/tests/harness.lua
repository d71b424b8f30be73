--- Tests for `nvim -l`: `test("what it does", function() … end)`, and something to compare values with.
local M = { count = 0, failed = {} }

--- Runs a test at once, in an editor that the tests before it have left: close what you open.
---@param name string A sentence about behavior.
---@param body fun()
function M.test(name, body)
  M.count = M.count + 1
  local ok, problem = xpcall(body, debug.traceback)
  if not ok then
    table.insert(M.failed, ("%s\n%s"):format(name, problem))
  end
end

---@param actual any
---@param expected any
function M.equal(actual, expected)
  if not vim.deep_equal(actual, expected) then
    local wanted, got = vim.inspect(expected) .. "\n", vim.inspect(actual) .. "\n"
    error("expected (-), got (+):\n" .. vim.diff(wanted, got, { ctxlen = 3 }), 2)
  end
end

--- Lets the editor work until something holds; fails after five seconds.
---@param holds fun(): any
---@return any what It answered.
function M.eventually(holds)
  local result
  local ok = vim.wait(5000, function()
    result = holds()
    return result
  end, 2)
  if not ok then
    error("it did not come to that", 2)
  end
  return result
end

return M
