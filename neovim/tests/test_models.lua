local desks = require("desk")
local harness = require("harness")
local models = require("journeyman.views.models")
local open_sessions = require("journeyman.sessions")
local equal, eventually, test = harness.equal, harness.eventually, harness.test

local QWEN = {
  id = "qwen3-coder:30b",
  contextWindow = 32768,
  tools = true,
  vision = false,
  firstTokenMs = 310,
  tokensPerSecond = 41.5,
  calledTool = true,
  toolCalls = "native",
  parts = { { name = "two_tool_calls", outcome = "right", message = "" } },
  checkedAt = "2026-05-02T12:00:00+00:00",
}
local MISLED = {
  id = "misled",
  contextWindow = 8192,
  maxContextWindow = 262144,
  inputUsdPerMillion = 0.2,
  outputUsdPerMillion = 0,
  calledTool = false,
  toolCalls = "constrained",
  parts = { { name = "long_input", outcome = "cut_off", message = "The service read 2,048 of 6,000 tokens." } },
}
local SMALL = { id = "qwen3.5:4b", sizeBytes = 3.4e9, contextWindow = 262144, goodFor = "Short tasks.", fits = true }

local function serving(desk, can_pull)
  desk.server.answers["journeyman/model/list"] = function()
    return { models = { QWEN, { id = "tiny", tools = false } } }
  end
  desk.server.answers["journeyman/model/recommended"] = function()
    local large = vim.tbl_extend("force", SMALL, { id = "huge", fits = false })
    return { canPull = can_pull, models = { SMALL, large, { id = "tiny" } } }
  end
end

--- Lets the server leave a request open, and returns its token when it has come.
local function leave_open(desk, method)
  desk.server.answers[method] = nil
  return function()
    return desk:wait_for(method).workDoneToken
  end
end

local function tell_progress(desk, token, value)
  desk.server.tell("$/progress", { token = token, value = value })
end

test("models are told with what is known of them, and those that are worth getting after them", function()
  desks.with(function(desk)
    serving(desk, true)

    models.open(desks.call(desk))

    desk.shows("Worth getting")
    desk.shows("tiny")
    equal(desk.lines(), {
      "  qwen3-coder:30b  window 32K · tools · 42 tokens/s · first after 310 ms · several calls at a time"
        .. " · tried 2026-05-02",
      "  tiny  no tools of its own",
      "",
      "Worth getting  g gets one with Ollama",
      "  qwen3.5:4b  3.4 GB · window 256K · fits this machine · Short tasks.",
      "  huge  3.4 GB · window 256K · too large for this machine's memory · Short tasks.",
    })
    equal(vim.api.nvim_win_get_cursor(0), { 3, 0 })
    equal(models.known(desk.root), { "qwen3-coder:30b", "tiny" })
  end)
end)

test("what the live test has shown is told, and the price", function()
  desks.with(function(desk)
    serving(desk, true)
    desk.server.answers["journeyman/model/list"] = function()
      return { models = { MISLED } }
    end

    models.open(desks.call(desk))

    desk.shows("misled")
    equal(
      desk.lines()[1],
      "  misled  window 8K of 256K · tool calls as JSON · long inputs are cut off · $0.2 and $0 a million tokens"
    )
  end)
end)

test("where no service is found, the view says what to do and not to open itself", function()
  desks.with(function(desk)
    desk.server.answers["journeyman/model/list"] = function()
      local data = { kind = "settings", command = "journeyman.chooseModel" }
      return nil, { code = -32052, message = "No service was found. Start one.", data = data }
    end
    desk.server.answers["journeyman/model/recommended"] = function()
      return { canPull = false, models = { SMALL } }
    end

    models.open(desks.call(desk))

    desk.shows("Worth getting")
    desk.shows("No service")
    equal(desk.lines()[1], "No service was found. Start one.")
    desk:press("qwen3.5:4b", "g")
    equal(desk.said, { "Ollama gets models, and it does not run here. Start it with `ollama serve`, then press R." })
  end)
end)

test("a model that is not there can neither be used nor tried out", function()
  desks.with(function(desk)
    serving(desk, true)
    models.open(desks.call(desk))

    desk:press("qwen3.5:4b", "P")
    desk:press("qwen3.5:4b", "<CR>")

    equal(desk.said, { "qwen3.5:4b is not there yet: g gets it.", "qwen3.5:4b is not there yet: g gets it." })
    equal(desk:asked("journeyman/model/probe"), {})
  end)
end)

