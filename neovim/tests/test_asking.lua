local asking = require("journeyman.asking")
local client = require("journeyman.client")
local harness = require("harness")
local place = require("journeyman.place")
local sessions = require("journeyman.sessions")
local equal, test = harness.equal, harness.test

local count = 0

--- A file in the current buffer, and a session of its folder whose requests are noted.
local function with_file(name, lines, body)
  test(name, function()
    count = count + 1
    local root, sent, told = ("/tmp/asking%d"):format(count), {}, {}
    local kept = { client.request, client.ensure, client.get, client.root, vim.lsp.buf_attach_client, vim.notify }
    local trust, chat = package.loaded["journeyman.trust"], package.loaded["journeyman.chat"]
    local opened = {}
    package.loaded["journeyman.trust"] = {
      ask = function(_, callback)
        callback(true)
      end,
    }
    package.loaded["journeyman.chat"] = {
      show = function()
        table.insert(opened, "show")
      end,
      open = function()
        table.insert(opened, "open")
      end,
    }
    local server = { id = 1, offset_encoding = "utf-16" }
    client.get = function()
      return server
    end
    client.ensure = function(_, callback)
      callback(nil, server)
    end
    client.root = function()
      return root
    end
    client.request = function(_, method, params, callback)
      if method == "journeyman/session/state" then
        return callback(nil, { seq = 0, reset = true, updates = {} })
      end
      table.insert(sent, { method = method, params = params })
      callback(nil, { sessionId = "a" .. count, turnId = "t", configOptions = {} })
    end
    vim.lsp.buf_attach_client = function()
      return true
    end
    vim.notify = function(text)
      table.insert(told, text)
    end
    vim.cmd.edit(root .. ".py")
    vim.api.nvim_buf_set_lines(0, 0, -1, false, lines)
    local ok, problem = xpcall(function()
      sessions._opened(root, { sessionId = "a" .. count }, function() end)
      body({ root = root, sent = sent, told = told, opened = opened })
    end, debug.traceback)
    vim.cmd("bwipeout!")
    client.request, client.ensure, client.get, client.root, vim.lsp.buf_attach_client, vim.notify = unpack(kept)
    package.loaded["journeyman.trust"], package.loaded["journeyman.chat"] = trust, chat
    assert(ok, problem)
  end)
end

local function call(around, text, range)
  return { root = around.root, text = text, words = {}, range = range, bang = false }
end

local function diagnose(line, message, source)
  local namespace = vim.api.nvim_create_namespace("test")
  vim.diagnostic.set(namespace, 0, { { lnum = line - 1, col = 0, message = message, source = source } })
end

with_file("a question without lines is a prompt like any other", { "x = 1" }, function(around)
  asking.ask(call(around, "Why?"))

  equal(around.sent, {
    {
      method = "journeyman/session/prompt",
      params = { sessionId = "a1", prompt = { { type = "text", text = "Why?" } }, delivery = "queue" },
    },
  })
  equal(around.opened, { "show" })
end)

with_file("without a question the chat is opened to write one", { "x = 1" }, function(around)
  asking.ask(call(around, ""))

  equal({ around.sent, around.opened }, { {}, { "open" } })
end)

with_file("a question about lines goes with their range in UTF-16 code units", { "a", "🦀 b", "c" }, function(around)
  asking.ask(call(around, "Why?", { first = 1, last = 2 }))

  equal(around.sent[1], {
    method = "workspace/executeCommand",
    params = {
      command = "journeyman.prompt",
      arguments = {
        {
          intent = "ask",
          uri = vim.uri_from_bufnr(0),
          range = { start = { line = 0, character = 0 }, ["end"] = { line = 1, character = 4 } },
          diagnostics = {},
          question = "Why?",
          sessionId = "a3",
        },
      },
    },
  })
end)

with_file("a selection within a line is exact", { "total = 🦀 - start" }, function()
  vim.api.nvim_win_set_cursor(0, { 1, 8 })
  vim.cmd.normal({ "v", bang = true })
  vim.cmd.normal({ "\27", bang = true })
  local here = assert(place.here({ first = 1, last = 1 }))

  equal(place.to_range(here, "utf-16"), { start = { line = 0, character = 8 }, ["end"] = { line = 0, character = 10 } })
  equal(place.to_range(here, "utf-8")["end"].character, 12)
end)

with_file("problems in the line of the cursor are fixed", { "a", "b", "c" }, function(around)
  diagnose(2, '"b" is not defined', "pyright")
  vim.api.nvim_win_set_cursor(0, { 2, 0 })
  asking.fix(call(around, ""))

  local offer = around.sent[1].params.arguments[1]
  equal({ offer.intent, offer.diagnostics }, { "fix", { 'line 2: "b" is not defined (pyright)' } })
  equal(offer.range, { start = { line = 1, character = 0 }, ["end"] = { line = 1, character = 0 } })
end)

with_file("where no problem is known nothing is sent, and the way on is told", { "a", "b" }, function(around)
  diagnose(2, "elsewhere")
  asking.fix(call(around, ""))

  equal(around.sent, {})
  equal(around.told, {
    "No problem is known in line 1. Go to one with ]d, or say what is wrong: :1Journeyman ask TEXT",
  })
end)

with_file("lines are explained without problems, too", { "a", "b" }, function(around)
  asking.explain(call(around, "", { first = 1, last = 2 }))

  equal(around.sent[1].params.arguments[1].intent, "explain")
end)

with_file("a code action that needs a question asks for it", { "a", "b", "c" }, function(around)
  local input, prompt = vim.ui.input, nil
  vim.ui.input = function(options, callback)
    prompt = options.prompt
    callback("Why?")
  end
  local range = { start = { line = 0, character = 0 }, ["end"] = { line = 2, character = 0 } }
  asking.run({ intent = "ask", uri = vim.uri_from_bufnr(0), range = range, diagnostics = {}, question = "" })
  vim.ui.input = input

  equal({ prompt, around.sent[1].params.arguments[1].question }, { "Ask about lines 1–2: ", "Why?" })
end)

with_file("a place in no file is told of", { "a" }, function(around)
  vim.bo.buftype = "nofile"
  asking.explain(call(around, ""))

  equal({ around.sent, around.told }, { {}, { "Open the file that this is about, and put the cursor there." } })
end)

with_file("a plan is made in the mode that changes nothing", { "a" }, function(around)
  asking.plan(call(around, "Add a route."))

  equal(
    vim.tbl_map(function(sent)
      return { sent.method, sent.params.configId, sent.params.value }
    end, around.sent),
    { { "journeyman/session/setConfig", "mode", "plan" }, { "journeyman/session/prompt" } }
  )
end)
