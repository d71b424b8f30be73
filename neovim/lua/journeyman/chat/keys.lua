--- What the keys of the chat do, and the list of them.
local config = require("journeyman.config")
local places = require("journeyman.chat.places")
local say = require("journeyman.say")
local sessions = require("journeyman.sessions")

local M = {}

---@param page journeyman.ChatPage
---@return integer? index, journeyman.Entry? entry Those at the cursor.
local function at_cursor(page)
  local index = page.canvas:entry_at(vim.api.nvim_win_get_cursor(0)[1])
  return index, index and page.canvas.transcript.entries[index]
end

local function follow(page)
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local closed = vim.fn.foldclosed(row)
  local line = page.canvas:line_at(closed ~= -1 and closed or row)
  local text = vim.api.nvim_get_current_line()
  local place = closed == -1 and places.in_text(page.root, text, column) or nil
  place = place or (type(line) == "table" and line.item) or nil
  if place then
    places.go(page.root, place)
  elseif vim.fn.foldlevel(row) > 0 then
    vim.cmd.normal({ "za", bang = true })
  else
    say.say("Nothing to go to here. The key works on tool calls, changes, skills and names of files.")
  end
end

---@param direction 1|-1
local function to_prompt(direction)
  return function(page)
    local canvas = page.canvas
    local entries = canvas.transcript and canvas.transcript.entries or {}
    local here = vim.api.nvim_win_get_cursor(0)[1]
    local from = canvas:entry_at(here) or #canvas.first + 1
    for index = from, direction > 0 and #canvas.first or 1, direction do
      local row = canvas.first[index]
      -- A blank line is above each but the first.
      row = row and index > 1 and row + 1 or row
      if row and entries[index].kind == "user" and (row - here) * direction > 0 then
        vim.cmd.normal({ "m'", bang = true })
        return vim.api.nvim_win_set_cursor(0, { row, 0 })
      end
    end
  end
end

--- What is about a turn is about the one at the cursor.
---@param run fun(session: journeyman.Session, turn_id: string)
local function with_turn(run)
  return function(page)
    local session = sessions.current(page.root)
    local _, entry = at_cursor(page)
    if not session or not entry then
      return say.say("Go to a turn first: the key is about the turn at the cursor.")
    elseif not entry.turn_id then
      return say.say("This turn is from before. :Journeyman restore goes back to it.")
    end
    run(session, entry.turn_id)
  end
end

local function feedback(value)
  return with_turn(function(session, turn_id)
    require("journeyman.chat.feedback").give(session, turn_id, value)
  end)
end

local function help(page)
  local lines = {}
  for _, map in ipairs(page.maps) do
    table.insert(lines, ("%-8s %s"):format(map.key, map.about))
  end
  table.insert(lines, "za       open or close what is folded")
  require("journeyman.key_help").show(lines)
end

---@type { name: string, about: string, run: fun(page: journeyman.ChatPage) }[]
local ACTIONS = {
  {
    name = "input",
    about = "write a prompt",
    run = function(page)
      require("journeyman.chat.input").open(page.root)
    end,
  },
  { name = "follow", about = "go to what the line is about", run = follow },
  {
    name = "stop",
    about = "stop the running turn, and those that wait",
    run = function(page)
      require("journeyman.chat").stop(page)
    end,
  },
  { name = "next_prompt", about = "to the next prompt", run = to_prompt(1) },
  { name = "previous_prompt", about = "to the prompt before", run = to_prompt(-1) },
  {
    name = "edit",
    about = "say the prompt of this turn anew, in a session of its own",
    run = with_turn(function(session, turn_id)
      require("journeyman.chat.resend").edit(session, turn_id)
    end),
  },
  { name = "good", about = "this turn went well", run = feedback("up") },
  { name = "bad", about = "this turn went badly", run = feedback("down") },
  {
    name = "close",
    about = "close the chat; what runs goes on",
    run = function(page)
      require("journeyman.chat").close(page.root)
    end,
  },
  { name = "help", about = "show these keys", run = help },
}

---@param page journeyman.ChatPage
function M.map(page)
  local keys = config.get().keys.chat
  page.maps = {}
  for _, action in ipairs(ACTIONS) do
    local key = keys[action.name]
    if key then
      table.insert(page.maps, { key = key, about = action.about })
      vim.keymap.set("n", key, function()
        action.run(page)
      end, { buffer = page.buf, nowait = true, desc = "Journeyman: " .. action.about })
    end
  end
end

return M
