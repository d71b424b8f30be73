local client = require("journeyman.client")
local harness = require("harness")
local installing = require("journeyman.maintaining.installing")
local log = require("journeyman.maintaining.log")
local server = require("journeyman.server")
local equal, eventually = harness.equal, harness.eventually

local said, prompts, ran, fake

--- Programs are those of `fake`: by the first words of the command, an exit code and what it prints.
local function system(cmd, _, on_exit)
  local line = table.concat(cmd, " ")
  table.insert(ran, line)
  for words, result in pairs(fake) do
    if vim.startswith(line, words) then
      return on_exit({ code = result[1], stdout = result[2], stderr = "" })
    end
  end
  on_exit({ code = 0, stdout = "", stderr = "" })
end

local function test(name, body)
  harness.test(name, function()
    local old = { vim.notify, vim.ui.select, vim.system, vim.fn.executable, vim.fn.stdpath, vim.lsp.get_log_path }
    local checkout, restart, folder = server.checkout, client.restart, vim.fn.tempname()
    said, prompts, ran, fake = {}, {}, {}, {}
    vim.notify = function(text)
      table.insert(said, text)
    end
    vim.ui.select = function(items, options, on_choice)
      table.insert(prompts, options.prompt .. " " .. items[1])
      on_choice(items[1])
    end
    vim.system = system
    vim.fn.stdpath = function()
      return folder
    end
    client.restart = function(_, callback)
      callback()
    end
    server.checkout = function()
      return "/clone"
    end
    local ok, problem = xpcall(body, debug.traceback, folder)
    vim.notify, vim.ui.select, vim.system, vim.fn.executable, vim.fn.stdpath, vim.lsp.get_log_path = unpack(old)
    server.checkout, client.restart = checkout, restart
    vim.cmd("silent! only! | enew!")
    assert(ok, problem)
  end)
end

--- Only these programs are there.
local function has(...)
  local names = { ... }
  vim.fn.executable = function(name)
    return vim.tbl_contains(names, name) and 1 or 0
  end
end

local function install()
  installing.install("/project")
  eventually(function()
    return said[#said] and not said[#said]:find("…$")
  end)
end

test("with uv there is one question, an environment, the server in it, and a new start", function(folder)
  has("uv", "python3")
  install()

  local environment = folder .. "/journeyman/server"
  equal(prompts, {
    "Install Journeyman's server from /clone? Its libraries are downloaded. "
      .. ("Install 80 MB into %s, with uv"):format(environment),
  })
  equal(#ran, 3)
  assert(ran[1]:find("^uv venv .*" .. vim.pesc(environment) .. "$"), ran[1])
  assert(ran[2]:find("^uv pip install .* /clone$"), ran[2])
  equal(said[#said], "The server is installed, and runs.")
end)

test("without uv the first Python that is new enough makes it", function(folder)
  has("python3", "python3.12")
  fake = { ["python3 -c"] = { 0, "3.9.2\n" }, ["python3.12 -c"] = { 0, "3.12.1\n" } }
  install()

  equal(ran[3], ("python3.12 -m venv %s/journeyman/server"):format(folder))
  assert(ran[4]:find("bin/python %-P %-m pip install .* /clone$"), ran[4])
end)

test("where every Python is too old nothing is done, and what to do is said", function()
  has("python3")
  fake = { ["python3 -c"] = { 0, "3.9.2\n" } }
  install()

  equal({ #prompts, #ran }, { 0, 1 })
  equal(said, {
    "Journeyman needs Python 3.11 or newer, but python3 is 3.9.2. Install one, or uv, then :Journeyman install.",
  })
end)

test("nothing is done before the user agrees", function()
  has("uv")
  local done
  vim.ui.select = function(items, _, on_choice)
    on_choice(items[2])
    on_choice(nil)
    done = true
  end

  installing.install("/project")

  eventually(function()
    return done
  end)
  equal(ran, {})
end)

test("what a program printed before it failed is shown, and one may try again", function()
  has("uv")
  fake = { ["uv pip"] = { 1, "no network\27[0m\nvim: set shiftwidth=7:" } }
  install()

  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  assert(lines[1]:find("^%$ uv pip install"), lines[1])
  equal({ lines[3], vim.bo.modeline }, { "no network\\x1b[0m", false })
  assert(said[#said]:find("could not be installed", 1, true), said[#said])

  fake = {}
  install()
  equal(said[#said], "The server is installed, and runs.")
end)

test("outside of a clone the user is told how else to install", function()
  server.checkout = function() end
  install()

  equal({ #ran, said[1]:find("pipx install", 1, true) ~= nil }, { 0, true })
end)

test("versions are compared as numbers", function()
  equal(
    vim.tbl_map(installing.is_new_enough, { "3.11", "3.11.0", "3.9.20", "4.0.0", "2.7.18", "nonsense" }),
    { true, true, false, true, false, false }
  )
end)

test("the log is opened at its end, and nothing in it drives the editor", function()
  local path = vim.fn.tempname()
  vim.fn.writefile({ "first", "\27[2Jlast", "vim: set shiftwidth=7:" }, path)
  vim.lsp.get_log_path = function()
    return path
  end

  log.open()

  eventually(function()
    return vim.api.nvim_buf_get_name(0):find("journeyman://log", 1, true)
  end)
  equal(vim.api.nvim_buf_get_lines(0, 0, -1, false), { "first", "\\x1b[2Jlast", "vim: set shiftwidth=7:" })
  equal({ vim.api.nvim_win_get_cursor(0)[1], vim.bo.modifiable, vim.bo.shiftwidth == 7 }, { 3, false, false })
end)

test("of a long log only the end is read", function()
  local path, tail, whole = vim.fn.tempname(), nil, nil
  vim.fn.writefile(vim.fn["repeat"]({ "0123456789" }, 100), path)

  log.tail(path, 22, function(_, text, is_whole)
    tail, whole = text, is_whole
  end)

  eventually(function()
    return tail
  end)
  equal({ tail, whole }, { "0123456789\n0123456789\n", false })
end)

test("a log that is not there is no error of the editor", function()
  vim.lsp.get_log_path = function()
    return "/nowhere/lsp.log"
  end
  log.open()

  eventually(function()
    return #said > 0
  end)
  assert(said[1]:find("^There is no log yet"), said[1])
end)
