--- For tests of what waits for the user: sessions without a server, a clock, and the window on the screen.
local M = {}

local asked = require("journeyman.asked")
local client = require("journeyman.client")
local sessions = require("journeyman.sessions")

---@type { method: string, params: table, answer: fun(err?: table) }[]
M.sent = {}
local seqs = {}
local last = 0
local clock = 0

--- A session of a folder that nobody else has.
---@param root? string
function M.session(root)
  last = last + 1
  local id = "asking-" .. last
  M.update(id, root or "/asking", { kind = "turn_state", state = "running", turnId = "t" })
  return sessions.get(id)
end

function M.update(id, root, update)
  seqs[id] = (seqs[id] or 0) + 1
  sessions.hear(root, { sessionId = id, seq = seqs[id], update = update })
end

---@return table pending
function M.permission(session, id, fields)
  local pending = vim.tbl_extend("force", {
    kind = "permission_pending",
    permissionId = id,
    toolCallId = "call",
    title = "Run make",
    tool = "run_command",
    rawInput = { command = "make" },
    reason = "`run_command` changes something.",
    rule = "run_command(make)",
    options = {
      { optionId = "allow_once", name = "Allow", kind = "allow_once" },
      { optionId = "allow_always", name = "Always allow run_command(make)", kind = "allow_always" },
      { optionId = "reject_once", name = "Refuse", kind = "reject_once" },
    },
  }, fields or {})
  M.update(session.id, session.root, pending)
  return pending
end

function M.question(session, id, question, choices)
  local update = { kind = "question_pending", questionId = id, question = question, choices = choices }
  M.update(session.id, session.root, update)
end

function M.resolved(session, id)
  local is_question = vim.startswith(id, "q")
  local update = { kind = is_question and "question_resolved" or "permission_resolved" }
  update[is_question and "questionId" or "permissionId"] = id
  M.update(session.id, session.root, update)
end

--- The window, wherever it is.
---@return integer?
function M.window()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.bo[vim.api.nvim_win_get_buf(window)].filetype == "journeyman-asked" then
      return window
    end
  end
end

---@return string[]
function M.lines()
  local window = M.window()
  return window and vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false) or {}
end

function M.wait_ms(milliseconds)
  clock = clock + milliseconds
end

function M.press(keys)
  vim.api.nvim_feedkeys(vim.keycode(keys), "mtx", false)
end

local started = false

--- Runs a test; afterwards nothing waits, and one empty window is left.
function M.with(body)
  if not started then
    started = true
    asked.now = function()
      return clock
    end
    require("journeyman.permission").start()
    require("journeyman.question").start()
  end
  local request = client.request
  M.sent = {}
  client.request = function(_, method, params, callback)
    table.insert(M.sent, { method = method, params = params, answer = callback })
  end
  local ok, problem = xpcall(body, debug.traceback)
  client.request = request
  for _, session in ipairs(sessions.all()) do
    session.permissions, session.questions = {}, {}
    sessions.drop(session.id)
  end
  asked.refresh()
  vim.cmd("silent! tabonly! | silent! only! | enew!")
  assert(ok, problem)
end

return M