test("a model is used by the session that is shown, and its line says so", function()
  desks.with(function(desk)
    serving(desk, true)
    local function options(model)
      return { { id = "model", name = "Model", type = "select", currentValue = model, options = {} } }
    end
    desk.server.answers["journeyman/session/new"] = function(params)
      return { sessionId = "s1", seq = 0, configOptions = options(params.model), commands = {} }
    end
    desk.server.answers["journeyman/session/state"] = function()
      return { seq = 0, reset = true, updates = {} }
    end
    desk.server.answers["journeyman/session/setConfig"] = function(params)
      return { configOptions = options(params.value) }
    end

    models.open(desks.call(desk, "tiny"))
    desk:hears("This session uses tiny from its next turn on.")
    equal(desk:asked("journeyman/session/new"), { { model = "tiny" } })
    models.open(desks.call(desk))
    desk.shows("▸ tiny  no tools of its own · used here")
    desk:press("qwen3-coder", "<CR>")

    desk.shows("▸ qwen3-coder:30b")
    equal(desk:asked("journeyman/session/setConfig"), {
      { sessionId = "s1", configId = "model", value = "qwen3-coder:30b" },
    })
    open_sessions.drop("s1")
  end)
end)

test("a model that cannot be used leaves everything as it was, and says why", function()
  desks.with(function(desk)
    desk.server.answers["journeyman/session/new"] = function()
      return nil, { code = -32062, message = "There is no model nope." }
    end

    models.open(desks.call(desk, "nope"))

    desk:hears("There is no model nope.")
    equal(desk.said, { "There is no model nope." })
  end)
end)

test("trying out tells how far it is, and what it came to", function()
  desks.with(function(desk)
    serving(desk, true)
    desk.server.answers["journeyman/model/probe"] = function(params)
      tell_progress(desk, params.workDoneToken, { kind = "begin", title = "Trying out the model", percentage = 0 })
      return vim.tbl_extend("force", QWEN, { model = params.model, toolCalls = "native", problem = "" })
    end
    models.open(desks.call(desk))

    desk:press("tiny", "P")

    desk:hears("tiny: window 32K · tools · 42 tokens/s")
    eventually(function()
      return #desk:asked("journeyman/model/list") == 2
    end)
    equal(#vim.api.nvim_get_autocmds({ event = "LspProgress" }), 0)
  end)
end)

test("getting a model tells its percentage in its line, and can be ended and begun anew", function()
  desks.with(function(desk)
    serving(desk, true)
    local token = leave_open(desk, "journeyman/model/pull")
    models.open(desks.call(desk))
    desk:press("qwen3.5:4b", "g")
    desk.shows("… getting it (<C-c> ends it)")

    tell_progress(desk, "another", { kind = "begin", title = "Other", percentage = 99 })
    tell_progress(desk, token(), { kind = "begin", title = "Getting the model", percentage = 0 })
    tell_progress(desk, token(), { kind = "report", message = "1.4 GB of 3.4 GB", percentage = 43 })
    desk.shows("… 1.4 GB of 3.4 GB, 43% (<C-c> ends it)")
    desk:press("qwen3.5:4b", "g")
    equal(desk.said, { "That is going on already: <C-c> ends it." })
    desk:press("qwen3.5:4b", "<C-c>")

    equal(vim.fn.search("1.4 GB", "cnw"), 0)
    eventually(function()
      return #desk:asked("$/cancelRequest") == 1
    end)
    equal(#vim.api.nvim_get_autocmds({ event = "LspProgress" }), 0)
    desk:press("qwen3.5:4b", "<C-c>")
    equal(desk.said[2], "Nothing goes on with this model.")
    desk:press("qwen3.5:4b", "g")
    equal(#desk:asked("journeyman/model/pull"), 2)
    desk:press("qwen3.5:4b", "<C-c>")
  end)
end)

test("a server that ends while a model is got is told of, and the line is free again", function()
  desks.with(function(desk)
    serving(desk, true)
    local token = leave_open(desk, "journeyman/model/pull")
    models.open(desks.call(desk))
    desk:press("qwen3.5:4b", "g")
    token()

    desk.server.die(0)

    desk:hears("The server ended before it answered. Try again.")
    equal(vim.fn.search("getting it", "cnw"), 0)
  end)
end)
