--- Lines of pieces, put into a buffer.
local figures = require("journeyman.views.figures")

local M = {}

local namespace = vim.api.nvim_create_namespace("journeyman.view")

--- Only what differs is replaced: cursors, folds and what is scrolled to stay as they are.
---@param buf integer
---@param texts string[]
local function put(buf, texts)
  local old = vim.api.nvim_buf_get_lines(buf, 0, -1, false)
  local head, tail, shortest = 0, 0, math.min(#old, #texts)
  while head < shortest and old[head + 1] == texts[head + 1] do
    head = head + 1
  end
  while tail < shortest - head and old[#old - tail] == texts[#texts - tail] do
    tail = tail + 1
  end
  vim.bo[buf].modifiable = true
  vim.api.nvim_buf_set_lines(buf, head, #old - tail, false, vim.list_slice(texts, head + 1, #texts - tail))
  vim.bo[buf].modifiable = false
end

---@param buf integer
---@param lines journeyman.Line[]
function M.draw(buf, lines)
  require("journeyman.highlights").ensure()
  local texts, marks = {}, {}
  for row, line in ipairs(lines) do
    local text = ""
    for _, piece in ipairs(line) do
      local words, group = piece, nil
      if type(piece) == "table" then
        words, group = piece[1], piece[2]
      end
      words = words:gsub("[\r\n]+", " ")
      if group and words ~= "" then
        table.insert(marks, { row - 1, #text, #text + #words, group })
      end
      text = text .. words
    end
    texts[row] = text
  end
  put(buf, texts)
  vim.api.nvim_buf_clear_namespace(buf, namespace, 0, -1)
  for _, mark in ipairs(marks) do
    vim.api.nvim_buf_set_extmark(buf, namespace, mark[1], mark[2], { end_col = mark[3], hl_group = mark[4] })
  end
end

--- For 'foldtext': the line that stays, and how many are below it.
---@param line journeyman.Line|journeyman.ChatLine|string
---@return [string, string][]
function M.folded(line)
  local chunks = vim.tbl_map(function(piece)
    local text, group = piece, "Normal"
    if type(piece) == "table" then
      text, group = piece[1], piece[2]
    end
    return { vim.fn.strtrans(text), group }
  end, type(line) == "table" and vim.list_slice(line) or { line })
  table.insert(chunks, { " ▸ " .. figures.count(vim.v.foldend - vim.v.foldstart, "line"), "JourneymanDim" })
  return chunks
end

return M
