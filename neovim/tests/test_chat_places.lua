local harness = require("harness")
local places = require("journeyman.chat.places")
local say = require("journeyman.say")
local equal, test = harness.equal, harness.test

local outside = vim.fs.normalize(vim.fn.tempname())
local root = outside .. "/project"
vim.fn.mkdir(root .. "/src", "p")
vim.fn.writefile({ "one", "two", "three" }, root .. "/src/a b.py")
vim.fn.writefile({ "one", "two", "three" }, root .. "/src/a.py")
vim.fn.writefile({ "secret" }, outside .. "/secret.txt")
assert(vim.uv.fs_symlink(outside .. "/secret.txt", root .. "/link.txt"))

test("a file is found in the text around the cursor", function()
  local function found(text, word)
    local place = places.in_text(root, text, (assert(text:find(word or "src", 1, true))) - 1)
    return place and { place.path, place.line }
  end

  equal(found("See src/a.py:2 there."), { "src/a.py", 2 })
  equal(found("It is in src/a.py."), { "src/a.py" })
  equal(found("See `src/a b.py:3`, 🦀"), { "src/a b.py", 3 })
  equal(found("(src/a.py:2:7)"), { "src/a.py", 2 })
  equal(found("[the sum](src/a%20b.py#L2)", "sum"), { "src/a b.py", 2 })
  equal(found(' File "src/a.py", line 3'), { "src/a.py" })
  equal(found("See src/a.py:2 there.", "See"), nil)
  equal(found("src/none.py:2"), nil)
end)

test("what leads out of the folder is no place", function()
  for _, text in ipairs({ "../secret.txt", outside .. "/secret.txt", "link.txt", "src" }) do
    equal(places.in_text(root, text, 0), nil)
  end
end)

test("a file opens at its line, in a window that is not the chat", function()
  local file_window = vim.api.nvim_get_current_win()
  local chat = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_open_win(chat, true, { split = "right", win = -1 })

  places.go(root, { kind = "file", path = "src/a.py", line = 2 })

  equal(vim.api.nvim_get_current_win(), file_window)
  equal(vim.fs.normalize(vim.api.nvim_buf_get_name(0)), vim.uv.fs_realpath(root .. "/src/a.py"))
  equal(vim.api.nvim_win_get_cursor(0)[1], 2)
  vim.cmd("silent! only | silent! %bwipeout!")
end)

test("where there is no other window for a file, one is opened", function()
  local chat = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_win_set_buf(0, chat)

  places.go(root, { kind = "file", path = "src/a b.py" })

  equal(vim.fs.basename(vim.api.nvim_buf_get_name(0)), "a b.py")
  equal(#vim.fn.win_findbuf(chat), 1)
  vim.cmd("silent! only | silent! %bwipeout!")
end)

test("a window that keeps its buffer keeps it, and no empty buffer is left behind", function()
  local chat = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_win_set_buf(0, chat)
  vim.wo.winfixbuf = true
  local before = #vim.api.nvim_list_bufs()

  places.go(root, { kind = "file", path = "src/a b.py" })

  equal({ vim.fs.basename(vim.api.nvim_buf_get_name(0)), vim.wo.winfixbuf }, { "a b.py", false })
  equal(#vim.api.nvim_list_bufs(), before + 1)
  vim.cmd("silent! only | silent! %bwipeout!")
end)

test("a file outside of the folder is not opened, and the user is told", function()
  local warned, warn = nil, say.warn
  say.warn = function(message)
    warned = message
  end
  local before = vim.api.nvim_get_current_buf()

  places.go(root, { kind = "file", path = "../secret.txt" })

  say.warn = warn
  equal(warned, "../secret.txt is not in project, or is no more. Nothing was opened.")
  equal(vim.api.nvim_get_current_buf(), before)
end)

test("each other kind of place opens what shows it", function()
  local opened = {}
  local function stand_in(module, name)
    package.loaded["journeyman." .. module] = {
      [name] = function(call, id)
        table.insert(opened, { module, type(call) == "table" and call.text or id })
      end,
    }
  end
  local places_of = {
    { "views.skill", "open", { kind = "skill", name = "add-a-route" } },
    { "permission", "open", { kind = "permission" } },
    { "question", "open", { kind = "question" } },
    { "review", "list", { kind = "changes" } },
    { "views.why", "open", { kind = "memory", id = "m12" } },
    { "sessions", "load", { kind = "session", id = "s1" } },
  }

  for _, each in ipairs(places_of) do
    local before = package.loaded["journeyman." .. each[1]]
    stand_in(each[1], each[2])
    places.go(root, each[3])
    package.loaded["journeyman." .. each[1]] = before
  end

  equal(opened, {
    { "views.skill", "add-a-route" },
    { "permission", "" },
    { "question", "" },
    { "review", "" },
    { "views.why", "m12" },
    { "sessions", "s1" },
  })
end)
