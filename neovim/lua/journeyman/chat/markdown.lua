--- Colors for what is on the screen of the answers. Each is Markdown of its own: what one leaves open ends with it,
--- and what a change costs does not depend on how much was said before.
local text = require("journeyman.render.text")

local M = {}

---@param buf integer
function M.start(buf)
  vim.treesitter.language.register("markdown", "journeyman-chat")
  -- Without the parser it is read without colors.
  pcall(vim.treesitter.start, buf, "markdown")
end

--- The lines of answers that are seen, in any window of this tab.
---@param canvas journeyman.Canvas
---@return table<integer, { top: integer, bottom: integer }> seen By entry.
local function answers(canvas)
  local seen = {}
  for _, win in ipairs(vim.api.nvim_tabpage_list_wins(0)) do
    local is_chat = vim.api.nvim_win_get_buf(win) == canvas.buf
    local top, bottom = vim.fn.line("w0", win), vim.fn.line("w$", win)
    local from = canvas:entry_at(top) or #canvas.first + 1
    for index = from, is_chat and (canvas:entry_at(bottom) or #canvas.first) or 0 do
      if canvas.transcript.entries[index].kind == "answer" then
        local first, last = canvas:lines_of(index)
        local before = seen[index] or { top = last, bottom = first }
        seen[index] = {
          top = math.min(before.top, math.max(top, first)),
          bottom = math.max(before.bottom, math.min(bottom, last)),
        }
      end
    end
  end
  return seen
end

--- Look anew at what is on the screen.
---@param canvas journeyman.Canvas
function M.refresh(canvas)
  local highlighter = vim.treesitter.highlighter.active[canvas.buf]
  if not highlighter then
    return
  end
  local regions = {}
  for index, seen in vim.spairs(canvas.transcript and answers(canvas) or {}) do
    local above = canvas.first[index] - 1
    local _, first = text.scan(canvas.blocks[index], 1, seen.top - above)
    table.insert(regions, { { above + first - 1, 0, seen.bottom, 0 } })
  end
  highlighter.tree:set_included_regions(regions)
end

return M
