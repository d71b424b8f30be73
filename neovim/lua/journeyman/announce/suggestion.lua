--- A skill that fits where the user is: named at the end of the cursor's line, for as long as the cursor stays in it.
local client = require("journeyman.client")
local place_of = require("journeyman.place")
local say = require("journeyman.say")
local visible = require("journeyman.visible")

local M = {}

local namespace = vim.api.nvim_create_namespace("journeyman.suggestion")
---@type { buf: integer, name: string }? what is shown, or was shown last in this buffer
local last

---@param buf integer
local function clear(buf)
  if vim.api.nvim_buf_is_valid(buf) then
    vim.api.nvim_buf_clear_namespace(buf, namespace, 0, -1)
  end
end

---@param params journeyman.skill.suggest.params
function M.hear(params)
  local buf, window = vim.api.nvim_get_current_buf(), vim.api.nvim_get_current_win()
  if vim.api.nvim_buf_get_name(buf) == "" or vim.uri_from_bufnr(buf) ~= params.uri then
    return
  end
  local row = vim.api.nvim_win_get_cursor(window)[1]
  local text = ("  %s, %s · :Journeyman apply"):format(visible.line(params.title), visible.line(params.why))
  clear(buf)
  last = { buf = buf, name = params.name }
  require("journeyman.highlights").ensure()
  vim.api.nvim_buf_set_extmark(buf, namespace, row - 1, 0, {
    virt_text = { { text, "JourneymanDim" } },
    virt_text_pos = "eol",
    hl_mode = "combine",
  })
  vim.api.nvim_create_autocmd({ "CursorMoved", "CursorMovedI", "InsertEnter", "BufLeave" }, {
    group = vim.api.nvim_create_augroup("journeyman.suggestion", {}),
    buffer = buf,
    callback = function(event)
      local moved = event.event == "CursorMoved" or event.event == "CursorMovedI"
      if not moved or vim.api.nvim_win_get_cursor(0)[1] ~= row then
        clear(buf)
        return true
      end
    end,
  })
end

--- `:Journeyman apply [NAME]`: the one that was suggested last in this buffer, if none is named.
---@param call journeyman.Call
function M.apply(call)
  local place = place_of.here(call.range)
  if not place then
    return say.error({ message = "Open the file that the skill is for, and put the cursor there." })
  end
  local name = call.words[1] or (last and last.buf == place.buf and last.name)
  if not name then
    return say.error({ message = "Say which skill: :Journeyman apply NAME. <Tab> completes it." })
  end
  client.ensure(call.root, function(err, server)
    if err or not server then
      return say.error(err)
    end
    require("journeyman.asking").run({
      intent = "apply",
      uri = place.uri,
      range = place_of.to_range(place, server.offset_encoding),
      diagnostics = place.diagnostics,
      skill = name,
    })
  end)
end

return M
