local harness = require("harness")
local render = require("journeyman.render")
local text = require("journeyman.render.text")
local equal, test = harness.equal, harness.test

local function plain(line)
  if type(line) == "string" then
    return line
  end
  local texts = vim.tbl_map(function(piece)
    return type(piece) == "table" and piece[1] or piece
  end, vim.list_slice(line))
  return table.concat(texts)
end

local function shown(entry, before)
  return vim.tbl_map(plain, render.entry(entry, before))
end

local function tool(more)
  local entry = { kind = "tool", id = "c", title = "Run pytest", tool = "run_command", input = { command = "pytest" } }
  local rest = { locations = {}, status = "completed", waits = false, progress = "", output = "", diffs = {} }
  return vim.tbl_extend("force", entry, rest, more)
end

test("a tool call is one line with what came of it, and the rest is folded below", function()
  local lines = render.entry(tool({ output = "1 failed", exit_code = 1, seconds = 3.14 }))

  equal(vim.tbl_map(plain, lines), { "✗ Run pytest · exit 1 · 3.1 s", "```", "1 failed", "```" })
  equal(lines[1].fold, 3)
end)

test("a call with nothing to unfold has no fold, and one that took no time tells none", function()
  local lines = render.entry(tool({ seconds = 0 }))

  equal(vim.tbl_map(plain, lines), { "✓ Run pytest" })
  equal(lines[1].fold, nil)
end)

test("each state of a call is told by a sign and by words", function()
  local function head(more)
    return shown(tool(more))[1]
  end

  equal(head({ status = "in_progress", progress = "50%\r100%\nlast\n" }), "… Run pytest · last")
  equal(head({ status = "failed", output = "Never\nruns." }), "✗ Run pytest · failed: Never\\nruns.")
  equal(head({ status = "stopped" }), "■ Run pytest · stopped")
  equal(head({ status = "in_progress", waits = true }), "▲ Run pytest · waits for your permission")
end)

test("an edit leads to its first changed line, and each line of its difference to its own", function()
  local diff =
    { path = "a.py", text = "@@ -1,2 +1,3 @@\n x\n-b\n+c\n+d\n", added = 2, removed = 1, status = "modified" }
  local lines = render.entry(tool({ title = "Edit a.py", locations = { { path = "a.py" } }, diffs = { diff } }))

  equal(plain(lines[1]), "✓ Edit a.py · +2 −1")
  equal(lines[1].item, { kind = "file", path = "a.py", line = 2 })
  equal({ plain(lines[2]), plain(lines[7]), lines[7].item.line }, { "```diff", "+d", 3 })
end)

test("what a tool printed stays in its fence, without orders to the terminal", function()
  local lines = shown(tool({ output = "```\n\27[31mred\27[0m\27]0;title\7\n````" }))

  equal(vim.list_slice(lines, 2), { "`````", "```", "red", "````", "`````" })
end)

test("long output is cut in the middle, long lines at their end, and both say so", function()
  local many = {}
  for index = 1, 100 do
    many[index] = "line " .. index
  end

  local clipped = text.clipped(many, 4)
  equal(clipped, { "line 1", "line 2", "… 96 more lines …", "line 99", "line 100" })
  equal(text.clipped({ ("🦀"):rep(300) }, 4), { ("🦀"):rep(250) .. "… 200 more bytes" })
end)

