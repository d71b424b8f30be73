--- The window of the input, and the line above it: what sending does now, and what goes along.
local config = require("journeyman.config")
local events = require("journeyman.events")
local sessions = require("journeyman.sessions")
local windows = require("journeyman.chat.windows")

local M = {}

--- What sending does now comes first, then what goes along, then the other keys.
---@param input journeyman.Input
---@return string
local function hint(input)
  local session = sessions.current(input.root)
  local busy = session ~= nil and session:is_busy()
  local inserting = vim.api.nvim_get_current_buf() == input.buf and vim.fn.mode():find("^i") ~= nil
  local keys, help, parts = config.get().keys.input, config.get().keys.view.help, {}
  local function add(key, about)
    if key then
      table.insert(parts, ("%s %s"):format(key, about))
    end
  end
  add(inserting and keys.send_insert or not inserting and keys.send, busy and "queue" or "send")
  for index, attachment in ipairs(input.attachments) do
    add(index == 1 and "with" or "and", attachment.name)
  end
  if busy then
    add(keys.steer, "steer it")
    add(keys.stop, "stop")
  elseif inserting then
    add("@", "point at something")
    add("/", "command")
  end
  if not inserting then
    add(keys.close, "close")
    add(help, "keys")
  end
  return table.concat(parts, " · ")
end

--- Show the line anew, in all windows of the input.
---@param input journeyman.Input
function M.refresh(input)
  local found = vim.fn.win_findbuf(input.buf)
  if #found == 0 then
    return
  end
  -- It is cut off at its end.
  local bar = (" %s%%<"):format(windows.literal(hint(input)))
  for _, win in ipairs(found) do
    if vim.wo[win].winbar ~= bar then
      vim.wo[win][0].winbar = bar
    end
  end
end

--- Go to the window of the input; open one below the chat where this tab has none.
---@param input journeyman.Input
function M.focus(input)
  local win = windows.find(input.buf)
  if win then
    return vim.api.nvim_set_current_win(win)
  end
  local chat = require("journeyman.chat").window(input.root)
  local height = config.get().chat.input_size + 1
  win = vim.api.nvim_open_win(input.buf, true, { split = "below", win = chat or -1, height = height })
  local options = vim.wo[win][0]
  options.number, options.relativenumber, options.signcolumn, options.foldcolumn = false, false, "no", "0"
  options.wrap, options.linebreak, options.winfixheight, options.spell = true, true, true, false
  M.refresh(input)
end

--- Keep the line right while modes and turns come and go.
---@param input journeyman.Input
function M.watch(input)
  local function refresh()
    vim.schedule(function()
      if vim.api.nvim_buf_is_loaded(input.buf) then
        M.refresh(input)
      end
    end)
  end
  vim.api.nvim_create_autocmd(
    { "InsertEnter", "InsertLeave", "BufWinEnter" },
    { buffer = input.buf, callback = refresh }
  )
  local offs = {
    events.on("update", function(session, update)
      if session.root == input.root and update.kind == "turn_state" then
        refresh()
      end
    end),
    events.on("current", function(root)
      if root == input.root then
        refresh()
      end
    end),
    events.on("reset", refresh),
  }
  vim.api.nvim_create_autocmd("BufUnload", {
    buffer = input.buf,
    once = true,
    callback = function()
      for _, off in ipairs(offs) do
        off()
      end
    end,
  })
end

return M
