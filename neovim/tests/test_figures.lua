local harness = require("harness")
local evidence = require("journeyman.views.evidence")
local figures = require("journeyman.views.figures")
local equal, test = harness.equal, harness.test

---@param counts integer[] Uses, successes, failures.
local function told(counts, width)
  local pieces = evidence.pieces({ uses = counts[1], successes = counts[2], failures = counts[3] }, width)
  return table.concat(vim.tbl_map(function(piece)
    return type(piece) == "table" and piece[1] or piece
  end, pieces))
end

test("evidence is a bar whose shapes differ, and says the same in words", function()
  equal(told({ 4, 3, 1 }), "▮▮▮▯ 3 of 4 went well")
  equal(told({ 3, 1, 1 }), "▮▯· 1 of 3 went well, 1 unknown")
  equal(told({ 0, 0, 0 }), "not used yet")
end)

test("words of several lines stand below each other", function()
  equal(told({ 2, 2, 0 }, 4), "▮▮   2 of 2 went well")
  equal(told({ 0, 0, 0 }, 4), "     not used yet")
end)

test("many uses are drawn as shares, of which none vanishes", function()
  equal(told({ 100, 70, 30 }), "▮▮▮▮▮▮▮▯▯▯ 70 of 100 went well")
  equal(told({ 1000, 999, 1 }), "▮▮▮▮▮▮▮▮▮▮▯ 999 of 1000 went well")
end)

test("numbers are as people read them", function()
  equal(vim.tbl_map(figures.compact, { 0, 950, 6700, 64000, 999600, 1234567 }), {
    "0",
    "950",
    "6.7K",
    "64K",
    "1M",
    "1.2M",
  })
  equal(vim.tbl_map(figures.number, { 0, 7, 38.54, 124.6, 12407, 1234567, -1234 }), {
    "0",
    "7",
    "38.5",
    "125",
    "12,407",
    "1,234,567",
    "−1,234",
  })
  equal(figures.number(nil), "–")
  equal({ figures.signed(3), figures.signed(-0.2), figures.signed(-0.25, 2), figures.signed(-27429) }, {
    "+3",
    "0",
    "−0.25",
    "−27,429",
  })
  equal({ figures.signed_percent(-0.52), figures.count(1, "task"), figures.count(2, "task") }, {
    "−52%",
    "1 task",
    "2 tasks",
  })
  equal(vim.tbl_map(figures.duration, { 0.004, 1.24, 41.5, 185 }), { "4 ms", "1.2 s", "42 s", "3 min 5 s" })
end)

test("times are those of where the user is, in summer and in winter", function()
  local before = vim.env.TZ
  local function here(zone, iso)
    vim.env.TZ = zone
    return figures.moment(iso)
  end
  local found = {
    here("UTC", "2026-11-23T04:12:26.236814+00:00"),
    here("Europe/Berlin", "2026-11-23T23:30:00+00:00"),
    here("Europe/Berlin", "2026-07-01T23:30:00+00:00"),
    here("America/New_York", "2026-01-01T03:00:00+00:00"),
  }
  vim.env.TZ = before

  equal(found, { "2026-11-23 04:12", "2026-11-24 00:30", "2026-07-02 01:30", "2025-12-31 22:00" })
  equal({ figures.moment(nil), figures.day("soon") }, { "", "" })
end)

test("texts are cut by the cells they take, and stand on one line", function()
  equal(figures.cut("two words", 20), "two words")
  equal(figures.cut("two\r\n words\27[31m", 20), "two words [31m")
  equal(figures.cut("abcdef", 4), "abc…")
  equal(figures.cut("🦀🦀🦀", 5), "🦀🦀…")
  equal(figures.cut("🦀🦀🦀", 4), "🦀…")
  equal(figures.cut("abc", 0), "")
  equal(figures.pad("🦀", 4) .. "|", "🦀  |")
end)
