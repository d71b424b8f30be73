-- Runs the unit tests: `nvim -l neovim/tests/run.lua [FILE …]`, all of them if none is named.
local here = vim.fs.dirname(vim.fn.fnamemodify(arg[0], ":p"))
-- What outlives Neovim is not that of the user.
vim.env.XDG_STATE_HOME = vim.fn.tempname()
vim.opt.runtimepath:prepend(vim.fs.dirname(here))
package.path = here .. "/?.lua;" .. package.path

local harness = require("harness")
local files = #arg > 0 and vim.list_slice(arg) or vim.fn.glob(here .. "/test_*.lua", true, true)
for _, file in ipairs(files) do
  local ok, problem = xpcall(dofile, debug.traceback, file)
  if not ok then
    table.insert(harness.failed, ("%s\n%s"):format(file, problem))
  end
end
for _, failure in ipairs(harness.failed) do
  io.stderr:write("FAILED ", failure, "\n\n")
end
print(("%d tests, %d failed"):format(harness.count, #harness.failed))
if #harness.failed > 0 or harness.count == 0 then
  os.exit(1)
end
