local asking = require("asking")
local harness = require("harness")
local permission = require("journeyman.permission")
local equal = harness.equal

local function test(name, body)
  harness.test(name, function()
    asking.with(body)
  end)
end

local function open(root)
  permission.open({ root = root or "/asking" })
end

local function has(line)
  return vim.tbl_contains(asking.lines(), line)
end

test("the window shows the call, the reason and the keys, and leaves the cursor where it is", function()
  local here = vim.api.nvim_get_current_win()

  asking.permission(asking.session(), "p1", { title = "Run make", rawInput = { command = "make", background = true } })

  equal(asking.lines(), {
    "Run make",
    "",
    "  background: true",
    "",
    "Asked because: `run_command` changes something.",
    "a     Allow",
    "A     Always allow run_command(make)",
    "r     Refuse",
    "f     Refuse, and say what to do instead",
  })
  equal(vim.api.nvim_get_current_win(), here)
end)

test("keys that the user types elsewhere answer nothing", function()
  asking.permission(asking.session(), "p1")
  asking.wait_ms(10000)

  asking.press("iaAr<Esc>")

  equal({ vim.api.nvim_get_current_line(), #asking.sent }, { "aAr", 0 })
end)

test("each key gives its answer, and the window goes away", function()
  for key, option in pairs({ a = "allow_once", A = "allow_always", r = "reject_once" }) do
    local session = asking.session()
    local here = vim.api.nvim_get_current_win()
    asking.permission(session, "p1")
    asking.wait_ms(300)
    open()
    asking.press(key)

    equal(asking.sent[#asking.sent].params, { sessionId = session.id, permissionId = "p1", optionId = option })
    equal({ asking.window(), vim.api.nvim_get_current_win() }, { nil, here })
    asking.resolved(session, "p1")
  end
end)

test("a refusal takes the user's words along; without words nothing is answered", function()
  local input = vim.ui.input
  local words = ""
  vim.ui.input = function(_, on_confirm)
    on_confirm(words)
  end
  asking.permission(asking.session(), "p1")
  asking.wait_ms(300)
  open()
  asking.press("f")
  equal(#asking.sent, 0)

  words = " Change the test instead. "
  asking.press("f")
  vim.ui.input = input

  local params = asking.sent[1].params
  equal({ params.optionId, params.feedback }, { "reject_once", "Change the test instead." })
end)

test("where no rule is safe, `always` answers nothing", function()
  local notify, said = vim.notify, nil
  vim.notify = function(text)
    said = text
  end
  local session = asking.session()
  asking.permission(session, "p1", {
    options = {
      { optionId = "allow_once", name = "Allow", kind = "allow_once" },
      { optionId = "reject_once", name = "Refuse", kind = "reject_once" },
    },
  })
  asking.wait_ms(300)
  open()
  asking.press("A")
  vim.notify = notify

  equal({ #asking.sent, said }, { 0, "No rule is safe for this. Allow it once, or refuse it." })
end)

test("an answer that the server does not take brings the question back", function()
  local notify = vim.notify
  vim.notify = function() end
  asking.permission(asking.session(), "p1")
  asking.wait_ms(300)
  open()
  asking.press("a")
  equal(asking.window(), nil)

  asking.sent[1].answer({ message = "The server did not answer." })
  vim.notify = notify

  equal(asking.lines()[1], "Run make")
end)

test("in the chat, where the user waits for it, the window takes the cursor, but no key typed ahead", function()
  vim.bo.filetype = "journeyman-chat"
  local session = asking.session()

  asking.permission(session, "p1")
  equal(vim.api.nvim_get_current_win(), asking.window())
  asking.wait_ms(299)
  asking.press("a")
  equal(#asking.sent, 0)

  asking.wait_ms(1)
  asking.press("a")
  equal(#asking.sent, 1)
end)

test("the next question takes no key that was meant for the one before", function()
  vim.bo.filetype = "journeyman-chat"
  local session = asking.session()
  asking.permission(session, "p1")
  asking.permission(session, "p2", { title = "Run rm -rf build" })
  asking.wait_ms(300)

  asking.press("aa")

  equal({ #asking.sent, asking.sent[1].params.permissionId, asking.lines()[1] }, { 1, "p1", "Run rm -rf build" })
end)

test("while something is recorded or a command is half typed, the cursor stays in the chat", function()
  vim.bo.filetype = "journeyman-chat"
  local here = vim.api.nvim_get_current_win()
  vim.cmd("normal! qq")

  asking.permission(asking.session(), "p1")

  equal({ vim.api.nvim_get_current_win(), asking.lines()[1] }, { here, "Run make" })
  vim.cmd("normal! q")
end)

test("`later` goes back and leaves the window open", function()
  local here = vim.api.nvim_get_current_win()
  asking.permission(asking.session(), "p1")
  open()
  asking.wait_ms(300)
  asking.press("<Esc>")

  equal({ vim.api.nvim_get_current_win(), asking.lines()[1], #asking.sent }, { here, "Run make", 0 })
end)

test("what is answered elsewhere goes away, and the next one comes", function()
  local session = asking.session()
  asking.permission(session, "p1")
  asking.permission(session, "p2", { title = "Run ls" })
  equal(asking.lines()[1], "Run make")

  asking.resolved(session, "p1")
  equal(asking.lines()[1], "Run ls")
  asking.resolved(session, "p2")
  equal(asking.window(), nil)
end)

test("what is on the screen stays, whatever comes; how many more wait is said", function()
  local session = asking.session()
  asking.permission(session, "p1")
  asking.permission(asking.session("/other"), "p2")
  asking.permission(session, "p3")

  local footer = vim.api.nvim_win_get_config(asking.window()).footer[1][1]

  equal({ asking.lines()[1], footer }, { "Run make", " :Journeyman permission · 2 more " })
end)

test("the command goes to what waits in its folder first", function()
  asking.permission(asking.session("/other"), "p1", { title = "Run elsewhere" })
  asking.permission(asking.session(), "p2", { title = "Run here" })
  equal(asking.lines()[1], "Run elsewhere")

  open("/asking")

  equal({ asking.lines()[1], vim.api.nvim_get_current_win() }, { "Run here", asking.window() })
end)

test("without anything that waits the command says so", function()
  local notify, said = vim.notify, nil
  vim.notify = function(text)
    said = text
  end
  open()
  vim.notify = notify

  equal(said, "Nothing waits for your permission.")
end)

test("nothing in a title or a rule hides what is done, or breaks the window", function()
  local options = { { optionId = "allow_once", name = "Allow\nrm", kind = "allow_once" } }
  asking.permission(asking.session(), "p1", { title = "Run \u{202e}x\n\27[31m%#Error#", options = options })

  equal(asking.lines()[1], "Run \\u202ex\\n\\x1b[31m%#Error#")
  equal(has("a     Allow\\nrm"), true)
end)

test("a long command is shown from both ends until all of it is asked for", function()
  local command = {}
  for number = 1, 60 do
    command[number] = "echo " .. number
  end
  asking.permission(
    asking.session(),
    "p1",
    { title = "Run echo 1 …", rawInput = { command = table.concat(command, "\n") } }
  )
  local window = asking.window()
  equal({ has("  echo 1"), has("  echo 60"), has("  echo 30") }, { true, true, false })
  equal(#asking.lines(), vim.api.nvim_win_get_height(window))
  local cut = vim.iter(asking.lines()):find(function(line)
    return line:find("more lines, o shows them", 1, true)
  end)
  assert(cut, "nothing says how much is left out")

  open()
  asking.wait_ms(300)
  asking.press("o")
  equal({ has("  echo 30"), vim.api.nvim_win_get_height(window) < #asking.lines() }, { true, true })

  asking.press("o")
  equal(has("  echo 30"), false)
end)
