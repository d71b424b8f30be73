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

local names = { "chat", "ask", "fix", "explain", "stop", "accept", "reject", "next", "prev", "permission", "answer" }
for _, name in ipairs(names) do
  local modes = (name == "ask" or name == "fix" or name == "explain") and { "n", "x" } or "n"
  local range = name == "ask" or name == "fix" or name == "explain"
  vim.keymap.set(modes, ("<Plug>(journeyman-%s)"):format(name), function()
    local visual = range and vim.fn.mode():find("^[vV\22]")
    -- Leaves visual mode, so that the marks '< and '> are those of the selection.
    local keys = visual and "\27:'<,'>Journeyman %s\r" or ":Journeyman %s\r"
    vim.api.nvim_feedkeys(keys:format(name), "nx", false)
  end, { desc = ("Journeyman: %s"):format(name) })
end
