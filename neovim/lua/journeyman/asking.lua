--- Start turns: by words alone, or about a place in a buffer.
local client = require("journeyman.client")
local place_of = require("journeyman.place")
local say = require("journeyman.say")
local sessions = require("journeyman.sessions")

local M = {}

--- Show the chat beside what the user does; the focus stays where it is.
---@param root string
local function show_chat(root)
  local here = vim.api.nvim_get_current_win()
  require("journeyman.chat").show(root)
  vim.api.nvim_set_current_win(here)
end

--- See `require("journeyman").prompt`. Opens nothing.
---@param text string
---@param opts { root?: string, skill?: string, delivery?: "send"|"queue"|"steer" }
---@param callback? fun(err?: journeyman.Error, turn_id?: string)
function M.prompt(text, opts, callback)
  sessions.ensure(opts.root or client.root(), function(err, session)
    if err or not session then
      return (callback or say.error)(err)
    end
    session:prompt({ { type = "text", text = text } }, { delivery = opts.delivery, skill = opts.skill }, callback)
  end)
end

---@class journeyman.Offer The argument of the command `journeyman.prompt`, see docs/protocol.md, "Code actions".
---@field intent "fix"|"explain"|"ask"|"apply"
---@field uri string
---@field range lsp.Range
---@field diagnostics string[]
---@field question? string
---@field skill? string
---@field sessionId? string

---@param offer journeyman.Offer
---@param buf integer
---@param session journeyman.Session
local function send(offer, buf, session)
  local server = client.get(session.root)
  if not server or not vim.api.nvim_buf_is_loaded(buf) or not vim.lsp.buf_attach_client(buf, server.id) then
    return say.error({ message = "The file that this is about is not open any more. Open it, and try again." })
  end
  local virtual_text = require("journeyman.virtual_text")
  local place = virtual_text.remember(buf, offer.range.start.line)
  local chosen = vim.tbl_extend("force", offer, { sessionId = session.id })
  local params = { command = "journeyman.prompt", arguments = { chosen } }
  client.request(session.root, "workspace/executeCommand", params, function(err, started)
    if err then
      virtual_text.drop(place)
      return say.error(err)
    end
    virtual_text.follow(place, started.sessionId, started.turnId)
  end)
  show_chat(session.root)
end

--- Carry out a code action, in the session that is shown. Asks for the question where one is missing.
---@param offer journeyman.Offer
function M.run(offer)
  if offer.intent == "ask" and (offer.question or "") == "" then
    return vim.ui.input({ prompt = ("Ask about %s: "):format(place_of.words(offer.range)) }, function(question)
      if question and vim.trim(question) ~= "" then
        M.run(vim.tbl_extend("force", offer, { question = question }))
      end
    end)
  end
  local buf = vim.uri_to_bufnr(offer.uri)
  local root = client.root(buf)
  -- Another session may have been shown since the folder was trusted or not.
  require("journeyman.trust").ask(root, function()
    sessions.ensure(root, function(err, session)
      if err then
        return say.error(err)
      end
      send(offer, buf, session)
    end)
  end)
end

--- Start a turn about a place.
---@param call journeyman.Call
---@param place? journeyman.About Nil if the call does not come from a file.
---@param intent "fix"|"explain"|"ask"
local function about(call, place, intent)
  if not place then
    return say.error({ message = "Open the file that this is about, and put the cursor there." })
  end
  if intent == "fix" and #place.diagnostics == 0 then
    local message = "No problem is known in %s. Go to one with ]d, or say what is wrong: :%sJourneyman ask TEXT"
    local lines = place.first == place.last and place.first or ("%d,%d"):format(place.first, place.last)
    return say.warn(message:format(place.words, lines))
  end
  client.ensure(call.root, function(err, server)
    if err or not server then
      return say.error(err)
    end
    M.run({
      intent = intent,
      uri = place.uri,
      range = place_of.to_range(place, server.offset_encoding),
      diagnostics = intent == "ask" and {} or place.diagnostics,
      question = intent == "ask" and call.text ~= "" and call.text or nil,
    })
  end)
end

---@param call journeyman.Call
---@param place? journeyman.About
local function ask(call, place)
  if call.range then
    return about(call, place, "ask")
  end
  if call.text == "" then
    return require("journeyman.chat").open(call)
  end
  M.prompt(call.text, { root = call.root })
  show_chat(call.root)
end

--- `:[RANGE]Journeyman ask [TEXT]`: about the lines, if there are some; else like a prompt that is typed into the chat.
---@param call journeyman.Call
function M.ask(call)
  ask(call, place_of.here(call.range))
end

---@param call journeyman.Call
function M.fix(call)
  about(call, place_of.here(call.range), "fix")
end

---@param call journeyman.Call
function M.explain(call)
  about(call, place_of.here(call.range), "explain")
end

--- As `ask`, in a session that changes nothing from now on.
---@param call journeyman.Call
function M.plan(call)
  -- The user may be elsewhere when the server has answered.
  local place = place_of.here(call.range)
  sessions.ensure(call.root, function(err, session)
    if err or not session then
      return say.error(err)
    end
    session:set_option("mode", "plan", function(refused)
      if refused then
        return say.error(refused)
      end
      ask(call, place)
    end)
  end)
end

---@param call journeyman.Call
function M.commit(call)
  require("journeyman.commit_message").write(call.root)
end

return M
