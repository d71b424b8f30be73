-- The language server of Journeyman, for `vim.lsp.enable("journeyman")`.
return require("journeyman.lsp").config()
