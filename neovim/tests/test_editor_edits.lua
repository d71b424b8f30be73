local harness = require("harness")
local edits = require("journeyman.editor.edits")
local listening_server = require("listening_server")
local equal, test = harness.equal, harness.test

---@param content string Bytes of the file that is opened.
---@param body fun(server: ListeningServer, buf: integer, uri: string)
local function with_file(content, body, encoding)
  local path = vim.fn.tempname() .. ".txt"
  local file = assert(io.open(path, "wb"))
  file:write(content)
  file:close()
  vim.cmd.edit(path)
  local buf = vim.api.nvim_get_current_buf()
  local server = listening_server.start({ root = vim.fs.dirname(path), encoding = encoding })
  local ok, problem = xpcall(body, debug.traceback, server, buf, vim.uri_from_bufnr(buf))
  server:stop()
  vim.cmd.bwipeout({ buf, bang = true })
  assert(ok, problem)
end

---@param places [integer, integer, integer, integer, string][] From line and character to line and character: a text.
local function edit_of(server, uri, places)
  local all = {}
  for _, place in ipairs(places) do
    local start, stop = { line = place[1], character = place[2] }, { line = place[3], character = place[4] }
    table.insert(all, { range = { start = start, ["end"] = stop }, newText = place[5] })
  end
  return {
    edit = { documentChanges = { { textDocument = { uri = uri, version = server.versions[uri] }, edits = all } } },
  }
end

local function apply(server, uri, places)
  return server:ask(edits, edit_of(server, uri, places))
end

local function lines(buf)
  return vim.api.nvim_buf_get_lines(buf, 0, -1, true)
end

--- What the buffer would be on the disk.
local function saved(buf)
  vim.api.nvim_buf_call(buf, function()
    vim.cmd("silent write!")
  end)
  local file = assert(io.open(vim.api.nvim_buf_get_name(buf), "rb"))
  local bytes = file:read("*a")
  file:close()
  return bytes
end

local CASES = {
  { "a\nb\n", { { 0, 1, 0, 1, "!" } }, "a!\nb\n" },
  { "a🦀b\nc\n", { { 0, 3, 0, 4, "🦞🦞" }, { 1, 0, 1, 1, "é" } }, "a🦀🦞🦞\né\n" },
  { "a\nb\n", { { 2, 0, 2, 0, "c\nd\n" } }, "a\nb\nc\nd\n" },
  { "a\nb\n", { { 1, 0, 2, 0, "" } }, "a\n" },
  { "a\nb\n", { { 0, 0, 2, 0, "" } }, "" },
  { "a\nb\n", { { 1, 1, 2, 0, "" } }, "a\nb" },
  { "a\nb\n", { { 2, 0, 2, 0, "c" } }, "a\nb\nc" },
  { "a\nb", { { 1, 1, 1, 1, "\n" } }, "a\nb\n" },
  { "a\nb", { { 1, 1, 1, 1, "\nc" } }, "a\nb\nc" },
  { "a\nb", { { 0, 0, 1, 1, "" } }, "" },
  { "a\r\nb\r\n", { { 0, 1, 1, 0, "\r\nx\r\n" } }, "a\r\nx\r\nb\r\n" },
  { "a\r\nb\r\n", { { 1, 1, 2, 0, "" } }, "a\r\nb" },
  { "a\r\nb", { { 1, 1, 1, 1, "\r\n" } }, "a\r\nb\r\n" },
  { "a\r\nb\n", { { 1, 0, 1, 0, "x\r\n" } }, "a\r\nx\r\nb\n" },
  { "a b\n", { { 0, 0, 0, 0, "1" }, { 0, 0, 0, 0, "2" }, { 0, 2, 0, 3, "" } }, "12a \n" },
}

test("the buffer, the server and the disk have the text that was asked for, whatever its lines end with", function()
  for _, encoding in ipairs({ "utf-16", "utf-32" }) do
    for number, case in ipairs(CASES) do
      with_file(case[1], function(server, buf, uri)
        local places = vim.deepcopy(case[2])
        if encoding == "utf-32" and number == 2 then
          places[1] = { 0, 2, 0, 3, "🦞🦞" }
        end

        vim.bo[buf].fixendofline = false
        equal(apply(server, uri, places), { applied = true })

        equal({ number, server.texts[uri], saved(buf) }, { number, case[3], case[3] })
        equal(server.versions[uri], vim.lsp.util.buf_versions[buf])
      end, encoding)
    end
  end
end)

test("after the last line break has gone or come, the server still follows what is typed and taken back", function()
  for _, case in ipairs({ { "a\nb\n", { 1, 1, 2, 0, "" } }, { "a\nb", { 1, 1, 1, 1, "\nc\n" } } }) do
    with_file(case[1], function(server, buf, uri)
      apply(server, uri, { case[2] })
      vim.api.nvim_buf_set_lines(buf, -1, -1, true, { "end" })
      vim.cmd("silent undo 0")
      vim.api.nvim_buf_set_lines(buf, -1, -1, true, { "end" })

      harness.eventually(function()
        return server.texts[uri] == saved(buf)
      end)
    end)
  end
end)

test("the server hears of every edit at once, though Neovim collects changes", function()
  with_file("a\nb\n", function(server, _, uri)
    for number = 1, 20 do
      equal(apply(server, uri, { { 0, 0, 0, 0, "x" }, { 1, 0, 1, 0, "y" } }), { applied = true })
      equal(#server.texts[uri], 4 + 2 * number)
    end
  end)
end)

test("an edit that does not fit is refused as a whole, with the reason", function()
  with_file("a\nb\n", function(server, buf, uri)
    local function refused(places, reason)
      local answer = apply(server, uri, places)
      equal({ answer.applied, answer.failureReason }, { false, reason })
      equal(lines(buf), { "a", "b" })
    end

    refused({ { 0, 0, 0, 1, "x" }, { 1, 0, 1, 9, "y" } }, "a range is not in the text")
    refused({ { 3, 0, 3, 0, "x" } }, "a range is not in the text")
    refused({ { 1, 0, 0, 0, "x" } }, "a range is not in the text")
    refused({ { 0, 0, 1, 1, "x" }, { 0, 1, 0, 1, "y" } }, "two edits overlap")
    vim.bo[buf].modifiable = false
    refused({ { 0, 0, 0, 1, "x" } }, "it cannot be modified in the editor")
  end)
  with_file("a\rb\nc\n", function(server, _, uri)
    equal(apply(server, uri, { { 1, 0, 1, 0, "x" } }).applied, false)
  end)
end)

test("an edit of another version, of a file that is not open, or of files as such is refused", function()
  with_file("a\n", function(server, buf, uri)
    local stale = edit_of(server, uri, { { 0, 0, 0, 1, "x" } })
    vim.api.nvim_buf_set_lines(buf, 0, 1, true, { "typed" })
    local elsewhere = edit_of(server, vim.uri_from_fname("/nowhere/b.txt"), { { 0, 0, 0, 0, "x" } })
    local create = { edit = { documentChanges = { { kind = "create", uri = uri .. ".new" } } } }

    equal(server:ask(edits, stale), { applied = false, failureReason = "it has changed in the meantime" })
    equal(server:ask(edits, elsewhere), { applied = false, failureReason = "it is not open" })
    equal(server:ask(edits, create).applied, false)
    equal({ lines(buf), vim.fn.bufexists("/nowhere/b.txt") }, { { "typed" }, 0 })
  end)
end)
