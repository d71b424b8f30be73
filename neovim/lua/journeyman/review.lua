--- Review of what the agent has changed: shown in buffers as it comes, and decided on change by change.
local buffers = require("journeyman.review.buffers")
local changes = require("journeyman.review.changes")
local deciding = require("journeyman.review.deciding")
local events = require("journeyman.events")
local files = require("journeyman.review.files")
local quickfix = require("journeyman.review.quickfix")
local refresh = require("journeyman.review.refresh")
local say = require("journeyman.say")
local sessions = require("journeyman.sessions")
local sides = require("journeyman.review.sides")

local M = {}

--- The folders with sessions that a buffer's file is in, and its path there.
---@param buf integer
---@return table<string, string>
local function places(buf)
  local found = {}
  for _, session in ipairs(sessions.all()) do
    found[session.root] = files.path(session.root, buf)
  end
  return found
end

local function watch_buffers()
  local group = vim.api.nvim_create_augroup("journeyman.review", {})
  local function on(names, callback, pattern)
    vim.api.nvim_create_autocmd(names, { group = group, pattern = pattern, callback = callback })
  end
  on({ "BufReadPost", "BufWinEnter", "BufFilePost" }, function(args)
    if args.event == "BufReadPost" then
      buffers.redraw(args.buf)
    end
    for root in pairs(places(args.buf)) do
      refresh.soon(root)
    end
  end)
  on("BufWritePost", function(args)
    for root, path in pairs(places(args.buf)) do
      changes.written(root, path)
    end
  end)
  on("BufUnload", function(args)
    buffers.forget(args.buf)
  end)
  on("OptionSet", function()
    buffers.redraw(vim.api.nvim_get_current_buf())
  end, "diff")
end

--- Listen to sessions and buffers.
function M.start()
  changes.on_change = refresh.soon
  events.on("update", function(session, update)
    if update.kind == "change_set" then
      changes.hear(session, update)
    end
  end)
  events.on("reset", changes.reset)
  events.on("current", changes.prune)
  watch_buffers()
end

---@param action journeyman.Decision
---@param call journeyman.Call
local function decide(action, call)
  local spot = deciding.spot(call)
  refresh.all(call.root, function()
    deciding.run(action, call, spot)
  end)
end

--- Keep the change at the cursor, those in a range, in the file, or all.
---@param call journeyman.Call
function M.accept(call)
  decide("accept", call)
end

--- Put the old lines back.
---@param call journeyman.Call
function M.reject(call)
  decide("reject", call)
end

---@param call journeyman.Call
---@param direction "next"|"prev"
local function go(call, direction)
  local function now()
    require("journeyman.review.going").go(call.root, direction)
  end
  -- Keys that were typed meanwhile are meant for where this one leads, so an answer is waited for only without any.
  if changes.are_known(call.root) then
    return now()
  end
  refresh.all(call.root, now)
end

---@param call journeyman.Call
function M.next(call)
  go(call, "next")
end

---@param call journeyman.Call
function M.prev(call)
  go(call, "prev")
end

--- Put all pending changes of the folder into a quickfix list.
---@param call journeyman.Call
function M.list(call)
  refresh.all(call.root, function()
    quickfix.open(call.root, changes.files(call.root))
  end)
end

--- Show a file beside what it was before; the one in this window if none is named.
---@param call journeyman.Call
function M.diff(call)
  local buf = vim.api.nvim_get_current_buf()
  local path = call.text ~= "" and call.text or vim.b[buf].journeyman_path or files.path(call.root, buf)
  if not path then
    return say.warn("This is no file of the folder. Name one: :Journeyman diff FILE")
  end
  refresh.all(call.root, function()
    sides.open(call.root, path)
  end)
end

--- The files that the agent has changed, for completion.
M.known = sides.known

return M
