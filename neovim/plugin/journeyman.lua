-- Registers names only: nothing else is loaded before one of them is used.
if vim.g.loaded_journeyman then
  return
end
vim.g.loaded_journeyman = true

vim.api.nvim_create_user_command("Journeyman", function(call)
  require("journeyman.commands").run(call)
end, {
  nargs = "*",
  range = true,
  bang = true,
  desc = "Talk to the coding agent Journeyman",
  complete = function(lead, line, at)
    return require("journeyman.commands").complete(lead, line, at)
  end,
})

---@param mode string
---@param name string
---@param to string
local function map(mode, name, to)
  local opts = { silent = true, desc = ("Journeyman: %s"):format(name) }
  vim.keymap.set(mode, ("<Plug>(journeyman-%s)"):format(name), to:format(name), opts)
end

for _, name in ipairs({ "chat", "stop", "accept", "reject", "next", "prev", "permission", "answer" }) do
  map("n", name, "<Cmd>Journeyman %s<CR>")
end
for _, name in ipairs({ "ask", "fix", "explain" }) do
  map("n", name, "<Cmd>Journeyman %s<CR>")
  -- In visual mode `:` brings the range along.
  map("x", name, ":Journeyman %s<CR>")
end
