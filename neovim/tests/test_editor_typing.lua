local harness = require("harness")
local typing = require("typing")
local equal, test = harness.equal, harness.test

local PREPARE = [[
  local path = ...
  _G.harness, _G.edits = require("harness"), require("journeyman.editor.edits")
  vim.cmd.edit(path)
  _G.buf = vim.api.nvim_get_current_buf()
  _G.server = require("listening_server").start({ root = vim.fs.dirname(path) })
  _G.uri = vim.uri_from_bufnr(buf)
  function _G.agent(line, character, stop_line, stop_character, text)
    local function version() return vim.lsp.util.buf_versions[buf] == server.versions[uri] end
    harness.eventually(version)
    local range = { start = { line = line, character = character } }
    range["end"] = { line = stop_line, character = stop_character }
    local document = { uri = uri, version = server.versions[uri] }
    return edits.answer(nil, {
      edit = { documentChanges = { { textDocument = document, edits = { { range = range, newText = text } } } } },
    }, { client_id = server.client.id })
  end
]]

---@param content string[]
---@param body fun(nvim: TypingNeovim)
local function with(content, body)
  local path = vim.fn.tempname() .. ".txt"
  vim.fn.writefile(content, path)
  local nvim = typing.start()
  local ok, problem = xpcall(function()
    nvim:lua(PREPARE, path)
    body(nvim)
  end, debug.traceback)
  nvim:stop()
  assert(ok, problem)
end

local function lines(nvim)
  return nvim:lua("return vim.api.nvim_buf_get_lines(buf, 0, -1, true)")
end

test("what the user typed before and after an edit, and the edit, are three steps to take back", function()
  with({ "one", "two" }, function(nvim)
    nvim:type("Ahello")
    equal(nvim:lua("return agent(1, 0, 1, 3, 'TWO\\nnew')"), { applied = true })
    nvim:type("world")
    equal({ nvim:mode(), lines(nvim) }, { "i", { "onehelloworld", "TWO", "new" } })

    nvim:type("<Esc>u")
    equal(lines(nvim), { "onehello", "TWO", "new" })
    nvim:type("u")
    equal(lines(nvim), { "onehello", "two" })
    nvim:type("u")
    equal(lines(nvim), { "one", "two" })
    nvim:type("3<C-r>")
    equal(lines(nvim), { "onehelloworld", "TWO", "new" })
  end)
end)

test("an edit in another buffer, while the user types here, is one step there", function()
  with({ "one", "two" }, function(nvim)
    nvim:type(":enew<CR>ihere")
    equal(nvim:lua("return agent(0, 0, 0, 0, 'A\\n')"), { applied = true })
    equal(nvim:lua("return agent(0, 0, 0, 0, 'B\\n')"), { applied = true })
    nvim:type(" too")

    equal({ nvim:mode(), nvim:lua("return vim.api.nvim_get_current_line()") }, { "i", "here too" })
    equal(lines(nvim), { "B", "A", "one", "two" })
    nvim:type("<Esc>:buffer #<CR>u")
    equal(lines(nvim), { "A", "one", "two" })
  end)
end)

test("an edit is applied in every mode, and leaves it", function()
  for _, keys in ipairs({ "", "i", "v", "V", "R", ":s/one", "gh", ":term<CR>i", "q:" }) do
    with({ "one", "two" }, function(nvim)
      nvim:type(keys)
      local mode = nvim:mode()

      equal({ keys, nvim:lua("return agent(1, 0, 1, 0, 'x')") }, { keys, { applied = true } })

      equal({ nvim:mode(), lines(nvim) }, { mode, { "one", "xtwo" } })
      equal(nvim:lua("return vim.fn.execute('messages')"), "")
    end)
  end
end)

test("cursors and views of all windows stay with their text, and so do marks and folds", function()
  local content = {}
  for number = 1, 200 do
    content[number] = "line " .. number
  end
  with(content, function(nvim)
    nvim:lua([[
      vim.o.foldmethod = "manual"
      vim.cmd("150,155fold")
      vim.api.nvim_buf_set_mark(buf, "a", 120, 2, {})
      vim.api.nvim_buf_set_mark(buf, "b", 11, 3, {})
      vim.fn.cursor(100, 4)
      vim.cmd("normal! zt")
      vim.cmd.split()
      vim.fn.cursor(180, 3)
      vim.cmd("normal! zb")
      vim.cmd.tabnew("%")
      vim.fn.cursor(150, 2)
      vim.cmd.tabprevious()
    ]])
    local function places()
      return nvim:lua([[
        return vim.tbl_map(function(window)
          return vim.api.nvim_win_call(window, function()
            return { vim.fn.getline("."), vim.fn.col("."), vim.fn.getline("w0") }
          end)
        end, vim.api.nvim_list_wins())
      ]])
    end
    local before = places()

    equal(nvim:lua("return agent(10, 0, 10, 4, 'new\\nand\\nLINE')"), { applied = true })

    equal(places(), before)
    equal(nvim:lua("return { vim.fn.foldclosed(152), vim.fn.foldclosedend(152) }"), { 152, 157 })
    equal(nvim:lua("return vim.api.nvim_buf_get_mark(buf, 'a')"), { 122, 2 })
    equal(nvim:lua("return vim.api.nvim_buf_get_mark(buf, 'b')[1] > 0"), true)
  end)
end)

test("what the user has typed, but the server not yet heard, makes an edit fail", function()
  with({ "one" }, function(nvim)
    nvim:lua("_G.document = { uri = uri, version = server.versions[uri] }")
    nvim:type("ix")
    local answer = nvim:lua([[
      local range = { start = { line = 0, character = 0 }, ["end"] = { line = 0, character = 3 } }
      local change = { textDocument = document, edits = { { range = range, newText = "" } } }
      return edits.answer(nil, { edit = { documentChanges = { change } } }, { client_id = server.client.id })
    ]])

    equal({ answer.applied, lines(nvim) }, { false, { "xone" } })
  end)
end)
