-- Plugin managers put the root of a repository on the 'runtimepath'; the plugin is in a folder of this one.
local here = vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":p:h:h")
local plugin = vim.fs.joinpath(here, "neovim")
vim.o.runtimepath = vim.fn.escape(plugin, "\\,") .. "," .. vim.o.runtimepath
vim.cmd.source({ vim.fs.joinpath(plugin, "plugin", "journeyman.lua"), magic = { file = false } })

-- They make help tags for `doc` in the root only.
vim.schedule(function()
  local doc = vim.fs.joinpath(plugin, "doc")
  if vim.fn.getftime(doc .. "/tags") < vim.fn.getftime(doc .. "/journeyman.txt") then
    -- The folder may be read-only; then there is no help, and nothing else is wrong.
    pcall(vim.cmd.helptags, { doc, magic = { file = false } })
  end
end)
