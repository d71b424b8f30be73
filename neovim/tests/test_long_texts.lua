local changed = require("changed")
local harness = require("harness")
local render = require("journeyman.render")
local text = require("journeyman.render.text")
local equal, test = harness.equal, harness.test

local MANY = 40000

--- What would take a square of its length takes far longer than this.
---@param body fun(): any
local function quickly(body)
  local before = vim.uv.hrtime()
  local result = body()
  local milliseconds = (vim.uv.hrtime() - before) / 1e6
  assert(milliseconds < 1000, ("it took %d ms"):format(milliseconds))
  return result
end

local function many(character)
  return character:rep(MANY)
end

test("what a command printed is shown at once, however it is filled up", function()
  equal(
    quickly(function()
      return text.printed(many(" ") .. "x" .. many("\n"))
    end),
    { many(" ") .. "x" }
  )
  equal(
    quickly(function()
      return text.printed(many("\r") .. "x\r\r")
    end),
    { "x" }
  )
  equal(
    quickly(function()
      return text.printed(many("x") .. "\rdone")
    end),
    { "done" }
  )
end)

test("a line that was written over shows what was written last", function()
  equal(text.printed("1%\r50%\r100%\r\nend\r"), { "100%", "end" })
  equal(text.printed("\r\r"), { "" })
  equal(text.printed(""), { "" })
end)

test("a model that says nothing but blanks holds nobody up", function()
  for _, kind in ipairs({ "answer", "thought", "user" }) do
    quickly(function()
      return render.entry({ kind = kind, text = many("\n"), done = false, images = {} })
    end)
    quickly(function()
      return render.entry({ kind = kind, text = "x" .. many(" ") .. "x", done = false, images = {} })
    end)
  end
end)

test("a file is looked for near the cursor, however long the line is", function()
  local places = require("journeyman.chat.places")
  local root = vim.fs.normalize(vim.fn.tempname())
  vim.fn.mkdir(root, "p")
  vim.fn.writefile({}, root .. "/a.py")
  local line = many("[") .. " a.py " .. many("[")

  equal(
    quickly(function()
      return places.in_text(root, line, MANY + 2)
    end),
    { kind = "file", path = "a.py" }
  )
  equal(
    quickly(function()
      return places.in_text(root, line, 5)
    end),
    nil
  )
end)

test("a move of the cursor looks at no other changes than those around it", function()
  local hint, marks = require("journeyman.review.hint"), require("journeyman.review.marks")
  local old, new = {}, {}
  for row = 1, 20000 do
    old[row], new[row] = "line " .. row, row % 2 == 0 and "new " .. row or "line " .. row
  end
  local file = changed.file(changed.diff("a.py", table.concat(old, "\n") .. "\n", table.concat(new, "\n") .. "\n"))
  local buf = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, new)
  vim.api.nvim_win_set_buf(0, buf)
  marks.draw(buf, { file })
  vim.api.nvim_win_set_cursor(0, { 2, 0 })
  hint.show(buf)
  local counted = 0
  local get = vim.api.nvim_buf_get_extmarks
  vim.api.nvim_buf_get_extmarks = function(...)
    local found = get(...)
    counted = counted + #found
    return found
  end

  vim.api.nvim_win_set_cursor(0, { 10000, 0 })
  local ok, problem = pcall(hint.show, buf)
  vim.api.nvim_buf_get_extmarks = get
  local virtual = get(buf, vim.api.nvim_get_namespaces()["journeyman.review.hint"], 0, -1, { details = true })

  assert(ok, problem)
  assert(counted < 10, ("it looked at %d marks"):format(counted))
  assert(virtual[1][4].virt_text[1][1]:find("change 5000 of 10000", 1, true), virtual[1][4].virt_text[1][1])
  marks.clear(buf)
  vim.cmd("enew!")
  vim.api.nvim_buf_delete(buf, { force = true })
end)
