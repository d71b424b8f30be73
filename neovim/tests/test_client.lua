local client = require("journeyman.client")
local events = require("journeyman.events")
local fake_server = require("fake_server")
local harness = require("harness")
local equal, eventually, test = harness.equal, harness.eventually, harness.test

-- What listens while a server runs is not what is tested here.
package.loaded["journeyman.features"] = { start = function() end }

local function with(body)
  local server = fake_server.start()
  local ok, problem = xpcall(body, debug.traceback, server)
  server:stop()
  assert(ok, problem)
end

local function ask(server, method, opts)
  local got
  local cancel = client.request(server.root, method, {}, function(err, result)
    got = { err = err and err.message, result = result }
  end, opts)
  return function()
    return got
  end, cancel
end

test("the first request starts the server, and the next ones use it", function()
  with(function(server)
    server.answers["journeyman/model/list"] = function(params)
      return { root = params.root }
    end

    local first = eventually(ask(server, "journeyman/model/list"))
    eventually(ask(server, "journeyman/model/list"))

    equal(first, { result = { root = vim.uri_from_fname(server.root) } })
    equal(server.started, 1)
  end)
end)

test("an error of the server keeps its kind and what may help", function()
  with(function(server)
    server.answers["journeyman/model/list"] = function()
      return nil,
        { code = -32052, message = "No model.", data = { kind = "settings", command = "journeyman.chooseModel" } }
    end
    local got

    client.request(server.root, "journeyman/model/list", {}, function(err)
      got = err
    end)

    eventually(function()
      return got
    end)
    equal(got, { message = "No model.", kind = "settings", command = "journeyman.chooseModel" })
    equal(require("journeyman.say").sentence(got), "No model. Try :Journeyman model")
  end)
end)

test("an answer that does not come is an error, and one that is cancelled comes never", function()
  with(function(server)
    local cancelled, cancel = ask(server, "journeyman/model/list")
    local late = ask(server, "journeyman/model/list", { timeout_ms = 50 })

    cancel()

    local message = "The server did not answer journeyman/model/list within 0 s. Run :Journeyman log."
    equal(eventually(late), { err = message })
    equal(cancelled(), nil)
  end)
end)

test("a server that ends by itself is started again, and its folder is told of", function()
  with(function(server)
    local heard = {}
    local off_stopped = events.on("stopped", function(root)
      table.insert(heard, "stopped " .. tostring(root == server.root))
    end)
    local off_started = events.on("started", function(root)
      table.insert(heard, "started " .. tostring(root == server.root))
    end)
    client.ensure(server.root, function() end)
    eventually(function()
      return client.get(server.root)
    end)

    server.die(1)

    eventually(function()
      return #heard == 3
    end)
    off_stopped()
    off_started()
    equal(heard, { "started true", "stopped true", "started true" })
  end)
end)

test("without a command the error says what to do", function()
  local server = require("journeyman.server")
  local find = server.find
  server.find = function() end
  local got

  client.ensure("/nowhere", function(err)
    got = err
  end)

  server.find = find
  assert(got.message:find(":Journeyman install", 1, true), got.message)
end)

test("a request whose server ends before it answers fails at once", function()
  with(function(server)
    local got = ask(server, "journeyman/model/list")
    eventually(function()
      return #server:methods() == 1
    end)

    server.die(1)

    equal(eventually(got), { err = "The server ended before it answered. Try again." })
  end)
end)

test("a server that hangs, and does not end when it is asked to, is started anew all the same", function()
  with(function(server)
    client.ensure(server.root, function() end)
    eventually(function()
      return client.get(server.root)
    end)
    server.answers.shutdown = nil
    local defer, restarted = vim.defer_fn, nil
    vim.defer_fn = function(run)
      return defer(run, 0)
    end

    client.restart(server.root, function(err)
      restarted = { err = err }
    end)
    local ok, problem = pcall(eventually, function()
      return restarted
    end)
    vim.defer_fn = defer
    assert(ok, problem)

    equal({ restarted, server.started }, { {}, 2 })
  end)
end)

test("what is shown stays so when a server is started anew, whatever else is open", function()
  local sessions = require("journeyman.sessions")
  with(function(server)
    vim.g.journeyman = { trusted = true }
    local shown = {}
    server.answers["journeyman/session/load"] = function(params)
      return { sessionId = params.sessionId }
    end
    server.answers["journeyman/session/state"] = function()
      return { seq = 1, reset = true, updates = {} }
    end
    for _, id in ipairs({ "one", "two", "three" }) do
      local is_there
      sessions.load(server.root, id, function()
        is_there = true
      end)
      eventually(function()
        return is_there
      end)
    end
    local off = events.on("current", function(_, session)
      table.insert(shown, session.id)
    end)

    server.die(1)
    eventually(function()
      local histories = vim.tbl_filter(function(method)
        return method == "journeyman/session/state"
      end, server:methods())
      return #histories == 6
    end)

    off()
    vim.g.journeyman = nil
    equal({ shown, sessions.current(server.root).id }, { {}, "three" })
  end)
end)
