local harness = require("harness")
local health = require("journeyman.health")
local server = require("journeyman.server")
local equal = harness.equal

local told

--- What is told when the server is `found`, as "LEVEL text", and the steps after "→".
local function check(found, cwd)
  told = {}
  local old, find = vim.health, server.find
  local recorded = {}
  for _, level in ipairs({ "start", "ok", "info", "warn", "error" }) do
    recorded[level] = function(text, advice)
      local steps = type(advice) == "table" and table.concat(advice, " → ") or advice
      table.insert(told, ("%s %s%s"):format(level, text, steps and " → " .. steps or ""))
    end
  end
  for level, tell in pairs(recorded) do
    old[level], recorded[level] = tell, old[level]
  end
  server.find = function()
    return found
  end
  local here = vim.fn.chdir(cwd or vim.fn.getcwd())
  local ok, problem = xpcall(health.check, debug.traceback)
  vim.fn.chdir(here)
  server.find = find
  for level, tell in pairs(recorded) do
    old[level] = tell
  end
  assert(ok, problem)
end

local function is_told(words)
  return vim.iter(told):any(function(line)
    return line:find(words, 1, true) ~= nil
  end)
end

--- A program that prints something and ends.
local function program(text, code)
  local path = vim.fn.tempname()
  vim.fn.writefile({ "#!/bin/sh", ("printf '%s'"):format(text), "exit " .. (code or 0) }, path)
  vim.uv.fs_chmod(path, tonumber("700", 8))
  return path
end

local function test(name, body)
  harness.test(name, function()
    local get_log_path, log = vim.lsp.get_log_path, vim.fn.tempname()
    vim.lsp.get_log_path = function()
      return log
    end
    local ok, problem = xpcall(body, debug.traceback, log)
    vim.lsp.get_log_path, vim.g.journeyman = get_log_path, nil
    assert(ok, problem)
  end)
end

test("a server that runs is named, with its version and where it was found", function()
  local path = program("journeyman 9.9.9")
  check({ cmd = { path, "serve" }, where = "on the PATH" })

  equal(is_told(("ok %s serve is used (on the PATH): journeyman 9.9.9"):format(path)), true)
  equal(is_told("No server runs"), true)
end)

test("a server that does not run says why, and what to do", function()
  check({ cmd = { program("no module\\n\\033[2J >&2", 1), "serve" }, where = "vim.g.journeyman.cmd" })
  equal({ is_told("does not run"), is_told("→ Correct vim.g.journeyman.cmd") }, { true, true })

  check({ cmd = { "/nowhere/journeyman", "serve" }, where = "on the PATH" })
  equal({ is_told("/nowhere/journeyman serve does not run"), is_told("→ :Journeyman install") }, { true, true })
end)

test("a command of the user's own is not called with words that it may not know", function()
  check({ cmd = { "/nowhere/wrapper" }, where = "vim.g.journeyman.cmd" })

  equal(is_told("info /nowhere/wrapper is used"), true)
end)

test("where there is no server all places are named, and the next step", function()
  check(nil)

  equal({ is_told("on the PATH:"), is_told("error The server was not found. → ") }, { true, true })
end)

test("wrong options are named", function()
  vim.g.journeyman = { colour = "red" }
  check(nil)

  equal(is_told("error vim.g.journeyman.colour is no option"), true)
end)

test("whether the folder is trusted is said, and how to change it", function()
  vim.g.journeyman = { trusted = false }
  check(nil)
  equal(is_told(":Journeyman trust yes"), true)

  vim.g.journeyman = { trusted = true }
  check(nil)
  equal({ is_told("is trusted."), is_told(":Journeyman trust yes") }, { true, false })
end)

test("the last error of the log is shown; those of other servers are not", function(path)
  vim.fn.writefile({
    '[ERROR][2026-11-23 10:00:00] x/rpc.lua:1\t"rpc"\t"/bin/journeyman"\t"stderr"\t"first\\n"',
    '[ERROR][2026-11-23 11:00:00] x/rpc.lua:1\t"rpc"\t"/bin/journeyman"\t"stderr"\t"no \27[2Jdisk\\n"',
    '[ERROR][2026-11-23 12:00:00] x/rpc.lua:1\t"rpc"\t"/bin/pyright"\t"stderr"\t"other\\n"',
  }, path)
  check(nil)

  equal({ is_told("of 2026-11-23 11:00:00"), is_told("no \\x1b[2Jdisk"), is_told("other") }, { true, true, false })
end)
