local harness = require("harness")
local lsp = require("journeyman.lsp")
local server = require("journeyman.server")
local equal, test = harness.equal, harness.test

local function folder()
  local path = vim.fn.tempname()
  vim.fn.mkdir(path .. "/src", "p")
  return vim.fs.normalize(assert(vim.uv.fs_realpath(path)))
end

test("a file belongs to the project around it", function()
  local root = folder()
  vim.fn.mkdir(root .. "/.git")

  equal(lsp.project(root .. "/src/app.py"), root)
end)

test("without a project it belongs to the folder that is worked in, but never to the home folder", function()
  local root, before, home = folder(), vim.uv.cwd(), vim.env.HOME
  vim.cmd.cd(root)

  equal({ lsp.project(root .. "/src/app.py"), lsp.project("/elsewhere/app.py") }, { root, nil })
  vim.env.HOME = root
  equal(lsp.project(root .. "/src/app.py"), nil)

  vim.env.HOME = home
  vim.cmd.cd(before)
end)

test("the command that the user names is taken before all others", function()
  vim.g.journeyman = { cmd = { "here", "serve" } }

  equal(server.find(), { cmd = { "here", "serve" }, where = "vim.g.journeyman.cmd" })

  vim.g.journeyman = nil
end)

test("the server is looked for on the path first", function()
  local path, bin = vim.env.PATH, folder()
  local file = assert(io.open(bin .. "/journeyman", "w"))
  file:write("#!/bin/sh\n")
  file:close()
  assert(vim.uv.fs_chmod(bin .. "/journeyman", 493))
  vim.env.PATH = bin .. ":" .. path

  equal(server.find(), { cmd = { bin .. "/journeyman", "serve" }, where = "on the PATH" })

  vim.env.PATH = path
end)

test("the plugin knows the checkout that it is a part of", function()
  assert(vim.uv.fs_stat(server.checkout() .. "/pyproject.toml"))
end)
