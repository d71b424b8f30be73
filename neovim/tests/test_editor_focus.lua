local harness = require("harness")
local typing = require("typing")
local equal, test = harness.equal, harness.test

---@param body fun(nvim: TypingNeovim, told: fun(count: integer): table)
local function with(body)
  local path = vim.fn.tempname() .. ".txt"
  vim.fn.writefile({ "a🦀bc", "def", "ghi" }, path)
  local nvim = typing.start()
  local ok, problem = xpcall(function()
    nvim:lua(
      [[
      local path = ...
      vim.cmd.edit(path)
      _G.server = require("listening_server").start({ root = vim.fs.dirname(path) })
      require("journeyman.editor.focus").start()
      ]],
      path
    )
    body(nvim, function(count)
      return harness.eventually(function()
        local told = nvim:lua("return server:of('journeyman/editor/didFocus')")
        return #told >= count and told[count]
      end)
    end)
  end, debug.traceback)
  nvim:stop()
  assert(ok, problem)
end

local function range(line, character, stop_line, stop_character)
  return { start = { line = line, character = character }, ["end"] = { line = stop_line, character = stop_character } }
end

test("the server hears where the cursor is, and what is selected, in each kind of selection", function()
  with(function(nvim, told)
    equal(told(1).selection, range(0, 0, 0, 0))
    equal(vim.uri_to_fname(told(1).textDocument.uri), nvim:lua("return vim.api.nvim_buf_get_name(0)"))
    nvim:type("$")
    equal(told(2).selection, range(0, 4, 0, 4))
    nvim:type("0vl")
    equal(told(3).selection, range(0, 0, 0, 3))
    nvim:type("<Esc>jVj")
    equal(told(4).selection, range(1, 0, 3, 0))
    nvim:type("<Esc>gg0l<C-v>jl")
    equal(told(5).selection, range(0, 1, 1, 3))
    nvim:type("<Esc>Gi")
    equal(told(6).selection.start.line, 2)
  end)
end)

test("elsewhere, such as in the chat, the file before it stays what the user means", function()
  with(function(nvim, told)
    told(1)
    nvim:type(":enew<CR>ihere<Esc>:buffer #<CR>G")

    equal(told(2).selection, range(2, 0, 2, 0))
    equal(nvim:lua("return #server:of('journeyman/editor/didFocus')"), 2)
  end)
end)
