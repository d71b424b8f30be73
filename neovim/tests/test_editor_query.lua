local harness = require("harness")
local listening_server = require("listening_server")
local query = require("journeyman.editor.query")
local equal, test = harness.equal, harness.test

local function range(line, character, stop_line, stop_character)
  return { start = { line = line, character = character }, ["end"] = { line = stop_line, character = stop_character } }
end

--- A folder with two files; ours counts in UTF-16, the other language server in bytes.
---@param answers table<string, fun(params: table): any>
---@param body fun(ask: (fun(params: table): table), place: table)
local function with(answers, body)
  local root = vim.fs.normalize(vim.fn.tempname())
  vim.fn.mkdir(root)
  vim.fn.writefile({ "🦀🦀 = use()", "é = 1" }, root .. "/a.txt")
  vim.fn.writefile({ "🦀 def use" }, root .. "/b.txt")
  vim.cmd.edit(root .. "/a.txt")
  local place = { root = root, a = vim.uri_from_fname(root .. "/a.txt"), b = vim.uri_from_fname(root .. "/b.txt") }
  place.buf = vim.api.nvim_get_current_buf()
  place.ours = listening_server.start({ root = root })
  local can = { definitionProvider = true, referencesProvider = true, hoverProvider = true, renameProvider = true }
  can.documentSymbolProvider, can.workspaceSymbolProvider = true, true
  place.other =
    listening_server.start({ name = "other", root = root, encoding = "utf-8", can = can, answers = answers })
  local ok, problem = xpcall(body, debug.traceback, function(params)
    local all = vim.tbl_extend("keep", params, { root = vim.uri_from_fname(root), waitMs = 0 })
    return place.ours:ask(query, all)
  end, place)
  place.ours:stop()
  place.other:stop()
  vim.cmd("silent! %bwipeout!")
  assert(ok, problem)
end

test("places are converted on their way there and back, also those in files that are not open", function()
  local asked
  with({
    ["textDocument/definition"] = function(params)
      asked = params.position
      local uri = params.textDocument.uri:gsub("a.txt", "b.txt")
      return { { targetUri = uri, targetRange = range(0, 0, 0, 12), targetSelectionRange = range(0, 9, 0, 12) } }
    end,
    ["textDocument/references"] = function(params)
      assert(params.context.includeDeclaration)
      local uri = params.textDocument.uri
      return { { uri = uri, range = range(0, 11, 0, 14) }, { uri = uri, range = range(0, 11, 0, 14) } }
    end,
  }, function(ask, place)
    local at = { uri = place.a, position = { line = 0, character = 7 } }

    local definition = ask(vim.tbl_extend("error", at, { what = "definition" }))
    equal(definition, { locations = { { uri = place.b, range = range(0, 7, 0, 10) } } })
    equal(asked, { line = 0, character = 11 })
    local references = ask(vim.tbl_extend("error", at, { what = "references" }))
    equal(references, { locations = { { uri = place.a, range = range(0, 7, 0, 10) } } })
    equal(vim.fn.bufexists(place.root .. "/b.txt"), 0)
  end)
end)

test("the symbols of a document are a flat list, and those of the folder lie in it", function()
  with({
    ["textDocument/documentSymbol"] = function()
      local child = { name = "inner", kind = 6, range = range(0, 0, 0, 8), selectionRange = range(0, 0, 0, 8) }
      return { { name = "Outer", kind = 5, range = range(0, 0, 1, 2), children = { child } } }
    end,
    ["workspace/symbol"] = function(params)
      local here = { uri = vim.uri_from_fname(vim.api.nvim_buf_get_name(0)), range = range(1, 0, 1, 2) }
      local elsewhere = { uri = "file:///elsewhere/x.txt", range = range(0, 0, 0, 0) }
      return {
        { name = params.query, kind = 12, containerName = "a", location = here },
        { name = "far", kind = 12, location = elsewhere },
        { name = "nowhere", kind = 12, location = { uri = here.uri } },
      }
    end,
  }, function(ask, place)
    equal(ask({ what = "symbols", uri = place.a }).symbols, {
      { name = "Outer", kind = 5, location = { uri = place.a, range = range(0, 0, 1, 1) } },
      { name = "inner", kind = 6, containerName = "Outer", location = { uri = place.a, range = range(0, 0, 0, 4) } },
    })
    equal(ask({ what = "symbols", query = "é" }).symbols, {
      { name = "é", kind = 12, containerName = "a", location = { uri = place.a, range = range(1, 0, 1, 1) } },
    })
  end)
end)

