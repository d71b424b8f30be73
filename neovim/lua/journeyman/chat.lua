--- The chat: a buffer for each folder, which shows the session that is current there.
local Canvas = require("journeyman.chat.canvas")
local View = require("journeyman.views.view")
local config = require("journeyman.config")
local events = require("journeyman.events")
local figures = require("journeyman.views.figures")
local markdown = require("journeyman.chat.markdown")
local paced = require("journeyman.paced")
local say = require("journeyman.say")
local sessions = require("journeyman.sessions")
local windows = require("journeyman.chat.windows")

local M = {}

---@class journeyman.ChatPage
---@field root string
---@field buf integer
---@field canvas journeyman.Canvas
---@field maps { key: string, about: string }[]
---@field package draw_soon fun()
---@field package goes_on boolean Whether what was too much for one slice is about to be drawn.

--- Drawing takes no longer at a time, in milliseconds; then typing has its turn.
local SLICE_MS = 3
--- Between two drawings of what goes on. Nobody reads faster, and the screen is drawn as often.
local PAUSE_MS = 50

--- Cells of the title in the line above.
local MAX_TITLE = 50

local STATES = { running = "running", awaiting_permission = "waits for you", idle = "ready", queued = "ready" }

---@type table<string, journeyman.ChatPage> by folder
local pages = {}

--- A session that was resumed does not tell its title; it begins with its first prompt.
---@param session journeyman.Session
---@return string
local function title_of(session)
  for _, entry in ipairs(session.title == "" and session.transcript.entries or {}) do
    if entry.kind == "user" and entry.text ~= "" then
      return entry.text
    end
  end
  return session.title ~= "" and session.title or "New session"
end

---@param root string
---@return string title, string[] parts
local function head(root)
  local session = sessions.current(root)
  if not session then
    return "Journeyman", { vim.fs.basename(root) }
  end
  local parts = { session:option("mode") or "", session:option("model") or "" }
  table.insert(parts, session.stale and "the server has ended" or STATES[session.state])
  local is_off = session:option("off_the_record") == "on"
  table.insert(parts, is_off and "off the record" or "")
  local queued = #session.transcript.queued
  table.insert(parts, queued > 0 and ("%d queued"):format(queued) or "")
  return figures.cut(title_of(session), MAX_TITLE), vim.tbl_filter(function(part)
    return part ~= ""
  end, parts)
end

---@return string[]
local function hint()
  local keys = config.get().keys.chat
  return {
    ("Say what is to be done: %s opens the input, %s shows the keys."):format(
      keys.input or ":Journeyman ask",
      keys.help or ":help journeyman"
    ),
  }
end

---@param page journeyman.ChatPage
local function draw(page)
  if not vim.api.nvim_buf_is_loaded(page.buf) then
    return
  end
  local following = windows.following(page.buf)
  local done = page.canvas:draw(hint, SLICE_MS)
  for _, win in ipairs(following) do
    windows.scroll(win, page.buf)
  end
  windows.head(page.buf, head(page.root))
  if done then
    markdown.refresh(page.canvas)
  elseif not page.goes_on then
    page.goes_on = true
    -- A timer, because what is only scheduled would run again before a key is read.
    vim.defer_fn(function()
      page.goes_on = false
      draw(page)
    end, 1)
  end
end

---@param page? journeyman.ChatPage
local function draw_soon(page)
  if page then
    page.draw_soon()
  end
end

---@param page? journeyman.ChatPage
local function begin_anew(page)
  if page and vim.api.nvim_buf_is_loaded(page.buf) then
    local session = sessions.current(page.root)
    local following = windows.following(page.buf)
    page.canvas:show(session and session.transcript)
    for _, win in ipairs(following) do
      windows.scroll(win, page.buf)
    end
    -- At once, so that nobody sees it empty.
    draw(page)
  end
end