test("an answer that leaves a block open has it closed", function()
  local function last(words)
    local lines = shown({ kind = "answer", text = words, done = true })
    return lines[#lines]
  end

  equal(last("Look:\n```lua\nx = 1"), "```")
  equal(last("~~~~\n~~~"), "~~~~")
  equal(last("````\n```"), "````")
  equal(last("<!-- hidden"), "-->")
  equal(last("```lua\nx\n```\nSo."), "So.")
  equal(last("`a` and ```b```"), "`a` and ```b```")
end)

test("a prompt is a heading, and what follows in it a quotation", function()
  local images = { { mime_type = "image/png", size = 1500 } }
  local lines = shown({ kind = "user", text = "Why?\n\n```\nx", images = images }, { kind = "end" })

  equal(lines, { "", "❯ Why?", ">", "> ```", "> x", "> [image/png, 2 KB]" })
end)

test("lines of one entry each stand below each other, others are parted", function()
  equal(shown(tool({}), tool({})), { "✓ Run pytest" })
  equal(shown(tool({}), { kind = "answer" }), { "", "✓ Run pytest" })
end)

test("a permission tells what was asked, why, and the answer", function()
  local options = { { optionId = "a", name = "Allow", kind = "allow_once" } }
  local pending = { title = "Edit log.py", reason = "It changes\n## something.", options = options }
  local function lines(answer)
    return render.entry({ kind = "permission", pending = pending, option_id = answer })
  end

  equal(vim.tbl_map(plain, lines()), { "▲ May it? Edit log.py", "> Asked because: It changes\\n## something." })
  equal(lines()[1].item, { kind = "permission" })
  equal(render.entry({ kind = "permission", pending = pending, has_call = true }, { kind = "answer" }), {})
  equal(plain(lines("a")[1]), "◇ Allowed once: Edit log.py")
  equal(plain(lines("cancelled")[1]), "⊘ Not answered: Edit log.py")
end)

test("a question is told with its answer", function()
  local pending = { question = "Round up or down?", choices = { "up", "down" } }

  equal(shown({ kind = "question", pending = pending }), { "? Round up or down? (up, down) · waits for your answer" })
  equal(
    shown({ kind = "question", pending = pending, resolved = true, answer = "up" }),
    { "? Round up or down? · up" }
  )
end)

test("the end of a turn tells why, what it cost, and what helps", function()
  local usage = { totalTokens = 12345 }
  equal(
    shown({ kind = "end", stop_reason = "end_turn", usage = usage, seconds = 12 }),
    { "— Done · 12,345 tokens · 12 s" }
  )
  local error = { message = "The model does not answer.", command = "journeyman.chooseModel" }
  equal(
    shown({ kind = "end", stop_reason = "error", error = error }),
    { "✗ Failed: The model does not answer. Try :Journeyman model" }
  )
  equal(
    shown({ kind = "end", stop_reason = "cancelled", message = "Cancelled.", seconds = 2 }),
    { "■ Cancelled · 2.0 s" }
  )
end)

test("prompts that wait say for what", function()
  local waiting = { steered = { { text = "Only the log.\n🦀" } }, queued = { { text = "Test it." } } }

  equal(
    vim.tbl_map(plain, render.waiting(waiting)),
    { [[… Steers in before the next step: Only the log.\n🦀]], "… Queued: Test it." }
  )
end)

test("what is to be known of the model service is a line of text, whatever it says", function()
  local hostile = "# **x** `y`\n```\27[2J"
  equal(shown({ kind = "notice", notice_kind = "fallback", text = hostile }), { [[↷ # **x** `y`\n```\x1b[2J]] })
  equal(shown({ kind = "notice", notice_kind = "from_the_future", text = "New." }), { "↷ New." })

  local warning = render.entry({ kind = "notice", notice_kind = "truncated", text = "Cut." }, { kind = "answer" })
  equal({ plain(warning[1]), plain(warning[2]), warning[2][1][2] }, { "", "! Cut.", "JourneymanWarn" })
  equal(#shown({ kind = "notice", notice_kind = "truncated", text = ("x"):rep(9000) })[1] < 1100, true)
end)

test("why the turn waits for the model stands above the prompts that wait", function()
  local waiting = { waiting = "Asking again\nin 2 s.", steered = {}, queued = { { text = "Test it." } } }

  equal(vim.tbl_map(plain, render.waiting(waiting)), { [[◷ Asking again\nin 2 s.]], "… Queued: Test it." })
end)

test("skills and memories lead to where they are from", function()
  local skill =
    { name = "add-a-route", description = "Adds a route.", version = 2, how = "instructions", why = "“x”" }
  local lines = render.entry({ kind = "skills", skills = { skill } })
  equal(plain(lines[1]), "✦ Skill add-a-route · followed · version 2")
  equal(lines[1].item, { kind = "skill", name = "add-a-route" })

  local memory = { kind = "conclusion", id = "m12", text = "Prefers spaces.", at = "", score = 0.8 }
  lines = render.entry({ kind = "memories", memories = { memory } })
  equal(vim.tbl_map(plain, lines), { "❖ 1 memory: Prefers spaces", "> Prefers spaces. (m12)" })
  equal(lines[2].item, { kind = "memory", id = "m12" })
end)

test("files of a change set tell what is to be decided", function()
  local file = { path = "log.py", status = "created", pending = 2, accepted = 1, rejected = 0 }

  equal(shown({ kind = "changes", change_set = { origin = "turn", files = { file } } }), {
    "± 1 file changed · 2 to decide · 1 accepted",
    "  log.py · new · 2 to decide · 1 accepted",
  })
end)