test("a hover is plain text, cut in the middle", function()
  local contents
  with({
    ["textDocument/hover"] = function()
      return { contents = contents }
    end,
  }, function(ask, place)
    local function hover(value)
      contents = value
      return ask({ what = "hover", uri = place.a, position = { line = 0, character = 0 } }).hover
    end

    equal(
      hover({ kind = "markdown", value = "```py\ndef a\\_b\n```\n---\nAdds&nbsp;\\*one\\*." }),
      "def a\\_b\n\nAdds *one*."
    )
    equal(hover({ { language = "py", value = "x: int" }, "About `x`" }), "x: int\n\nAbout `x`")
    local long = hover(("é"):rep(4000))
    equal({ vim.fn.strchars(long), long:match("\n…\n") }, { 1500, "\n…\n" })
  end)
end)

test("a rename names the versions that it was made for, and is not applied", function()
  with({
    ["textDocument/rename"] = function(params)
      local uri = params.textDocument.uri
      local edits = { { range = range(0, 11, 0, 14), newText = params.newName } }
      return {
        changes = { [uri] = edits, [uri:gsub("a.txt", "b.txt")] = { { range = range(0, 9, 0, 12), newText = "y" } } },
      }
    end,
  }, function(ask, place)
    vim.api.nvim_buf_set_lines(place.buf, -1, -1, true, { "more" })
    local version = vim.lsp.util.buf_versions[place.buf]
    local answer = ask({ what = "rename", uri = place.a, position = { line = 0, character = 7 }, newName = "y" })

    local a = { textDocument = { uri = place.a, version = version } }
    a.edits = { { range = range(0, 7, 0, 10), newText = "y" } }
    local b = { textDocument = { uri = place.b, version = vim.NIL } }
    b.edits = { { range = range(0, 7, 0, 10), newText = "y" } }
    equal(answer, { edit = { documentChanges = { a, b } } })
    equal(vim.api.nvim_buf_get_lines(place.buf, 0, 1, true), { "🦀🦀 = use()" })
  end)
end)

test("a file that is not open is loaded without a trace, and its language server waited for", function()
  with({
    ["textDocument/hover"] = function(params)
      return { contents = vim.fs.basename(params.textDocument.uri) }
    end,
  }, function(ask, place)
    vim.fn.writefile({ "x", "vim: tabstop=3" }, place.root .. "/b.txt")
    vim.api.nvim_create_autocmd("BufReadPost", {
      pattern = "*/b.txt",
      once = true,
      callback = function(event)
        vim.schedule(function()
          vim.lsp.buf_attach_client(event.buf, place.other.client.id)
        end)
      end,
    })
    local windows = vim.api.nvim_list_wins()

    equal(ask({ what = "hover", uri = place.b, position = { line = 0, character = 0 } }), { hover = "b.txt" })

    local buf = vim.fn.bufnr(place.root .. "/b.txt")
    equal({ vim.bo[buf].buflisted, vim.bo[buf].swapfile, vim.bo[buf].tabstop }, { false, false, 8 })
    equal({ vim.api.nvim_list_wins(), vim.api.nvim_get_current_buf() }, { windows, place.buf })
  end)
end)

test("files outside of the folder, also behind a link, and huge ones are not loaded", function()
  with({}, function(ask, place)
    local outside = vim.fn.tempname()
    vim.fn.writefile({ "secret" }, outside)
    vim.uv.fs_symlink(outside, place.root .. "/link.txt")
    vim.fn.writefile({ ("x"):rep(3 * 1024 * 1024) }, place.root .. "/huge.txt")
    for _, name in ipairs({ "link.txt", "huge.txt", "none.txt", "../" .. vim.fs.basename(outside), "." }) do
      local path = place.root .. "/" .. name
      local position = { line = 0, character = 0 }
      equal(ask({ what = "hover", uri = vim.uri_from_fname(path), position = position }), vim.empty_dict())
      equal(vim.fn.bufloaded(path), 0)
    end
  end)
end)

test("what nobody knows, or nobody answers in time, has an empty answer", function()
  with({
    ["textDocument/definition"] = function()
      return nil
    end,
  }, function(ask, place)
    local at = { uri = place.a, position = { line = 0, character = 0 } }
    equal(vim.json.encode(ask(vim.tbl_extend("error", at, { what = "definition" }))), "{}")
    equal(vim.json.encode(ask(vim.tbl_extend("error", at, { what = "telepathy" }))), "{}")
    query.limits_ms.answer = 20
    equal(vim.json.encode(ask(vim.tbl_extend("error", at, { what = "hover" }))), "{}")
    query.limits_ms.answer = 2800
    equal(#place.other:of("$/cancelRequest"), 1)
  end)
end)
