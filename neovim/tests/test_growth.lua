local asked = require("asked")
local growth = require("journeyman.views.growth")
local growth_lines = require("journeyman.views.growth_lines")
local harness = require("harness")
local equal, test = harness.equal, harness.test

local ROOT = "/tmp/timesheet"

local function arm(n, successes, failures, steps, tokens)
  return { n = n, successes = successes, failures = failures, steps = steps, tokens = tokens, seconds = steps }
end

local function point(day, verdict, with_skill, steps, tokens)
  local at = ("2026-05-%02dT12:00:00+00:00"):format(day)
  return { at = at, verdict = verdict, withSkill = with_skill, steps = steps, tokens = tokens, seconds = 2.5 }
end

--- Two tasks without the skill and three with it, of which one failed.
local function kind(more)
  local points = {
    point(1, "success", false, 8, 40000),
    point(2, "unknown", false, 8, 20000),
    point(3, "success", true, 4, 10000),
    point(4, "failure", true, 1, 1000),
    point(5, "success", true, 4, 10000),
  }
  return vim.tbl_extend("force", {
    kind = "add-a-route",
    title = "Add a route",
    note = "At least 3 of each are needed to compare.",
    points = points,
    first = points[1],
    later = arm(4, 2, 1, 4, 10000),
    withSkill = arm(3, 2, 1, 4, 10000),
    withoutSkill = arm(2, 1, 0, 8, 30000),
  }, more or {})
end

local DIFFERENCE = {
  success = { value = -0.25, low = -0.5, high = 0.1 },
  steps = { value = -4, low = -5, high = -3 },
  tokens = { value = -15000, low = -25000, high = 0 },
}

local function summary(kinds, more)
  return vim.tbl_extend("force", {
    kinds = kinds,
    total = { tasks = 5, successes = 3, failures = 1, comparedKinds = 0 },
    learning = { requests = 2, promptTokens = 3000, completionTokens = 800 },
    note = "",
    confidence = 0.9,
  }, more or {})
end

local function texts(told, width)
  return vim.tbl_map(function(line)
    return table.concat(vim.tbl_map(function(piece)
      return type(piece) == "table" and piece[1] or piece
    end, vim.list_slice(line)))
  end, growth_lines.lines(told, width or 100))
end

test("with little data it says so, and what learning has cost", function()
  equal(vim.list_slice(texts(summary({ kind() })), 1, 12), {
    "Too little data to tell whether skills help.",
    "Learning itself has cost 3.8K tokens; what that saves cannot be said yet.",
    "5 tasks: 3 went well, 1 did not, 1 unknown.",
    "",
    "Add a route · 5 tasks · little data yet",
    "  At least 3 of each are needed to compare.",
    "  success  without  █      1 of 1",
    "           with       █▁█  2 of 3",
    "  steps    without  ██     8",
    "           with       ▅ ▅  4",
    "  tokens   without  █▅     30,000",
    "           with       ▃ ▃  10,000",
  })
end)

test("a difference stands with its interval, and says where that holds zero", function()
  local lines = texts(summary({ kind({ difference = DIFFERENCE }) }))

  equal({ lines[1], lines[5] }, {
    "−50% steps with the skill for “Add a route”.",
    "Add a route · 5 tasks · −50% steps",
  })
  equal({ lines[8], lines[10], lines[12] }, {
    "           with       █▁█  2 of 3  −0.25 (−0.50 to +0.10), the interval holds zero",
    "           with       ▅ ▅  4  −4 (−5 to −3)",
    "           with       ▃ ▃  10,000  −15,000 (−25,000 to 0), the interval holds zero",
  })
end)

test("the numbers of the plots are a table, with each task", function()
  local lines = texts(summary({ kind({ difference = DIFFERENCE }) }))

  equal(vim.list_slice(lines, 13, 25), {
    "  The numbers, and all 5 tasks",
    "                    tasks                 success          steps                  tokens  seconds",
    "    the first task      1                  1 of 1              8                  40,000      2.5",
    "    later tasks         4                  2 of 3              4                  10,000        4",
    "    with a skill        3                  2 of 3              4                  10,000        4",
    "    without             2                  1 of 1              8                  30,000        8",
    "    difference             −0.25 (−0.50 to +0.10)  −4 (−5 to −3)  −15,000 (−25,000 to 0)        –",
    "    when                   outcome    skill  steps  tokens  seconds",
    "    2026-05-01 12:00   ✓ went well  without      8  40,000      2.5",
    "    2026-05-02 12:00     ? unknown  without      8  20,000      2.5",
    "    2026-05-03 12:00   ✓ went well     with      4  10,000      2.5",
    "    2026-05-04 12:00  ✗ went wrong     with      1   1,000      2.5",
    "    2026-05-05 12:00   ✓ went well     with      4  10,000      2.5",
  })
end)

test("what was saved is told with what learning cost, and so is what was lost", function()
  local function told(saved)
    local total = { tasks = 5, successes = 3, failures = 1, comparedKinds = 1, savedTokens = saved }
    return texts(summary({}, { total = total }))[2]
  end

  equal(told(200000), "Learning itself has cost 3.8K tokens; it has saved 204K.")
  equal(told(-3800), "Learning itself has cost 3.8K tokens; it has saved 0.")
  equal(told(-5800), "Learning itself has cost 3.8K tokens, and tasks with skills 2K more.")
end)

test("a side without tasks says so", function()
  local points = { point(1, "success", false, 8, 40000) }
  local one = kind({ points = points, withSkill = arm(0, 0, 0), withoutSkill = arm(1, 1, 0, 8, 40000) })

  equal(vim.list_slice(texts(summary({ one })), 9, 10), {
    "  steps    without  █  8",
    "           with        no task yet",
  })
end)

test("many tasks fit into the window", function()
  local points = {}
  for at = 1, 2000 do
    points[at] = point(at % 28 + 1, "success", at > 1000, 8, 40000)
  end
  for _, line in ipairs(vim.list_slice(texts(summary({ kind({ points = points }) }), 80), 7, 12)) do
    assert(vim.api.nvim_strwidth(line) <= 80, line)
  end
end)

test("where nothing is known yet, there is only the server's note", function()
  local total = { tasks = 0, successes = 0, failures = 0, comparedKinds = 0 }
  equal(texts(summary({}, { total = total, note = "No task is finished yet." })), { "No task is finished yet." })
end)

test("the view folds the numbers, and return shows the skill of a kind", function()
  local answers = {
    ["journeyman/growth/summary"] = function()
      return summary({ kind(), kind({ kind = "like:7", title = "Fix it" }) })
    end,
  }
  asked.with(answers, function(requests)
    growth.open({ root = ROOT, words = {}, text = "", bang = false })
    vim.cmd.redraw()
    equal({ asked.lines()[15], vim.fn.foldclosed(15) }, { "  The numbers, and all 5 tasks", 15 })

    asked.go_to("Fix it")
    local said = asked.talking({}, function()
      asked.press("<CR>")
    end)
    equal(said, { "There is no skill for this kind of task. Put the cursor on one that has one." })

    asked.go_to("Add a route")
    asked.press("<CR>")
    equal(requests[#requests], { method = "journeyman/skill/get", params = { name = "add-a-route" } })
  end)
end)