local listening = false
local function listen()
  if listening then
    return
  end
  listening = true
  events.on("update", function(session)
    if session == sessions.current(session.root) then
      draw_soon(pages[session.root])
    end
  end)
  events.on("reset", function(session)
    if session == sessions.current(session.root) then
      begin_anew(pages[session.root])
    end
  end)
  events.on("current", function(root)
    begin_anew(pages[root])
  end)
  vim.api.nvim_create_autocmd({ "WinScrolled", "WinResized", "TabEnter" }, {
    group = vim.api.nvim_create_augroup("journeyman.chat", {}),
    callback = function()
      for _, page in pairs(pages) do
        if M.window(page.root) then
          markdown.refresh(page.canvas)
          windows.head(page.buf, head(page.root))
        end
      end
    end,
  })
end

---@param root string
---@return integer
local function create_buffer(root)
  local buf = vim.api.nvim_create_buf(false, true)
  View.name_buffer(buf, "chat", vim.fs.basename(root))
  vim.b[buf].journeyman_root = root
  local options = vim.bo[buf]
  options.buftype, options.bufhidden, options.swapfile, options.modeline = "nofile", "hide", false, false
  options.undolevels, options.modifiable = -1, false
  options.filetype = "journeyman-chat"
  markdown.start(buf)
  return buf
end

--- `:edit` has emptied the buffer; `:bdelete` and the like have ended it.
---@param page journeyman.ChatPage
local function revive(page)
  if vim.api.nvim_buf_is_loaded(page.buf) then
    markdown.start(page.buf)
    return begin_anew(page)
  end
  Canvas.forget(page.buf)
  if vim.api.nvim_buf_is_valid(page.buf) then
    vim.api.nvim_buf_delete(page.buf, { force = true })
  end
end

---@param root string
---@return journeyman.ChatPage
local function page_of(root)
  local page = pages[root]
  if page and vim.api.nvim_buf_is_loaded(page.buf) then
    return page
  end
  require("journeyman.highlights").ensure()
  listen()
  local buf = create_buffer(root)
  page = { root = root, buf = buf, canvas = Canvas.new(buf), maps = {}, goes_on = false }
  page.draw_soon = paced.new(PAUSE_MS, function()
    draw(page)
  end)
  pages[root] = page
  windows.watch(page.canvas, function()
    draw_soon(page)
  end)
  require("journeyman.chat.keys").map(page)
  vim.api.nvim_create_autocmd("BufUnload", {
    buffer = buf,
    callback = function()
      page.canvas:emptied()
      vim.schedule(function()
        revive(page)
      end)
    end,
  })
  begin_anew(page)
  return page
end

--- The window of the chat in this tab.
---@param root string
---@return integer?
function M.window(root)
  local page = pages[root]
  return page and windows.find(page.buf)
end

--- Show the chat in this tab, with the session as it is. The focus stays where it is.
---@param root string
---@return integer window
function M.show(root)
  local page = page_of(root)
  local win = windows.find(page.buf) or windows.open(page.buf)
  windows.head(page.buf, head(root))
  return win
end

---@param root string
local function focus(root)
  local input = require("journeyman.chat.input")
  if not M.window(root) then
    -- It belongs below the chat, and not to where the chat was.
    input.close(root)
  end
  M.show(root)
  input.open(root)
end

--- `:Journeyman chat`: go to the chat; without a session one is started.
---@param call journeyman.Call
function M.open(call)
  focus(call.root)
  sessions.ensure(call.root, function(err)
    if err then
      say.error(err)
    end
  end)
end

--- `:Journeyman new`.
---@param call journeyman.Call
function M.new(call)
  focus(call.root)
  sessions.new(call.root, nil, function(err)
    if err then
      say.error(err)
    end
  end)
end

--- `:Journeyman stop`: end the running turn, and those that wait.
---@param call { root: string }
function M.stop(call)
  local session = sessions.current(call.root)
  if session and session:is_busy() then
    session:cancel()
  else
    say.say("Nothing is running.")
  end
end

--- Close the chat and its input in this tab. What runs goes on, and is there when the chat is opened again.
---@param root string
function M.close(root)
  require("journeyman.chat.input").close(root)
  local page = pages[root]
  if page then
    windows.close(page.buf)
  end
end

return M
