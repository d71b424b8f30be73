local changed = require("changed")
local harness = require("harness")
local marks = require("journeyman.review.marks")
local old_lines = require("journeyman.review.old_lines")
local equal, test = harness.equal, harness.test

--- Runs `body` with a buffer that has the new text of a change, and its marks.
local function marked(old, new, body, scope)
  local buf = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, vim.split(((new or old):gsub("\n$", "")), "\n", { plain = true }))
  marks.draw(buf, { changed.file(changed.diff("a", old, new, scope)) })
  local ok, problem = xpcall(body, debug.traceback, buf)
  marks.clear(buf)
  vim.api.nvim_buf_delete(buf, { force = true })
  assert(ok, problem)
end

local function ids(found)
  return vim.tbl_map(function(each)
    return each.hunk.id
  end, found)
end

test("changed lines have a sign, and the old ones above them", function()
  marked("a\nb\nc\n", "a\nB1\nB2\nc\n", function(buf)
    equal(changed.shown(buf), { "2-3 | ┃ | above - b" })
  end)
end)

test("a sign is at the changed lines, empty ones too, and nowhere else", function()
  marked("a\nb\ne\n", "a\nB\n\ne\n", function(buf)
    vim.api.nvim_win_set_buf(0, buf)
    vim.wo.signcolumn = "yes"
    local signs = vim.tbl_map(function(line)
      return vim.trim(vim.api.nvim_eval_statusline("%s", { use_statuscol_lnum = line }).str)
    end, { 1, 2, 3, 4 })

    equal(signs, { "", "┃", "┃", "" })
  end)
end)

test("added lines have a sign alone", function()
  marked("a\nc\n", "a\nb\nc\n", function(buf)
    equal(changed.shown(buf), { "2-2 | ┃" })
  end)
end)

test("lines that are gone are shown below the line before", function()
  marked("a\nb\nc\n", "a\nc\n", function(buf)
    equal(changed.shown(buf), { "1 | ▁ | below - b" })
  end)
end)

test("a window has room for old lines above the first one, until the user scrolls past them", function()
  local function room()
    return vim.fn.winsaveview().topfill
  end
  marked("a\nb\nc\n", "c\n", function(buf)
    vim.api.nvim_win_set_buf(0, buf)
    local file = changed.file(changed.diff("a", "a\nb\nc\n", "c\n"))
    marks.clear(buf)
    marks.draw(buf, { file })
    equal(room(), 2)

    vim.fn.winrestview({ topfill = 1 })
    marks.draw(buf, { file })
    equal(room(), 1)
  end)
end)

test("lines that are gone at the end of the file, and at its beginning, are shown", function()
  marked("a\nb\nc\n", "b\n", function(buf)
    equal(changed.shown(buf), { "1 | ▁ | above - a", "1 | ▁ | below - c" })
  end)
end)

test("a file that was emptied shows what was in it", function()
  marked("a\nb\n", "", function(buf)
    equal(changed.shown(buf), { "1 | ▁ | above - a | above - b" })
  end)
end)

test("of many old lines only the first are shown, and how many there are more", function()
  local old = {}
  for line = 1, 54 do
    old[line] = "old " .. line
  end
  marked(table.concat(old, "\n") .. "\n", "new\n", function(buf)
    local shown = vim.split(changed.shown(buf)[1], " | ", { plain = true })

    equal(
      { #shown, shown[3], shown[22], shown[23] },
      { 23, "above - old 1", "above - old 20", "above … 34 more lines" }
    )
  end)
end)

test("a file that came, or is binary, says so at its top", function()
  marked(nil, "a\nb\n", function(buf)
    equal(changed.shown(buf), { "1-2 |  | created" })
  end, "whole")
  marked("a\n", "a2\n", function(buf)
    equal(changed.shown(buf), { "1-1 |  | permissions changed" })
  end, "mode")
end)

test("marks move with what the user types above them", function()
  marked("a\nb\nc\n", "a\nB\nc\n", function(buf)
    vim.api.nvim_buf_set_lines(buf, 0, 0, false, { "mine", "too" })

    equal(changed.shown(buf), { "4-4 | ┃ | above - b" })
    equal({ marks.all(buf)[1].first, marks.all(buf)[1].last }, { 3, 4 })
  end)
end)

test("lines put right before or behind a hunk are not in it", function()
  marked("a\nb\nc\n", "a\nB\nc\n", function(buf)
    vim.api.nvim_buf_set_lines(buf, 2, 2, false, { "behind" })
    vim.api.nvim_buf_set_lines(buf, 1, 1, false, { "before" })

    equal(changed.shown(buf), { "3-3 | ┃ | above - b" })
  end)
end)

test("a hunk whose lines were deleted counts no more, and is back with undo", function()
  marked("a\nb\nc\n", "a\nB\nc\n", function(buf)
    vim.api.nvim_buf_call(buf, function()
      vim.cmd("let &l:undolevels = &l:undolevels")
    end)
    vim.api.nvim_buf_set_lines(buf, 1, 2, false, {})
    equal({ changed.shown(buf), marks.all(buf) }, { {}, {} })

    vim.api.nvim_buf_call(buf, function()
      vim.cmd("silent undo")
    end)
    equal(changed.shown(buf), { "2-2 | ┃ | above - b" })
  end)
end)

test("the hunk of a line is the one that has it, or the gap beside it, or else the file's", function()
  marked("a\nb\nc\nd\ne\n", "A\nb\nd\ne\n", function(buf)
    local function at(row)
      return ids(marks.within(buf, row, row))
    end

    equal({ at(0), at(1), at(2), at(3) }, { { "a.1" }, { "a.2" }, { "a.2" }, {} })
    equal(#marks.within(buf, 0, 3), 2)
  end)
  marked(nil, "a\nb\n", function(buf)
    equal(ids(marks.within(buf, 1, 1)), { "a.1" })
  end, "whole")
end)

test("without marks nothing is seen, and the hunks are known all the same", function()
  vim.g.journeyman = { review = { marks = false } }
  local ok, problem = pcall(marked, "a\nb\n", "a\nB\n", function(buf)
    equal(changed.shown(buf), { "2-2 | " })
    equal(ids(marks.all(buf)), { "a.1" })
  end)
  vim.g.journeyman = nil
  assert(ok, problem)
end)

for shown, line in pairs({
  ["    x   y"] = "\tx\ty",
  ["🦀  x"] = "🦀\tx",
  ["a^[[31mb^M"] = "a\27[31mb\r",
  ["<202e>x"] = "\226\128\174x",
  ["<ff>x"] = "\255x",
  [""] = "",
}) do
  test(("an old line is shown as %q"):format(shown), function()
    equal(old_lines.plain(line, 4), shown)
  end)
end

test("an old line that is very long is cut between two characters", function()
  local shown = old_lines.plain(("a"):rep(999) .. ("🦀"):rep(5000), 8)

  equal(shown, ("a"):rep(999) .. "…")
end)
