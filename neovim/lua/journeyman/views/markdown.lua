--- Colors for a part of a buffer that is Markdown. They are only colors: what is beneath stays readable without.
local M = {}

--- Highlight the lines from `first` to `last`, counted from 1, and no others.
---@param buf integer
---@param first integer
---@param last integer
function M.start(buf, first, last)
  local has_parser, parser = pcall(vim.treesitter.get_parser, buf, "markdown", { error = false })
  if not has_parser or not parser or last < first then
    return
  end
  parser:set_included_regions({ { { first - 1, 0, last, 0 } } })
  if not vim.treesitter.highlighter.active[buf] then
    vim.treesitter.start(buf, "markdown")
  end
end

return M
