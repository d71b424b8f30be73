--- How things are, for a status line: asked for at each redraw, so everything is known before.
local client = require("journeyman.client")
local events = require("journeyman.events")
local paths = require("journeyman.paths")
local sessions = require("journeyman.sessions")

local M = {}

--- A status line is drawn anew at most so often for us, and each second while time is counted in it.
local REDRAW_MS, TICK_MS = 100, 1000

---@type table<string, table> the last `journeyman/status` of each server, by folder
local told = {}
---@type table<string, integer> changes that are not decided, by session; counted anew after the next change
local pending = {}
---@type table<string, string> folders by place: finding one looks at the disk
local roots = {}
--- Whether somebody has looked since the last redraw; else there is nothing to be drawn.
local looked, redraws, ticks = false, false, false

--- What the server of a folder said last with `journeyman/status`.
---@param root string
---@return { health: "ok"|"warning"|"error", busy: boolean, message: string, model: string, contextWindow: integer }?
function M.told(root)
  return told[root]
end

local function redraw_soon()
  if redraws or not looked then
    return
  end
  redraws = true
  vim.defer_fn(function()
    redraws, looked = false, false
    vim.cmd.redrawstatus({ bang = true })
  end, REDRAW_MS)
end

local function tick()
  if not ticks then
    ticks = true
    vim.defer_fn(function()
      ticks = false
      redraw_soon()
    end, TICK_MS)
  end
end

---@param buf integer
---@return string
local function root_of(buf)
  local attached = vim.lsp.get_clients({ name = "journeyman", bufnr = buf })[1]
  if vim.b[buf].journeyman_root or attached then
    return client.root(buf)
  end
  local place = (vim.uv.cwd() or "") .. "\0" .. vim.api.nvim_buf_get_name(buf)
  roots[place] = roots[place] or client.root(buf)
  return roots[place]
end

---@param session journeyman.Session
---@return integer
local function pending_of(session)
  local count = pending[session.id]
  if not count then
    count = 0
    for _, change_set in pairs(session.changes) do
      for _, file in ipairs(change_set.files) do
        count = count + file.pending
      end
    end
    pending[session.id] = count
  end
  return count
end

--- Nothing in a name is an item of a status line.
---@param text string
---@return string
local function harmless(text)
  return (text:gsub("[%c%%]", ""))
end

---@param root string
---@return boolean
local function is_starting(root)
  for _, each in ipairs(vim.lsp.get_clients({ name = "journeyman", _uninitialized = true })) do
    if each.root_dir and paths.plain(each.root_dir) == root and not each:is_stopped() then
      return not each.initialized or not told[root]
    end
  end
  return false
end

---@param running? journeyman.Session
---@param permissions integer
---@param health string
---@return string state
local function state_of(running, permissions, health)
  if permissions > 0 then
    return "awaiting_permission"
  elseif running then
    return "running"
  end
  return health == "ok" and "idle" or health
end

---@param status journeyman.Status
---@param running? journeyman.Session
---@return string
local function text_of(status, running)
  local parts = { status.model ~= "" and status.model or "no model" }
  if status.state == "awaiting_permission" then
    table.insert(parts, "waits for you")
  elseif status.state == "running" and running then
    tick()
    local seconds = math.floor((vim.uv.now() - (running.turn_started_ms or vim.uv.now())) / 1000)
    table.insert(parts, ("%s %ds"):format(running.transcript.waiting and "waits for the model" or "running", seconds))
  elseif status.state ~= "idle" then
    table.insert(parts, "see :checkhealth journeyman")
  end
  if status.pending > 0 then
    table.insert(parts, ("%d change%s to review"):format(status.pending, status.pending == 1 and "" or "s"))
  end
  return "⚒ " .. table.concat(parts, " · ")
end

--- See `require("journeyman").status`.
---@param buf? integer
---@return journeyman.Status
function M.get(buf)
  looked = true
  local root = root_of(buf or vim.api.nvim_get_current_buf())
  local status = { text = "", state = "off", model = "", pending = 0, permissions = 0 }
  if is_starting(root) then
    status.text, status.state = "⚒ starting", "starting"
    return status
  elseif not client.get(root) or not told[root] then
    return status
  end
  local shown, running = sessions.current(root), nil
  for _, session in ipairs(sessions.all(root)) do
    status.pending = status.pending + pending_of(session)
    status.permissions = status.permissions + #session.permissions + #session.questions
    running = session:is_busy() and (session == shown or not running) and session or running
  end
  status.session = shown and shown.id
  status.model = harmless(shown and shown:option("model") or told[root].model)
  status.state = state_of(running, status.permissions, told[root].health)
  status.text = text_of(status, running)
  return status
end

--- Updates that change what a status line says.
local TELLING = {
  turn_state = true,
  permission_pending = true,
  permission_resolved = true,
  question_pending = true,
  question_resolved = true,
  change_set = true,
  notice = true,
  config_option_update = true,
}

--- Listen to what the servers tell.
function M.start()
  events.on("notified", function(method, params, root)
    if method == "journeyman/status" then
      told[root] = params
      redraw_soon()
    end
  end)
  events.on("update", function(session, update)
    if update.kind == "change_set" then
      pending[session.id] = nil
    end
    if TELLING[update.kind] then
      redraw_soon()
    end
  end)
  events.on("reset", function(session)
    pending[session.id] = nil
    redraw_soon()
  end)
  events.on("stopped", function(root)
    told[root] = nil
    redraw_soon()
  end)
  events.on("started", redraw_soon)
  events.on("current", redraw_soon)
end

return M
