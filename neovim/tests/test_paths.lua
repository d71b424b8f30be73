local client = require("journeyman.client")
local harness = require("harness")
local paths = require("journeyman.paths")
local equal, test = harness.equal, harness.test

local outside = assert(vim.uv.fs_realpath(vim.fn.tempname():match("^(.*)/"))) .. "/paths"
local root = outside .. "/a 'b' #1%"
vim.fn.mkdir(root .. "/$HOME", "p")
vim.fn.writefile({ "here" }, root .. "/$HOME/$USER.txt")
vim.fn.writefile({ "there" }, outside .. "/secret.txt")
vim.uv.fs_symlink(outside .. "/secret.txt", root .. "/link.txt")

test("a dollar in a name is no variable", function()
  equal(paths.inside(root, "$HOME/$USER.txt"), root .. "/$HOME/$USER.txt")
  equal(paths.plain(root .. "//$HOME/"), root .. "/$HOME")
end)

test("what is elsewhere, or leads there, is not inside", function()
  for _, path in ipairs({ "../secret.txt", "link.txt", outside .. "/secret.txt", "none.txt", "$HOME\0/../../x" }) do
    equal(paths.inside(root, path), nil)
  end
  equal(paths.inside(root, root), root)
end)

test("only what is on the disk is a file of a buffer", function()
  local buf = vim.api.nvim_create_buf(false, false)
  equal(paths.of_buffer(buf), nil)
  for name, is_file in pairs({ ["oil-ssh://host/a"] = false, [root .. "/a:b"] = true }) do
    vim.api.nvim_buf_set_name(buf, name)
    equal(paths.of_buffer(buf), is_file and name or nil)
  end
  vim.bo[buf].buftype = "nofile"
  equal(paths.of_buffer(buf), nil)
end)

test("a folder with any name is the folder of its files", function()
  vim.fn.mkdir(root .. "/.git", "p")
  local buf = vim.fn.bufadd(root .. "/$HOME/$USER.txt")

  equal(client.root(buf), root)
end)

test("a buffer of something that is not on the disk belongs to the folder Neovim works in", function()
  local buf = vim.api.nvim_create_buf(false, false)
  vim.api.nvim_buf_set_name(buf, "oil-ssh://host/b")

  equal(client.root(buf), client.root(vim.api.nvim_create_buf(false, false)))
end)

test("a folder that was deleted under Neovim is a folder all the same", function()
  local cwd = vim.uv.cwd
  vim.uv.cwd = function() end
  local ok, found = pcall(client.root, vim.api.nvim_create_buf(false, false))
  vim.uv.cwd = cwd

  equal({ ok, found }, { true, "/" })
end)
