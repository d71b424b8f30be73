local details = require("journeyman.permission.details")
local harness = require("harness")
local equal, test = harness.equal, harness.test

local function texts(lines)
  return vim.tbl_map(function(line)
    return line[1][1]
  end, lines)
end

local function lines(input, title)
  return texts(details.whole(details.all(input, title or "Do it"), 40))
end

test("edits are shown as what goes and what comes, with the lines around it", function()
  local edits = {
    { old = "a\nb\nc\nd\ne\nf\n", new = "a\nb\nc\nD\ne\nf\n" },
    { old = "end = 2", new = "end = 3 🦀" },
  }

  equal(lines({ path = "log.py", edits = edits }, "Edit log.py"), {
    "  b",
    "  c",
    "- d",
    "+ D",
    "  e",
    "  f",
    "… ",
    "- end = 2",
    "+ end = 3 🦀",
  })
end)

test("a new file is all there, and that it has no line feed at its end is no news", function()
  equal(lines({ path = "src/a.py", content = "x = 1\r\ny = 2" }, "Write a.py"), {
    "  path: src/a.py",
    "+ x = 1",
    "+ y = 2",
  })
end)

test("edits that cannot be compared are shown as they came", function()
  equal(lines({ path = "a", edits = { "all of it" } }), { '  edits: ["all of it"]', "  path: a" })
  equal(#lines({ path = "a", edits = { { old = "x", new = "y" }, "and more" } }), 3)
end)

test("an edit that changes only line ends says so", function()
  equal(lines({ path = "a", edits = { { old = "x\r\n", new = "x\n" } } }, "Edit a"), {
    "  (only the ends of lines change)",
  })
end)

test("a command is whole, and with what goes along", function()
  local found = lines({ command = ("x"):rep(50) .. "\nrm y", timeout_seconds = 5, background = false, id = "" })

  equal(found, { "  " .. ("x"):rep(38), "  ↪ " .. ("x"):rep(12), "  rm y", "  timeout_seconds: 5" })
end)

test("what the title says is not said again", function()
  equal(lines({ command = "make test" }, "Run make test"), {})
  equal(lines({ command = "make" }, "Run cmake"), { "  make" })
end)

test("nothing disguises itself in a command or a file", function()
  equal(lines({ command = "echo \u{202e}1\27]0;x" }), { "  echo \\u202e1\\x1b]0;x" })
  equal(lines({ path = "a", content = "\u{200b}" }, "Write a"), { "+ \\u200b" })
end)

test("what is cut keeps its first and last lines, and says how many there are between", function()
  local all = {}
  for number = 1, 100 do
    all[number] = { "  ", tostring(number) }
  end

  local cut = texts(details.cut(all, 40, 7, "o"))

  equal(cut, { "  1", "  2", "  3", "  4", "… 94 more lines, o shows them", "  99", "  100" })
  equal(texts(details.cut(all, 40, 100, "o")), texts(details.whole(all, 40)))
  equal(texts(details.cut({ { "  ", ("x"):rep(400) } }, 40, 3, false)), {
    "  " .. ("x"):rep(38),
    "… 10 more lines",
    "  ↪ " .. ("x"):rep(2),
  })
end)

test("of a file of a megabyte as little is drawn as is shown", function()
  local content = ("some text of a line, and more 世界\n"):rep(27000)
  local begun = vim.uv.hrtime()

  local all = details.all({ path = "a", content = content }, "Write a")
  equal(#details.cut(all, 72, 9, "o"), 9)

  local milliseconds = (vim.uv.hrtime() - begun) / 1e6
  assert(milliseconds < 500, ("it took %d ms"):format(milliseconds))
end)
