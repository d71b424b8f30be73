--- The folds of the chat. They are made by hand: 'foldexpr' is not asked while somebody types in insert mode, and it
--- takes its time for each line again in each window.
local M = {}

---@alias journeyman.Span [integer, integer] First and last line of a fold, from 1.

---@param lines (journeyman.ChatLine|string)[]
---@param at integer The number of the first one.
---@return journeyman.Span[]
function M.spans(lines, at)
  local found = {}
  for index, line in ipairs(lines) do
    if type(line) == "table" and line.fold then
      table.insert(found, { at + index - 1, at + index - 1 + line.fold })
    end
  end
  return found
end

--- A window in which the user has opened all folds keeps them open.
---@param span journeyman.Span
local function command(span)
  local range = ("%d,%d"):format(span[1], span[2])
  return range .. "fold" .. (vim.wo.foldlevel > 0 and "|" .. range .. "foldopen" or "")
end

--- Fold lines that have no folds yet.
---@param win integer
---@param spans journeyman.Span[]
function M.add(win, spans)
  if #spans > 0 then
    vim.api.nvim_win_call(win, function()
      vim.cmd(table.concat(vim.tbl_map(command, spans), "\n"))
    end)
  end
end

--- Fold all lines anew.
---@param win integer
---@param spans journeyman.Span[]
function M.renew(win, spans)
  vim.api.nvim_win_call(win, function()
    vim.cmd.normal({ "zE", bang = true })
  end)
  M.add(win, spans)
end

---@param span journeyman.Span
local function mend(span)
  local first, last = span[1], span[2]
  local closed, is_folded = vim.fn.foldclosed(first), vim.fn.foldlevel(first) > 0
  local is_right = is_folded and vim.fn.foldlevel(last) > 0
  if closed ~= -1 then
    is_right = closed == first and vim.fn.foldclosedend(first) == last
  end
  if is_right then
    return
  end
  local view = vim.fn.winsaveview()
  for _, row in ipairs({ first, last }) do
    vim.api.nvim_win_set_cursor(0, { row, 0 })
    if vim.fn.foldlevel(row) > 0 then
      vim.cmd.normal({ "zD", bang = true })
    end
  end
  vim.cmd(command(span))
  if is_folded and closed == -1 then
    vim.cmd(("%d,%dfoldopen"):format(first, last))
  end
  vim.fn.winrestview(view)
end

--- Lines have come or gone: what is open stays open.
---@param win integer
---@param spans journeyman.Span[]
function M.mend(win, spans)
  if #spans > 0 then
    vim.api.nvim_win_call(win, function()
      vim.tbl_map(mend, spans)
    end)
  end
end

return M
