--- An editor with a server that answers as it is told, and a user who does, too: for tests of views.
local fake_server = require("fake_server")
local harness = require("harness")

local M = {}

--- A memory, as the server tells it.
M.SPACES = {
  id = "m12",
  scope = "workspace",
  subject = "user",
  slot = "indentation",
  text = "Prefers spaces.",
  kind = "explicit",
  confidence = 0.889,
  status = "active",
  pinned = false,
  validFrom = "2026-05-02T12:00:00+00:00",
  updatedAt = "2026-05-02T12:00:00+00:00",
}

---@class Desk
---@field server FakeServer
---@field root string
---@field said string[] What the user was told.
---@field questions string[] What the user was asked.
---@field answers (string|false)[] What the user answers, one after the other; false closes the question.
---@field chats string[] The folders whose chat was shown.
local Desk = {}
Desk.__index = Desk

--- What the current buffer shows below its title.
---@return string[]
function Desk.lines()
  return vim.api.nvim_buf_get_lines(0, 2, -1, false)
end

--- Waits until the current buffer shows a text.
---@param text string
function Desk.shows(text)
  harness.eventually(function()
    return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n"):find(text, 1, true)
  end)
end

--- Puts the cursor into the first line with a text, and presses a key.
---@param text string
---@param key string
function Desk:press(text, key)
  self.shows(text)
  vim.fn.cursor(1, 1)
  vim.fn.search("\\V" .. vim.fn.escape(text, "\\"), "cW")
  vim.api.nvim_feedkeys(vim.keycode(key), "mx", false)
end

--- Waits until the user was told something that begins so.
---@param text string
function Desk:hears(text)
  harness.eventually(function()
    return vim.iter(self.said):any(function(said)
      return vim.startswith(said, text)
    end)
  end)
end

--- The params with which the server was asked, without the folder.
---@param method string
---@return table[]
function Desk:asked(method)
  local found = {}
  for _, request in ipairs(self.server.asked) do
    if request.method == method then
      local params = vim.deepcopy(request.params)
      params.root = nil
      table.insert(found, params)
    end
  end
  return found
end

--- The same, once it was asked for the first time.
---@param method string
---@return table
function Desk:wait_for(method)
  harness.eventually(function()
    return #self:asked(method) > 0
  end)
  return self:asked(method)[1]
end

local function answer(desk, question)
  table.insert(desk.questions, question)
  local given = table.remove(desk.answers, 1)
  assert(given ~= nil, "nobody was meant to be asked: " .. question)
  return given or nil
end

---@param body fun(desk: Desk)
function M.with(body)
  package.loaded["journeyman.features"] = { start = function() end }
  vim.g.journeyman = { trusted = true }
  local server = fake_server.start()
  local desk =
    setmetatable({ server = server, root = server.root, said = {}, questions = {}, answers = {}, chats = {} }, Desk)
  local notify, select, input, chat = vim.notify, vim.ui.select, vim.ui.input, package.loaded["journeyman.chat"]
  vim.notify = function(text)
    table.insert(desk.said, text)
  end
  vim.ui.select = function(items, opts, on_choice)
    local given = answer(desk, opts.prompt)
    local index = vim.iter(ipairs(items)):find(function(_, item)
      return item == given
    end)
    on_choice(index and items[index], index)
  end
  vim.ui.input = function(opts, on_confirm)
    on_confirm(answer(desk, opts.prompt .. (opts.default or "")))
  end
  package.loaded["journeyman.chat"] = {
    show = function(root)
      table.insert(desk.chats, root)
    end,
    new = function(call)
      table.insert(desk.chats, "new in " .. call.root)
    end,
  }
  local ok, problem = xpcall(body, debug.traceback, desk)
  vim.notify, vim.ui.select, vim.ui.input = notify, select, input
  package.loaded["journeyman.chat"] = chat
  vim.g.journeyman = nil
  server:stop()
  vim.cmd("silent! %bwipeout!")
  assert(ok, problem)
end

--- What a subcommand gets.
---@param desk Desk
---@param text? string
---@param bang? boolean
---@return journeyman.Call
function M.call(desk, text, bang)
  text = text or ""
  return { root = desk.root, text = text, words = vim.split(text, "%s+", { trimempty = true }), bang = bang or false }
end

return M
