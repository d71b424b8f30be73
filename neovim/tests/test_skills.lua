local asked = require("asked")
local events = require("journeyman.events")
local harness = require("harness")
local skills = require("journeyman.views.skills")
local equal, test = harness.equal, harness.test

local ROOT = "/tmp/timesheet"
local CALL = { root = ROOT, words = {}, text = "", bang = false }

---@return journeyman.Skill
local function skill(name, more)
  return vim.tbl_extend("force", {
    name = name,
    description = "Does it.",
    state = "trusted",
    reason = "approved by the user",
    scope = "workspace",
    uri = "file:///data/" .. name,
    version = 1,
    pinned = false,
    approved = false,
    usable = true,
    problem = "",
    uses = 0,
    successes = 0,
    failures = 0,
  }, more or {})
end

--- Answers with the skills of the pages; what changes them is answered with an empty object.
local function server(...)
  local pages = { ... }
  local answers = {
    ["journeyman/skill/list"] = function(params)
      local at = tonumber(params.cursor) or 1
      return { skills = pages[at], nextCursor = pages[at + 1] and tostring(at + 1) or nil }
    end,
  }
  for _, name in ipairs({ "approve", "setState", "delete" }) do
    answers["journeyman/skill/" .. name] = function()
      return {}
    end
  end
  return answers
end

local function changes(requests)
  return vim.tbl_filter(function(request)
    return request.method ~= "journeyman/skill/list"
  end, requests)
end

test("skills of all pages stand on their shelves, the last used first, with their evidence", function()
  local first = {
    skill("add-a-route", { uses = 4, successes = 3, failures = 1, pinned = true, lastUsedAt = "2026-11-22" }),
    skill("bump", { state = "candidate", uses = 1, successes = 1, version = 2 }),
  }
  local second = {
    skill("deploy", { scope = "repository", lastUsedAt = "2026-11-23" }),
    skill("evil", { problem = "It hides something." }),
    skill("old", { state = "retired", reason = "two uses failed", uses = 2, failures = 2 }),
  }
  asked.with(server(first, second), function()
    skills.open(CALL)

    equal(asked.lines(), {
      "Skills of timesheet   g? shows the keys",
      "",
      "Trusted (2)",
      "  deploy            not used yet · repository · Does it.",
      "  add-a-route  ▮▮▮▯ 3 of 4 went well · pinned · Does it.",
      "",
      "Candidates, to be proven (1)",
      "  bump         ▮    1 of 1 went well · v2 · Does it.",
      "",
      "Not used: retired, or with a problem (2)",
      "  evil              not used yet · ! It hides something.",
      "  old          ▯▯   0 of 2 went well · retired · two uses failed",
      "",
    })
  end)
end)

test("a description is cut to the window, and breaks no line", function()
  local long = skill("add-a-route", { description = ("🦀 word\n"):rep(40) })
  asked.with(server({ long }), function()
    vim.cmd("70vsplit")
    skills.open(CALL)

    local line = asked.lines()[4]
    equal({ vim.api.nvim_win_get_width(0), vim.api.nvim_strwidth(line), line:sub(-3) }, { 70, 70, "…" })
  end)
end)

test("where there is no skill, it says where they come from", function()
  asked.with(server({}), function()
    skills.open(CALL)
    assert(vim.startswith(asked.lines()[3], "No skills yet."))
  end)
end)

test("keys approve, pin and unpin, retire and restore the skill at the cursor", function()
  local list = {
    skill("one", { state = "candidate" }),
    skill("two", { pinned = true }),
    skill("three", { state = "retired" }),
  }
  asked.with(server(list), function(requests)
    skills.open(CALL)
    for _, press in ipairs({ { "one", "apx" }, { "two", "p" }, { "three", "x" } }) do
      asked.go_to("  " .. press[1])
      asked.press(press[2])
    end

    equal(changes(requests), {
      { method = "journeyman/skill/approve", params = { name = "one" } },
      { method = "journeyman/skill/setState", params = { name = "one", pinned = true } },
      { method = "journeyman/skill/setState", params = { name = "one", state = "retired" } },
      { method = "journeyman/skill/setState", params = { name = "two", pinned = false } },
      { method = "journeyman/skill/setState", params = { name = "three", state = "candidate" } },
    })
    equal(#requests, 11)
  end)
end)

test("a skill is deleted only if the user says so", function()
  asked.with(server({ skill("one") }), function(requests)
    skills.open(CALL)
    local said = asked.talking({ select = { "Cancel", "Delete it" } }, function()
      asked.press("DDD")
    end)

    equal(said[1], "Delete one with all its versions, for good? Retire it (x) to keep it unused.")
    equal(changes(requests), { { method = "journeyman/skill/delete", params = { name = "one" } } })
  end)
end)

test("a skill is shared to where it does not lie yet", function()
  local answers = server({ skill("one", { scope = "repository" }) })
  answers["journeyman/skill/share"] = function()
    return { skill = skill("one", { scope = "user", uri = "file:///home/me/skills/one" }) }
  end
  asked.with(answers, function(requests)
    skills.open(CALL)
    local said = asked.talking({ select = { "yours, in all folders" } }, function()
      asked.press("s")
    end)

    equal(changes(requests)[1].params, { name = "one", scope = "user" })
    equal(said, { "Where is one to lie?", "one lies in /home/me/skills/one now." })
  end)
end)

test("what the server refuses is told, and the list stays", function()
  local answers = server({ skill("one") })
  answers["journeyman/skill/approve"] = function()
    return nil, { message = "It has a problem. Edit it." }
  end
  asked.with(answers, function()
    skills.open(CALL)
    local said = asked.talking({}, function()
      asked.press("a")
    end)

    equal(said, { "It has a problem. Edit it." })
    equal(asked.lines()[4], "  one  not used yet · Does it.")
  end)
end)

test("a key on a line without a skill says so", function()
  asked.with(server({ skill("one") }), function(requests)
    skills.open(CALL)
    local said = asked.talking({}, function()
      asked.press("ggD")
    end)

    equal({ said, changes(requests) }, { { "There is no skill in this line. Put the cursor on one." }, {} })
  end)
end)

test("the names for completion are those told last, and follow what changes", function()
  local list = { skill("one") }
  asked.with(server(list), function()
    skills.known(ROOT)
    equal(skills.known(ROOT), { "one" })

    list[2] = skill("two")
    events.emit("notified", "journeyman/skill/didChange", {}, ROOT)
    equal(skills.known(ROOT), { "one", "two" })
  end)
end)
