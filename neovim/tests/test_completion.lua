local harness = require("harness")
local typing = require("typing")
local equal, eventually, test = harness.equal, harness.eventually, harness.test

--- An input with a server behind it that answers only when it is told to.
local SETUP = [[
  asked = {}
  require("journeyman.client").request = function(_, method, params, callback)
    local request = { method = method, params = params, callback = callback }
    table.insert(asked, request)
    return function() request.cancelled = true end
  end
  package.loaded["journeyman.chat"] = { window = function() end }
  local sessions = require("journeyman.sessions")
  sessions._opened("/tmp/timesheet", { sessionId = "s" }, function() end)
  asked[1].callback(nil, { seq = 0, reset = true, updates = {} })
  asked = {}
  function answer(...)
    local items = {}
    for _, text in ipairs({ ... }) do
      table.insert(items, { label = vim.trim(text):sub(2), insertText = text, kind = "file" })
    end
    local request = asked[#asked]
    if not request.cancelled then request.callback(nil, { items = items }) end
  end
  function shown()
    return vim.tbl_map(function(item) return item.word end, vim.fn.complete_info({ "items" }).items)
  end
  require("journeyman.chat.input").open("/tmp/timesheet")
]]

local function with_input(name, body)
  test(name, function()
    local nvim = typing.start()
    nvim:lua(SETUP)
    local ok, problem = pcall(body, nvim)
    nvim:stop()
    assert(ok, problem)
  end)
end

--- Waits until the suggestions for a text are asked for. What is typed at once asks once.
local function asks_for(nvim, text)
  eventually(function()
    return nvim:lua("return #asked > 0 and asked[#asked].params.text or ''") == text
  end)
  return nvim:lua("return asked[#asked].params")
end

local function text(nvim)
  return nvim:lua("return vim.api.nvim_get_current_line()")
end

with_input("an @ asks what could follow, with the caret in UTF-16 code units", function(nvim)
  nvim:type("🦀 @")

  equal(asks_for(nvim, "🦀 @"), { sessionId = "s", text = "🦀 @", position = { line = 0, character = 4 } })
end)

with_input("what fits is shown, and goes into the text only when it is chosen", function(nvim)
  nvim:type("see @ap")
  asks_for(nvim, "see @ap")
  nvim:lua("answer('@src/app.py ', '@maps.py ')")

  equal({ nvim:lua("return shown()"), text(nvim) }, { { "@src/app.py ", "@maps.py " }, "see @ap" })

  nvim:type("<C-n><C-y>")
  equal(text(nvim), "see @src/app.py ")
  equal(nvim:lua("return asked[#asked].params.text"), "see @ap")
end)

with_input("each character asks anew, and an answer to the one before is dropped", function(nvim)
  nvim:type("@a")
  asks_for(nvim, "@a")
  nvim:lua("stale = asked[#asked]")
  nvim:type("p")
  asks_for(nvim, "@ap")

  equal(nvim:lua("return stale.cancelled"), true)
  nvim:lua("stale.callback(nil, { items = { { label = 'a', insertText = '@a ', kind = 'file' } } })")
  equal(nvim:lua("return shown()"), {})
  nvim:lua("answer('@app.py ')")
  equal(nvim:lua("return shown()"), { "@app.py " })
end)

with_input("a folder that was chosen is gone on with", function(nvim)
  nvim:type("@s")
  asks_for(nvim, "@s")
  nvim:lua("answer('@src/', '@tests/')")
  nvim:type("<C-n><C-y>")

  equal(asks_for(nvim, "@src/").position, { line = 0, character = 5 })
  nvim:lua("answer('@src/app.py ')")
  equal(nvim:lua("return shown()"), { "@src/app.py " })
end)

with_input("a slash asks only at the beginning of all", function(nvim)
  nvim:type("/")
  asks_for(nvim, "/")
  nvim:type("<BS>and/or /<CR>/")

  equal(text(nvim), "/")
  equal(nvim:lua("return #asked"), 1)
end)

with_input("nothing is shown to who has left insert mode", function(nvim)
  nvim:type("@a")
  asks_for(nvim, "@a")
  nvim:type("<Esc>")
  eventually(function()
    return nvim:lua("return vim.fn.mode()") == "n"
  end)
  nvim:lua("answer('@app.py ')")

  equal(nvim:lua("return { vim.fn.mode(), vim.fn.pumvisible() }"), { "n", 0 })
end)

with_input("CTRL-X CTRL-U asks, too", function(nvim)
  nvim:type("@a<Esc>")
  nvim:lua("asked = {}")
  nvim:type("A<C-x><C-u>")
  asks_for(nvim, "@a")
  nvim:lua("answer('@app.py ', '@a.py ')")

  equal(nvim:lua("return shown()"), { "@app.py ", "@a.py " })
end)

with_input("names that would break the line are not offered, and no detail hides what it is", function(nvim)
  nvim:type("@")
  asks_for(nvim, "@")
  nvim:lua("answer('@evil\\n:q! ', '@\u{202e}fdp.py ')")

  equal(nvim:lua("return vim.fn.complete_info({ 'items' }).items[1].abbr"), "\\u202efdp.py")
  equal(#nvim:lua("return shown()"), 1)
end)
