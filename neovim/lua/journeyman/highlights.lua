--- The highlight groups of the plugin, each linked to one of Neovim's own until the user says otherwise.
local M = {}

M.GROUPS = {
  JourneymanPrompt = "Title",
  JourneymanGood = "DiagnosticOk",
  JourneymanBad = "DiagnosticError",
  JourneymanWarn = "DiagnosticWarn",
  JourneymanBusy = "DiagnosticInfo",
  JourneymanDim = "Comment",
  JourneymanPath = "Directory",
  JourneymanSkill = "Special",
  JourneymanAdded = "Added",
  JourneymanRemoved = "Removed",
  JourneymanNewLine = "DiffAdd",
  JourneymanOldLine = "DiffDelete",
  JourneymanHunk = "Function",
  JourneymanHeading = "Title",
  JourneymanName = "Identifier",
  JourneymanPlot = "Identifier",
  JourneymanAsked = "Title",
  JourneymanKey = "Special",
}

local function link()
  for name, target in pairs(M.GROUPS) do
    vim.api.nvim_set_hl(0, name, { link = target, default = true })
  end
end

local done = false

--- Define them; again after `:colorscheme`, which clears them.
function M.ensure()
  if done then
    return
  end
  done = true
  link()
  vim.api.nvim_create_autocmd("ColorScheme", {
    group = vim.api.nvim_create_augroup("journeyman.highlights", {}),
    callback = link,
  })
end

return M
