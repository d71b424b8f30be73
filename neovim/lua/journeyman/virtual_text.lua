--- What goes on, at the end of the line where a turn was started.
local config = require("journeyman.config")
local events = require("journeyman.events")
local figures = require("journeyman.views.figures")
local sessions = require("journeyman.sessions")
local visible = require("journeyman.visible")

local M = {}

---@class journeyman.TurnPlace
---@field buf integer
---@field row integer Counted from 0; where the mark was last.
---@field mark? integer The extmark, which moves with edits.
---@field session_id? string Nil until the turn is known.
---@field turn_id? string

local namespace = vim.api.nvim_create_namespace("journeyman.virtual_text")
--- Screen cells of what a tool call does.
local MAX_TITLE = 60
local TICK_MS = 1000
---@type journeyman.TurnPlace[]
local places = {}
---@type uv.uv_timer_t?
local timer

--- The tool call that runs.
---@param session journeyman.Session
---@return string?
local function doing(session)
  local entries = session.transcript.entries
  for index = #entries, 1, -1 do
    local entry = entries[index]
    if entry.kind == "user" then
      return nil
    elseif entry.kind == "tool" and entry.status == "in_progress" then
      return figures.cut(visible.line(entry.title), MAX_TITLE)
    end
  end
end

---@param place journeyman.TurnPlace
---@return string? text Nil where nothing is to be shown.
local function text_of(place)
  local session = sessions.get(place.session_id or "")
  if not session then
    return nil
  end
  if session.turn_id ~= place.turn_id then
    return session:is_busy() and "waits for the running turn" or "begins"
  end
  if session.state == "awaiting_permission" then
    local asks = #session.permissions == 0 and #session.questions > 0
    return asks and "asks you something (:Journeyman answer)" or "waits for permission (:Journeyman permission)"
  end
  local seconds = math.floor((vim.uv.now() - (session.turn_started_ms or vim.uv.now())) / 1000)
  return ("%s · %ds"):format(doing(session) or "works", seconds)
end

---@param place journeyman.TurnPlace
local function draw(place)
  if not vim.api.nvim_buf_is_loaded(place.buf) then
    return
  end
  local at = place.mark and vim.api.nvim_buf_get_extmark_by_id(place.buf, namespace, place.mark, {}) or {}
  -- A buffer that was read anew has no marks any more.
  place.row = math.min(at[1] or place.row, vim.api.nvim_buf_line_count(place.buf) - 1)
  local text = config.get().virtual_text and text_of(place)
  place.mark = vim.api.nvim_buf_set_extmark(place.buf, namespace, place.row, 0, {
    id = at[1] and place.mark or nil,
    virt_text = text and { { ("  ⋯ %s"):format(text), "JourneymanBusy" } } or nil,
    hl_mode = "combine",
  })
end

local function draw_all()
  vim.tbl_map(draw, places)
end

--- Time is counted only while something runs.
local function count_time()
  if #places > 0 and not timer then
    timer = assert(vim.uv.new_timer())
    timer:start(TICK_MS, TICK_MS, vim.schedule_wrap(draw_all))
  elseif #places == 0 and timer then
    timer:close()
    timer = nil
  end
end

--- Forget a place: its turn is over, or was never started.
---@param place journeyman.TurnPlace
function M.drop(place)
  places = vim.tbl_filter(function(other)
    return other ~= place
  end, places)
  if place.mark and vim.api.nvim_buf_is_valid(place.buf) then
    vim.api.nvim_buf_del_extmark(place.buf, namespace, place.mark)
  end
  count_time()
end

--- Remember a line. It moves with the text until the turn that is about to be started is over.
---@param buf integer
---@param row integer Counted from 0.
---@return journeyman.TurnPlace
function M.remember(buf, row)
  local place = { buf = buf, row = row }
  table.insert(places, place)
  draw(place)
  count_time()
  return place
end

--- Say which turn was started there.
---@param place journeyman.TurnPlace
---@param session_id string
---@param turn_id string
function M.follow(place, session_id, turn_id)
  place.session_id, place.turn_id = session_id, turn_id
  local session = sessions.get(session_id)
  if session and session.turn_id == turn_id and not session:is_busy() then
    return M.drop(place)
  end
  draw(place)
end

--- Updates that change what is shown.
local TELLING = {
  turn_state = true,
  tool_call = true,
  tool_call_update = true,
  permission_pending = true,
  permission_resolved = true,
  question_pending = true,
  question_resolved = true,
}

---@param session journeyman.Session
---@param update table
local function take(session, update)
  if #places == 0 or not TELLING[update.kind] or (update.kind == "tool_call_update" and not update.status) then
    return
  end
  for _, place in ipairs(vim.list_slice(places)) do
    local is_own = place.session_id == session.id and place.turn_id == (update.turnId or session.turn_id)
    if is_own and update.state == "idle" then
      M.drop(place)
    elseif place.session_id == session.id then
      draw(place)
    end
  end
end

--- Show, while turns run, what they do.
function M.start()
  require("journeyman.highlights").ensure()
  events.on("update", take)
  events.on("reset", function(session)
    for _, place in ipairs(session:is_busy() and {} or vim.list_slice(places)) do
      if place.session_id == session.id then
        M.drop(place)
      end
    end
  end)
end

return M
