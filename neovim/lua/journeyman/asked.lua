--- What waits for the user's word, one at a time, in a small window: permissions, and questions of the agent.
---
--- Each kind says what waits in a session, how it is drawn, and which keys answer. What is shown stays until it is
--- resolved, here or by another editor.
local Float = require("journeyman.float")
local client = require("journeyman.client")
local events = require("journeyman.events")
local say = require("journeyman.say")
local sessions = require("journeyman.sessions")
local visible = require("journeyman.visible")

local M = {}

--- What is on the screen for less than this, in milliseconds, takes no key: it was meant for something else.
local GUARD_MS = 300

---@class journeyman.Asked
---@field kind journeyman.AskedKind
---@field session journeyman.Session
---@field pending table The update that told of it.

---@class journeyman.AskedKind
---@field name string For the title, such as "Permission".
---@field command string What goes to it, such as ":Journeyman permission".
---@field list fun(session: journeyman.Session): table[] What waits, the oldest first.
---@field draw fun(asked: journeyman.Asked, width: integer, height: integer): journeyman.Pieces[]
---@field keys fun(): table<string, journeyman.AskedKey|false>

---@class journeyman.AskedKey
---@field about string
---@field run fun(asked: journeyman.Asked)

---@type journeyman.AskedKind[]
local kinds = {}
---@type table<table, true> answers that are on their way
local answered = setmetatable({}, { __mode = "k" })
---@type journeyman.Asked?
local shown
local shown_at = 0
---@type journeyman.Float?
local float
--- Milliseconds that only grow. Tests have their own.
M.now = function()
  return vim.uv.hrtime() / 1e6
end

--- What waits: first that of a folder, then of the others; permissions first, the oldest first.
---@param root string
---@return journeyman.Asked[]
local function waiting(root)
  local here, elsewhere = {}, {}
  for _, kind in ipairs(kinds) do
    for _, session in ipairs(sessions.all()) do
      for _, pending in ipairs(kind.list(session)) do
        if not answered[pending] then
          table.insert(
            session.root == root and here or elsewhere,
            { kind = kind, session = session, pending = pending }
          )
        end
      end
    end
  end
  return vim.list_extend(here, elsewhere)
end

---@param list journeyman.Asked[]
---@return boolean
local function is_in(list, asked)
  return vim.iter(list):any(function(other)
    return other.pending == asked.pending
  end)
end

---@param asked journeyman.Asked
---@return journeyman.FloatDrawer
local function drawer(asked)
  return function(width, height, focused)
    local more = #waiting(asked.session.root) - 1
    local title = (" %s · %s "):format(asked.kind.name, visible.line(vim.fs.basename(asked.session.root)))
    local rest = more > 0 and (" · %d more"):format(more) or ""
    return {
      lines = asked.kind.draw(asked, width, height),
      title = title,
      footer = focused and (" g? keys%s "):format(rest) or (" %s%s "):format(asked.kind.command, rest),
    }
  end
end

--- Keys answer only what was on the screen long enough to be seen.
local function pressed(key)
  if shown and M.now() - shown_at >= GUARD_MS then
    key.run(shown)
  end
end

local function help()
  local lines = {}
  for lhs, key in vim.spairs(shown and shown.kind.keys() or {}) do
    table.insert(lines, ("%-8s %s"):format(lhs, key.about))
  end
  require("journeyman.key_help").show(lines)
end

--- All keys of all kinds are mapped; one that answers nothing now does nothing.
local function map(buf)
  local function set(lhs, run, about)
    vim.keymap.set("n", lhs, run, { buffer = buf, nowait = true, desc = about })
  end
  for _, kind in ipairs(kinds) do
    for lhs in pairs(kind.keys()) do
      set(lhs, function()
        local key = shown and shown.kind.keys()[lhs]
        if key then
          pressed(key)
        end
      end)
    end
  end
  set("g?", help, "show the keys")
end

--- Whoever is in the chat and types nothing waits for it.
---@return boolean
local function may_take_focus()
  local mode = vim.api.nvim_get_mode()
  local filetype = vim.bo.filetype
  local in_chat = filetype == "journeyman-chat" or filetype == "journeyman-input"
  local in_macro = vim.fn.reg_recording() ~= "" or vim.fn.reg_executing() ~= ""
  return in_chat and mode.mode == "n" and not mode.blocking and not in_macro
end

---@param asked journeyman.Asked?
local function show(asked)
  shown, shown_at = asked, M.now()
  if not asked then
    return float and float:hide()
  end
  float = float or Float.new("asked", map)
  float:show(drawer(asked))
  if may_take_focus() then
    float:focus()
  end
end

--- Show what is to be shown now.
function M.refresh()
  local list = waiting(client.root())
  if not shown or not is_in(list, shown) then
    show(list[1])
  elseif float then
    float:redraw()
  end
end

--- Go to what waits: in the folder first, of the kind if there is one.
---@param root string
---@param kind? journeyman.AskedKind
---@return boolean there
function M.focus(root, kind)
  local first = vim.iter(waiting(root)):find(function(asked)
    return not kind or asked.kind == kind
  end)
  if not first then
    return false
  end
  if not shown or shown.pending ~= first.pending then
    show(first)
  end
  float:show(drawer(first))
  float:focus()
  return true
end

--- The first of a kind that waits in a folder.
---@param root string
---@param kind journeyman.AskedKind
---@return journeyman.Asked?
function M.first(root, kind)
  return vim.iter(waiting(root)):find(function(asked)
    return asked.kind == kind and asked.session.root == root
  end)
end

--- Go back, and leave the window where it is.
function M.leave()
  if float then
    float:leave()
  end
end

--- Give an answer: the next is shown at once, and this one again if the server does not take it.
---@param asked journeyman.Asked
---@param send fun(callback: fun(err?: journeyman.Error))
function M.resolve(asked, send)
  answered[asked.pending] = true
  M.refresh()
  send(function(err)
    if err then
      answered[asked.pending] = nil
      say.error(err)
      M.refresh()
    end
  end)
end

---@alias journeyman.Pieces [string, string?][]

--- A text as lines that fit.
---@param text string
---@param width integer
---@param group? string
---@return journeyman.Pieces[]
function M.rows(text, width, group)
  return vim.tbl_map(function(row)
    return { { row, group } }
  end, visible.rows(visible.line(text), width))
end

--- An answer with its key.
---@param lhs? string|false
---@param text string
---@param width integer
---@return journeyman.Pieces[]
function M.choice(lhs, text, width)
  local lines = {}
  for row, part in ipairs(visible.rows(visible.line(text), width - 6)) do
    table.insert(lines, { { ("%-5s "):format(row == 1 and lhs or ""), "JourneymanKey" }, { part } })
  end
  return lines
end

--- Those keys that the user wants, as they are typed.
---@param keys table<string, journeyman.AskedKey> By the name of the option.
---@param chosen table<string, string|false>
---@return table<string, journeyman.AskedKey>
function M.by_key(keys, chosen)
  local found = {}
  for name, key in pairs(keys) do
    if chosen[name] then
      found[chosen[name]] = key
    end
  end
  return found
end

local CHANGES = {
  permission_pending = true,
  permission_resolved = true,
  question_pending = true,
  question_resolved = true,
}

---@param kind journeyman.AskedKind
function M.start(kind)
  if #kinds == 0 then
    events.on("update", function(_, update)
      if CHANGES[update.kind] then
        M.refresh()
      end
    end)
    events.on("reset", M.refresh)
  end
  table.insert(kinds, kind)
end

return M
