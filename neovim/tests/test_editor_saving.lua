local disk = require("journeyman.editor.disk")
local harness = require("harness")
local listening_server = require("listening_server")
local reloading = require("journeyman.editor.reloading")
local saving = require("journeyman.editor.saving")
local equal, test = harness.equal, harness.test

local function write(path, content)
  local file = assert(io.open(path, "wb"))
  file:write(content)
  file:close()
end

local function read(path)
  local file = assert(io.open(path, "rb"))
  local content = file:read("*a")
  file:close()
  return content
end

---@param content string
---@param body fun(file: { path: string, buf: integer, root: string, save: fun(): boolean, told: string[] })
local function with_file(content, body)
  local root = vim.fs.normalize(vim.fn.tempname())
  vim.fn.mkdir(root)
  local file = { root = root, path = root .. "/a.txt", told = {} }
  write(file.path, content)
  vim.cmd.edit(file.path)
  file.buf = vim.api.nvim_get_current_buf()
  file.server = listening_server.start({ root = root })
  file.save = function()
    return file.server:ask(saving, { uri = vim.uri_from_bufnr(file.buf) }).saved
  end
  local notify, autoread = vim.notify, vim.o.autoread
  vim.notify = function(text)
    table.insert(file.told, text)
  end
  local ok, problem = xpcall(body, debug.traceback, file)
  vim.notify, vim.o.autoread = notify, autoread
  file.server:stop()
  vim.cmd("silent! %bwipeout!")
  assert(ok, problem)
end

local function type_line(file, text)
  vim.api.nvim_buf_set_lines(file.buf, 0, 0, true, { text })
end

local function lines(file)
  return vim.api.nvim_buf_get_lines(file.buf, 0, -1, true)
end

test("a buffer that is in no window, or in another tab, is saved with the user's autocommands", function()
  with_file("a\n", function(file)
    local heard = {}
    local autocmd = vim.api.nvim_create_autocmd({ "BufWritePre", "BufWritePost" }, {
      callback = function(event)
        table.insert(heard, event.event)
        if event.event == "BufWritePre" then
          vim.api.nvim_buf_set_lines(event.buf, -1, -1, true, { "formatted" })
        end
      end,
    })
    vim.cmd("hide enew")
    local windows = { vim.api.nvim_list_wins(), vim.api.nvim_get_current_buf() }
    type_line(file, "x")

    equal(file.save(), true)

    vim.api.nvim_del_autocmd(autocmd)
    equal({ heard, read(file.path) }, { { "BufWritePre", "BufWritePost" }, "x\na\nformatted\n" })
    equal({ vim.api.nvim_list_wins(), vim.api.nvim_get_current_buf() }, windows)
    vim.cmd.tabnew()
    type_line(file, "y")
    equal({ file.save(), vim.bo[file.buf].modified, file.told }, { true, false, {} })
  end)
end)

test("nothing is written over what came to the disk meanwhile, and the reason is told once", function()
  with_file("a\n", function(file)
    type_line(file, "x")
    write(file.path, "theirs\nand more\n")

    equal({ file.save(), read(file.path), lines(file) }, { false, "theirs\nand more\n", { "x", "a" } })
    equal({ #file.told, file.told[1]:match("It changed.*") }, {
      1,
      "It changed on the disk: :e! takes that, :w! keeps yours.",
    })
  end)
end)

test("what cannot be written is not, and that is told once", function()
  for _, prepare in ipairs({
    function(file)
      vim.bo[file.buf].readonly = true
    end,
    function(file)
      vim.api.nvim_create_autocmd("BufWritePre", {
        buffer = file.buf,
        callback = function()
          error("the formatter is missing")
        end,
      })
    end,
    function(file)
      vim.fn.delete(file.root, "rf")
    end,
  }) do
    with_file("a\n", function(file)
      type_line(file, "x")
      prepare(file)

      equal({ file.save(), file.save(), #file.told }, { false, false, 1 })
      equal(vim.bo[file.buf].modified, true)
    end)
  end
end)

test("a file without a last line break gets none, though the user's own :w would add it", function()
  with_file("a", function(file)
    type_line(file, "x")

    equal({ file.save(), read(file.path) }, { true, "x\na" })
    equal(file.server.texts[vim.uri_from_bufnr(file.buf)], "x\na")
    equal({ vim.bo[file.buf].endofline, vim.bo[file.buf].fixendofline }, { false, true })
  end)
end)

test("a file that is not open, or not ours, is not saved", function()
  with_file("a\n", function(file)
    equal(file.server:ask(saving, { uri = vim.uri_from_fname(file.root .. "/b.txt") }), { saved = false })
  end)
end)

test("a buffer without changes follows the disk, whether 'autoread' is set or not, and the cursors stay", function()
  for _, autoread in ipairs({ true, false }) do
    with_file("a\nb\nc\n", function(file)
      vim.o.autoread = autoread
      vim.cmd.split()
      vim.api.nvim_win_set_cursor(0, { 2, 0 })
      vim.cmd.wincmd("p")
      vim.api.nvim_win_set_cursor(0, { 3, 0 })
      write(file.path, "a\nb\nc\nd\n")

      reloading.look(file.root)

      equal({ lines(file), vim.bo[file.buf].modified, file.told }, { { "a", "b", "c", "d" }, false, {} })
      local rows = vim.tbl_map(function(window)
        return vim.api.nvim_win_get_cursor(window)[1]
      end, vim.api.nvim_list_wins())
      table.sort(rows)
      equal(rows, { 2, 3 })
      vim.cmd("silent undo")
      equal(lines(file), { "a", "b", "c" })
      vim.cmd.only()
    end)
  end
end)

test("a buffer with changes stays as it is, and the user is told once for each change", function()
  with_file("a\n", function(file)
    type_line(file, "mine")
    write(file.path, "theirs\n")

    reloading.look(file.root)
    reloading.look(file.root)

    local sentence = "Changed on the disk, too: a.txt. :e! takes that, :w! keeps yours."
    equal({ lines(file), file.told }, { { "mine", "a" }, { sentence } })
    write(file.path, "theirs, once more\n")
    reloading.look(file.root)
    equal(#file.told, 2)
  end)
end)

test("a buffer whose file is gone stays, and that is told once until it comes back", function()
  with_file("a\n", function(file)
    vim.fn.delete(file.path)

    reloading.look(file.root)
    reloading.look(file.root)

    local sentence = "Deleted on the disk: a.txt. :w! writes it anew, :bwipeout! lets go of it."
    equal({ lines(file), file.told }, { { "a" }, { sentence } })
    write(file.path, "b\nback\n")
    reloading.look(file.root)
    equal(lines(file), { "b", "back" })
    vim.fn.delete(file.path)
    reloading.look(file.root)
    equal(#file.told, 2)
  end)
end)

test("files of other folders are left to the user", function()
  with_file("a\n", function(file)
    write(file.path, "theirs\n")

    reloading.look(file.root .. "-other")

    equal(lines(file), { "a" })
  end)
end)

test("the tool calls of a turn lead to one look at the disk", function()
  with_file("a\n", function(file)
    local looks, look = 0, disk.look
    disk.look = function(...)
      looks = looks + 1
      return look(...)
    end
    local session = require("journeyman.session").new(file.root, { sessionId = "s" })
    reloading.start()
    write(file.path, "by the agent\n")

    for seq = 1, 20 do
      session:hear(seq, { kind = "tool_call_update", toolCallId = "c", status = "completed", content = {} })
    end

    harness.eventually(function()
      return lines(file)[1] == "by the agent"
    end)
    disk.look = look
    equal(looks, 1)
  end)
end)
