local harness = require("harness")
local listening_server = require("listening_server")
local query = require("journeyman.editor.query")
local equal, test = harness.equal, harness.test

local namespace = vim.api.nvim_create_namespace("a linter")

local function problem_at(col, message)
  return { lnum = 0, col = col, end_lnum = 0, end_col = col + 1, severity = 1, source = "linter", message = message }
end

---@param body fun(ask: (fun(params: table): table), place: table)
local function with(body)
  local root = vim.fs.normalize(vim.fn.tempname())
  vim.fn.mkdir(root)
  vim.fn.writefile({ "🦀 x" }, root .. "/a.txt")
  vim.cmd.edit(root .. "/a.txt")
  local place = { root = root, buf = vim.api.nvim_get_current_buf(), uri = vim.uri_from_fname(root .. "/a.txt") }
  place.ours = listening_server.start({ root = root })
  place.other = listening_server.start({ name = "other", root = root })
  local ok, problem = xpcall(body, debug.traceback, function(params)
    local all = { what = "diagnostics", root = vim.uri_from_fname(root), waitMs = 0 }
    return place.ours:ask(query, vim.tbl_extend("force", all, params)).diagnostics
  end, place)
  vim.diagnostic.reset(namespace)
  place.ours:stop()
  place.other:stop()
  vim.cmd("silent! %bwipeout!")
  assert(ok, problem)
end

test("diagnostics of a document, and of the folder, are told in the server's encoding with their version", function()
  with(function(ask, place)
    vim.diagnostic.set(namespace, place.buf, { problem_at(5, "no x") })
    local elsewhere = vim.fn.bufadd("/elsewhere/x.txt")
    vim.diagnostic.set(namespace, elsewhere, { problem_at(0, "far") })
    local told = {
      uri = place.uri,
      version = vim.lsp.util.buf_versions[place.buf],
      diagnostics = {
        {
          range = { start = { line = 0, character = 3 }, ["end"] = { line = 0, character = 4 } },
          severity = 1,
          source = "linter",
          message = "no x",
        },
      },
    }

    equal(ask({ uri = place.uri }), { told })
    equal(ask({}), { told })
  end)
end)

test("those of the version that is asked for are waited for, and older ones are not taken for them", function()
  with(function(ask, place)
    ask({})
    vim.diagnostic.set(namespace, place.buf, { problem_at(0, "old") })
    vim.api.nvim_buf_set_lines(place.buf, -1, -1, true, { "more" })
    local version = vim.lsp.util.buf_versions[place.buf]
    vim.schedule(function()
      vim.diagnostic.set(namespace, place.buf, { problem_at(0, "new") })
    end)

    local answer = ask({ uri = place.uri, version = version, waitMs = 60000 })
    equal({ answer[1].diagnostics[1].message, answer[1].version }, { "new", version })

    -- They are there already.
    equal(ask({ uri = place.uri, version = version, waitMs = 60000 }), answer)
  end)
end)

test("when time is up, what is there is told", function()
  with(function(ask, place)
    vim.diagnostic.set(namespace, place.buf, { problem_at(0, "old") })
    local version = vim.lsp.util.buf_versions[place.buf] + 1

    equal(ask({ uri = place.uri, version = version, waitMs = 20 })[1].diagnostics[1].message, "old")
  end)
end)

test("a file that nobody would look at is not waited for, and a file elsewhere never loaded", function()
  with(function(ask, place)
    local path = vim.fn.tempname()
    vim.fn.writefile({ "x" }, path)
    local uri = vim.uri_from_fname(path)

    equal(ask({ uri = uri, waitMs = 60000 }), { { uri = uri, diagnostics = {} } })
    equal(vim.fn.bufexists(path), 0)
    place.other:stop()
    vim.cmd.edit(place.root .. "/b.txt")
    equal(#ask({ uri = place.uri:gsub("a.txt", "b.txt"), version = 1, waitMs = 60000 }), 1)
  end)
end)
