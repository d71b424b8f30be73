local harness = require("harness")
local visible = require("journeyman.visible")
local equal, test = harness.equal, harness.test

test("what hides, or turns the reading round, is spelled out", function()
  equal(visible.line("rm \u{202e}fdp.txt\27[2J\u{200b}\u{a0}\0"), "rm \\u202efdp.txt\\x1b[2J\\u200b\\xa0\\x00")
  equal(visible.line("\u{e0041}x\u{fe00}"), "\\U000e0041x\\ufe00")
end)

test("what people write in their languages stays as it is", function()
  local text = "Grüße, 世界 🦀 ❤️ naïve – “ja”…"

  equal(visible.line(text), text)
end)

test("a line has no line feed in it, and is made of anything", function()
  equal(visible.line("a\nb\tc"), "a\\nb c")
  equal(visible.line(3), "3")
  equal(visible.line({ "x" }), '["x"]')
end)

test("lines end at line feeds; a carriage return before one is none of their text", function()
  equal(visible.lines("a\r\nb\tc\rd\n"), { "a", "b    c\\x0dd" })
  equal(visible.lines("a\n\n"), { "a", "" })
end)

test("rows fit, lose nothing, and say that they go on", function()
  equal(visible.rows("abcdefgh", 4), { "abcd", "↪ ef", "↪ gh" })
  equal(visible.rows("abcd", 4), { "abcd" })
  local crabs = visible.rows(("🦀"):rep(5), 8)
  equal(crabs, { "🦀🦀🦀🦀", "↪ 🦀" })
end)

test("no row of any width is wider than it may be", function()
  local text = ("🦀 wide 世界 and narrow "):rep(20)
  for width = 10, 40 do
    local together = ""
    for index, row in ipairs(visible.rows(text, width)) do
      assert(vim.fn.strdisplaywidth(row) <= width, row)
      together = together .. (index == 1 and row or row:gsub("^↪ ", ""))
    end
    equal(together, text)
  end
end)
