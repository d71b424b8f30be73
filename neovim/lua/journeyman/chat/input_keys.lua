--- What the keys in the input do.
local config = require("journeyman.config")
local sessions = require("journeyman.sessions")

local M = {}

---@param input journeyman.Input
---@return boolean stopped Whether there was something to be stopped.
local function stop(input)
  local session = sessions.current(input.root)
  if session and session:is_busy() then
    session:cancel()
    return true
  end
  return false
end

--- The key as if it were not mapped, before those that were typed since.
---@param key string
local function press(key)
  vim.api.nvim_feedkeys(vim.keycode(key), "ni", false)
end

--- Arrows move in the popup menu and in the text; at its edge they walk through earlier prompts.
---@param input journeyman.Input
---@param key "<Up>"|"<Down>"
local function arrow(input, key)
  local row = vim.api.nvim_win_get_cursor(0)[1]
  local at_edge = row == (key == "<Up>" and 1 or vim.api.nvim_buf_line_count(input.buf))
  local walks = at_edge and vim.fn.pumvisible() == 0
  if not walks or not require("journeyman.chat.input")._walk(input, key == "<Up>" and "older" or "newer") then
    press(key)
  end
end

--- A line for each thing that can be done, with its keys.
---@param buf integer
local function help(buf)
  local keys = {}
  for _, mode in ipairs({ "n", "i" }) do
    for _, map in ipairs(vim.api.nvim_buf_get_keymap(buf, mode)) do
      local known = keys[map.desc]
      -- Other plugins map keys here, too, some of which say nothing.
      if not known and map.desc then
        keys[map.desc] = mode == "i" and map.lhs .. " (insert)" or map.lhs
      elseif known and known ~= map.lhs then
        keys[map.desc] = ("%s, %s (insert)"):format(known, map.lhs)
      end
    end
  end
  local lines = {}
  for about, lhs in vim.spairs(keys) do
    table.insert(lines, (" %-24s %s "):format(lhs, about))
  end
  require("journeyman.key_help").show(lines)
end

--- Map the keys that the user has not switched off.
---@param input journeyman.Input
function M.map(input)
  local keys = config.get().keys.input
  local function map(modes, key, about, run)
    if key then
      vim.keymap.set(modes, key, run, { buffer = input.buf, nowait = true, desc = about })
    end
  end
  local function send(delivery)
    return function()
      require("journeyman.chat.input")._send(input, delivery)
    end
  end
  map("n", keys.send, "send, or queue behind the running turn", send("queue"))
  map("i", keys.send_insert, "send, or queue behind the running turn", send("queue"))
  map({ "n", "i" }, keys.steer, "send to the running turn", send("steer"))
  map("n", keys.stop, "stop the running turn, and those that wait", function()
    stop(input)
  end)
  map("i", keys.stop, "stop the running turn, and those that wait", function()
    if not stop(input) then
      press(keys.stop)
    end
  end)
  map("n", keys.close, "close; the draft stays", function()
    require("journeyman.chat.input").close(input.root)
  end)
  for key, about in pairs({
    ["<Up>"] = "at the first line: the prompt before",
    ["<Down>"] = "at the last line: the prompt after",
  }) do
    map({ "n", "i" }, key, about, function()
      arrow(input, key)
    end)
  end
  map("n", config.get().keys.view.help, "show the keys", function()
    help(input.buf)
  end)
end

return M
