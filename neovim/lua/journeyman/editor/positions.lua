--- Count the characters of positions as another side counts them.
local waiting = require("journeyman.editor.waiting")

--- Reads the lines that positions are in, each file once: the buffer's, or else those on the disk.
---@class journeyman.Positions
---@field private encoding lsp.PositionEncodingKind
---@field private lines table<string, string[]|integer> By URI; a number is a buffer.
---@field private rested_at number
local Positions = {}
Positions.__index = Positions

local MAX_BYTES = 2 * 1024 * 1024
--- The user is let in after so many milliseconds of reading.
local SLICE_MS = 5

---@param encoding lsp.PositionEncodingKind That of the outcome.
---@return journeyman.Positions
function Positions.new(encoding)
  local self = setmetatable({ encoding = encoding, lines = {}, rested_at = vim.uv.now() }, Positions)
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buf) and vim.api.nvim_buf_get_name(buf) ~= "" then
      self.lines[vim.uri_from_bufnr(buf)] = buf
    end
  end
  return self
end

---@param path string
---@return string[]
local function read(path)
  local file = io.open(path, "rb")
  if not file then
    return {}
  end
  local text = file:read(MAX_BYTES) or ""
  file:close()
  return vim.split(text, "\r?\n")
end

---@private
function Positions:_line(uri, row)
  -- Servers escape differently.
  local path = vim.uri_to_fname(uri)
  local key = vim.uri_from_fname(path)
  if not self.lines[key] then
    vim.uv.update_time()
    if vim.uv.now() - self.rested_at > SLICE_MS then
      waiting.await(vim.schedule)
      self.rested_at = vim.uv.now()
    end
    self.lines[key] = read(path)
  end
  local lines = self.lines[key]
  if type(lines) == "table" then
    return lines[row + 1] or ""
  end
  return vim.api.nvim_buf_is_valid(lines) and vim.api.nvim_buf_get_lines(lines, row, row + 1, false)[1] or ""
end

---@param uri string
---@param position lsp.Position
---@param from lsp.PositionEncodingKind
---@return lsp.Position
function Positions:position(uri, position, from)
  if from == self.encoding or position.character == 0 then
    return { line = position.line, character = position.character }
  end
  local line = self:_line(uri, position.line)
  local byte = vim.str_byteindex(line, from, position.character, false)
  return { line = position.line, character = vim.str_utfindex(line, self.encoding, byte, false) }
end

---@param uri string
---@param range lsp.Range
---@param from lsp.PositionEncodingKind
---@return lsp.Range
function Positions:range(uri, range, from)
  return { start = self:position(uri, range.start, from), ["end"] = self:position(uri, range["end"], from) }
end

return Positions
