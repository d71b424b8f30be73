--- Tell the server what the user looks at: the "here" of a prompt.
local events = require("journeyman.events")

local M = {}

--- How long the focus must be the same before it is told, in milliseconds.
local DELAY_MS = 150
local VISUAL = "^[vV\22]"

---@type table? what was told last
local last
---@type integer? by whom it was heard
local last_client

---@param buf integer
---@param row integer from 0
---@param byte integer
local function to_position(buf, row, byte, encoding)
  local line = vim.api.nvim_buf_get_lines(buf, row, row + 1, false)[1] or ""
  return { line = row, character = vim.str_utfindex(line, encoding, math.min(byte, #line), false) }
end

--- What is selected in the current window; empty at the cursor if nothing is.
---@param buf integer
---@param encoding lsp.PositionEncodingKind
---@return lsp.Range
local function selection(buf, encoding)
  local kind = vim.api.nvim_get_mode().mode:match(VISUAL)
  if not kind then
    local row, byte = unpack(vim.api.nvim_win_get_cursor(0))
    local caret = to_position(buf, row - 1, byte, encoding)
    return { start = caret, ["end"] = caret }
  end
  local lines = vim.fn.getregionpos(vim.fn.getpos("v"), vim.fn.getpos("."), { type = kind })
  local first, stop = lines[1][1], lines[#lines][2]
  if kind == "V" then
    return { start = { line = first[2] - 1, character = 0 }, ["end"] = { line = stop[2], character = 0 } }
  end
  return {
    start = to_position(buf, first[2] - 1, math.max(first[3] - 1, 0), encoding),
    ["end"] = to_position(buf, stop[2] - 1, stop[3], encoding),
  }
end

--- Where no server knows the buffer, such as in the chat, the file before it is still what the user means.
local function tell()
  local buf = vim.api.nvim_get_current_buf()
  local client = vim.lsp.get_clients({ name = "journeyman", bufnr = buf })[1]
  if not client then
    return
  end
  local focus = {
    textDocument = { uri = vim.uri_from_bufnr(buf) },
    selection = selection(buf, client.offset_encoding),
  }
  if last_client ~= client.id or not vim.deep_equal(last, focus) then
    last, last_client = focus, client.id
    client:notify("journeyman/editor/didFocus", focus)
  end
end

function M.start()
  local timer = assert(vim.uv.new_timer())
  local function tell_later()
    timer:start(DELAY_MS, 0, vim.schedule_wrap(tell))
  end
  vim.api.nvim_create_autocmd({ "CursorMoved", "CursorMovedI", "BufEnter", "ModeChanged", "LspAttach" }, {
    group = vim.api.nvim_create_augroup("journeyman.focus", {}),
    callback = tell_later,
  })
  events.on("started", tell_later)
  tell_later()
end

return M
