local changed = require("changed")
local harness = require("harness")
local place = require("journeyman.review.place")
local equal, test = harness.equal, harness.test

--- Where the hunks are, such as "1-3"; a gap is "2-2", and what is not there is false. From 0, without the last line.
local function places(old, new, now, scope)
  local lines = type(now) == "table" and now or vim.split((now:gsub("\n$", "")), "\n", { plain = true })
  return vim.tbl_map(function(found)
    return found and ("%d-%d"):format(found.first, found.last)
  end, place.find(changed.file(changed.diff("a", old, new, scope)), lines))
end

for name, case in pairs({
  ["stays where it is while nothing changes"] = { "a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\n", { "1-2" } },
  ["moves with lines that came above"] = { "a\nb\nc\n", "a\nB\nc\n", "x\ny\na\nB\nc\n", { "3-4" } },
  ["moves with lines that went"] = { "a\nb\nc\n", "a\nB\nc\n", "B\nc\n", { "0-1" } },
  ["holds what was put between its lines"] = { "a\nd\n", "a\nB\nC\nd\n", "a\nB\nmine\nC\nd\n", { "1-4" } },
  ["holds lines of it that were edited"] = { "a\nd\n", "a\nB\nC\nd\n", "a\nB\nCC\nd\n", { "1-3" } },
  ["is where its only line was edited"] = { "a\nb\nc\n", "a\nB\nc\n", "a\nBB\nc\n", { "1-2" } },
  ["ends before lines that came below"] = { "a\nb\n", "a\nB\n", "a\nB\nx\n", { "1-2" } },
  ["is gone when the old lines are back"] = { "a\nb\nc\n", "a\nB\nc\n", "a\nb\nc\n", { false } },
  ["is gone when added lines are gone"] = { "a\nc\n", "a\nB\nc\n", "a\nc\n", { false } },
  ["is a gap where lines are gone"] = { "a\nb\nc\n", "a\nc\n", "a\nc\n", { "1-1" } },
  ["is gone when the gap is filled again"] = { "a\nb\nc\n", "a\nc\n", "a\nb\nc\n", { false } },
  ["is a gap before what else came there"] = { "a\nb\nc\n", "a\nc\n", "a\nmine\nc\n", { "1-1" } },
  ["is a gap at the top"] = { "a\nb\n", "b\n", "b\n", { "0-0" } },
  ["is a gap at the end"] = { "a\nb\n", "a\n", "a\n", { "1-1" } },
  ["is a gap in an empty file"] = { "a\nb\n", "", { "" }, { "0-0" } },
  ["is there in a file without a final newline"] = { "a\nb", "a\nB", "a\nB", { "1-2" } },
  ["is there when only a final newline came"] = { "a\nb", "a\nb\n", "a\nb\n", { "1-2" } },
  ["is there when only line endings changed"] = { "a\nb\n", "a\r\nb\r\n", "a\nb\n", { "0-2" } },
  ["does not mind line endings"] = { "a\r\nb\r\nc\r\n", "a\r\nB\r\nc\r\n", "x\na\nB\nc\n", { "2-3" } },
  ["is gone when the old lines are back, whatever ends them"] = { "a\r\nb\r\n", "a\r\nB\r\n", "a\nb\n", { false } },
  ["does not mind characters of four bytes"] = { "🦀\nb\n", "🦀\n🦀🦀\n", "ä\n🦀\n🦀🦀\n", { "2-3" } },
  ["is apart from others"] = { "a\nb\nc\nd\n", "A\nb\nc\nD\n", "A\nx\nb\nc\nD\n", { "0-1", "4-5" } },
}) do
  test("a hunk " .. name, function()
    equal(places(case[1], case[2], case[3]), case[4])
  end)
end

test("a hunk is lost in a text that is another one", function()
  local other = {}
  for index = 1, 40 do
    other[index] = "other " .. index
  end

  equal(places("a\nb\n", "a\nB\n", other), { false })
end)

test("what is no passage of lines is the whole file", function()
  equal(places(nil, "a\nb\n", "a\nb\nc\n", "whole"), { "0-3" })
end)

test("a thousand hunks in 20,000 lines are found in less than 50 ms", function()
  local old, new = {}, {}
  for line = 1, 20000 do
    old[line] = ("    value_%d = compute(%d, other)"):format(line % 700, line)
    new[line] = line % 20 == 0 and "changed " .. line or old[line]
  end
  local diff = changed.diff("a", table.concat(old, "\n") .. "\n", table.concat(new, "\n") .. "\n")
  local file = changed.file(diff)
  table.insert(new, 1, "mine")

  local best = math.huge
  for _ = 1, 5 do
    local begin = vim.uv.hrtime()
    local found = place.find(file, new)
    best = math.min(best, (vim.uv.hrtime() - begin) / 1e6)
    equal({ #found, found[1000] }, { 1000, { first = 20000, last = 20001 } })
  end

  -- 7 ms where it was written; the machines of others are slower, and busy.
  assert(best < 50, ("%.1f ms"):format(best))
end)
