local harness = require("harness")
local windows = require("journeyman.chat.windows")
local equal, test = harness.equal, harness.test

test("the last window shows what was before, and no empty buffer is left behind", function()
  vim.cmd("silent! only | silent! %bwipeout!")
  local file = vim.fn.bufadd("notes.txt")
  vim.bo[file].buflisted = true
  vim.api.nvim_win_set_buf(0, file)
  local before = #vim.fn.getbufinfo({ buflisted = 1 })
  for _ = 1, 3 do
    local chat = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_win_set_buf(0, chat)

    windows.close(chat)

    equal(vim.api.nvim_get_current_buf(), file)
    vim.api.nvim_buf_delete(chat, {})
  end
  assert(#vim.fn.getbufinfo({ buflisted = 1 }) <= before)
  vim.cmd("silent! %bwipeout!")
end)
