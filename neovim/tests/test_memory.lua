local client = require("journeyman.client")
local desks = require("desk")
local events = require("journeyman.events")
local harness = require("harness")
local memory = require("journeyman.views.memory")
local equal, test = harness.equal, harness.test

local SPACES = desks.SPACES

local function like(change)
  return vim.tbl_extend("force", SPACES, change)
end

local PYTEST =
  like({ id = "m3", subject = "project", slot = "", text = "pytest 🦀 runs\nthe tests.", kind = "deductive" })
local TABS = like({
  id = "m1",
  text = "Prefers tabs.",
  status = "superseded",
  validTo = "2026-05-02T12:00:00+00:00",
  supersededBy = "m12",
  confidence = 0.4,
})
local SHORT = like({ id = "m7", slot = "", text = "Likes short answers.", pinned = true, scope = "user" })
local ODD = like({ id = "m8", slot = "quotes", text = "Prefers 'single' quotes.", status = "contested" })

local function knowing(desk, ...)
  local memories = { ... }
  desk.server.answers["journeyman/memory/list"] = function()
    return { memories = memories }
  end
end

local function echo(desk, method, result)
  desk.server.answers[method] = function()
    return result
  end
end

test("what is remembered is told by whom it is about, and what no longer holds comes last", function()
  desks.with(function(desk)
    desk.server.answers["journeyman/memory/list"] = function(params)
      if params.cursor then
        return { memories = { SHORT, ODD } }
      end
      return { memories = { SPACES, PYTEST, TABS }, nextCursor = "1" }
    end

    memory.open(desks.call(desk))

    desk.shows("Prefers tabs.")
    equal(desk.lines(), {
      "About you (3)",
      "m12  ▮▮▮▮▯  89% sure  Prefers spaces.  said 2026-05-02 · indentation",
      "m7   ▮▮▮▮▯  89% sure  Likes short answers.  said 2026-05-02 · pinned · in all folders",
      "m8   ▮▮▮▮▯  89% sure  Prefers 'single' quotes.  said 2026-05-02 · quotes"
        .. " · at odds with another, so not used: + if this one holds",
      "",
      "About the project (1)",
      "m3   ▮▮▮▮▯  89% sure  pytest 🦀 runs the tests.  found out 2026-05-02",
      "",
      "What no longer holds (1)",
      "m1   ▮▮▯▯▯  40% sure  Prefers tabs.  said 2026-05-02 · indentation · until 2026-05-02, then m12",
      "",
    })
    equal(memory.known(desk.root), { "m12", "m3", "m1", "m7", "m8" })
  end)
end)

test("the list is drawn anew when something else is remembered", function()
  desks.with(function(desk)
    knowing(desk, SPACES)
    memory.open(desks.call(desk))
    desk.shows("Prefers spaces.")
    knowing(desk, SHORT)

    desk.server.tell("journeyman/memory/didChange", { root = vim.uri_from_fname(desk.root) })

    desk.shows("Likes short answers.")
  end)
end)

test("a question finds memories and what was said, the best first", function()
  desks.with(function(desk)
    knowing(desk, SPACES)
    echo(desk, "journeyman/memory/search", {
      items = {
        { kind = "message", id = "4711", text = "Round half\ncents down.", score = 0.81, at = "2026-04-11T12:00:00Z" },
        { kind = "conclusion", id = "m12", text = SPACES.text, score = 0.5, at = SPACES.validFrom },
      },
    })

    memory.open(desks.call(desk, "how do we round?"))

    desk.shows("0.50")
    equal(desk:asked("journeyman/memory/search"), { { query = "how do we round?", limit = 30 } })
    equal(desk.lines(), {
      "0.81  said        Round half cents down.  2026-04-11",
      "0.50  remembered  m12  ▮▮▮▮▯  89% sure  Prefers spaces.  said 2026-05-02 · indentation",
    })
  end)
end)

test("an answer to an earlier question does not take the place of the present one", function()
  desks.with(function(desk)
    knowing(desk, SPACES)
    local request, late = client.request, nil
    client.request = function(root, method, params, callback)
      if method == "journeyman/memory/search" then
        late = callback
        return
      end
      return request(root, method, params, callback)
    end
    memory.open(desks.call(desk, "slow"))
    harness.eventually(function()
      return late
    end)
    memory.open(desks.call(desk))
    desk.shows("About you (1)")
    client.request = request

    late(nil, { items = {} })

    equal(desk.lines()[1], "About you (1)")
  end)
end)

test("keys correct, choose, pin and widen the memory under the cursor", function()
  desks.with(function(desk)
    knowing(desk, SPACES, ODD, SHORT)
    echo(desk, "journeyman/memory/update", { memory = SPACES })
    desk.answers = { "Prefers four spaces." }
    memory.open(desks.call(desk))

    desk:press("m12", "e")
    desk:press("m8", "+")
    desk:press("m7", "p")
    desk:press("m12", "w")
    desk:press("m7", "w")

    harness.eventually(function()
      return #desk:asked("journeyman/memory/update") == 4
    end)
    equal(desk:asked("journeyman/memory/update"), {
      { id = "m12", text = "Prefers four spaces." },
      { id = "m8", text = "Prefers 'single' quotes." },
      { id = "m7", pinned = false },
      { id = "m12", everywhere = true },
    })
    equal(desk.said, { "It holds in all folders already." })
  end)
end)

test("nothing is forgotten before the user has said so, knowing what goes with it", function()
  desks.with(function(desk)
    knowing(desk, SPACES)
    echo(desk, "journeyman/memory/why", { memory = SPACES, evidence = { {}, {} }, others = {} })
    echo(desk, "journeyman/memory/forget", { memory = SPACES })
    desk.answers = { "No", false, "Forget it for good" }
    memory.open(desks.call(desk))

    desk:press("m12", "D")
    memory.forget(desks.call(desk, "m12"))
    harness.eventually(function()
      return #desk.questions == 2
    end)
    equal(desk:asked("journeyman/memory/forget"), {})
    memory.forget(desks.call(desk, "m12"))

    desk:hears("m12 is forgotten.")
    equal(
      desk.questions[3],
      "Forget “Prefers spaces.”? The 2 observations that it rests on go with it."
        .. " The words are removed for good, also from stored sessions and backups."
    )
  end)
end)

test("to forget needs a name, and an unknown one is told", function()
  desks.with(function(desk)
    desk.server.answers["journeyman/memory/why"] = function()
      return nil, { code = -32056, message = "Nothing is remembered as m99." }
    end

    memory.forget(desks.call(desk))
    memory.forget(desks.call(desk, "m99"))

    desk:hears("Nothing is remembered as m99.")
    desk:hears("Name a memory")
  end)
end)

test("a sentence is kept here, or everywhere with a bang", function()
  desks.with(function(desk)
    desk.server.answers["journeyman/memory/add"] = function(params)
      return { memory = like({ id = "m3", text = params.text, scope = params.everywhere and "user" or "workspace" }) }
    end
    desk.answers = { "I like tea." }

    memory.remember(desks.call(desk, "I like short answers.", true))
    memory.remember(desks.call(desk))

    desk:hears("Remembered as m3, in all folders: I like short answers.")
    desk:hears("Remembered as m3: I like tea.")
  end)
end)

test("only a rule for the team is written into AGENTS.md", function()
  desks.with(function(desk)
    knowing(desk, SPACES, SHORT)
    desk.server.answers["journeyman/memory/why"] = function(params)
      return { memory = SPACES, evidence = {}, others = {}, rule = params.id == "m12" and "We use spaces." or nil }
    end
    echo(desk, "journeyman/memory/writeRule", { path = "AGENTS.md", line = "- We use spaces." })
    desk.answers = { "Write it" }
    memory.open(desks.call(desk))

    desk:press("m7", "r")
    desk:hears("This is about you alone")
    desk:press("m12", "r")

    desk:hears("AGENTS.md: - We use spaces.")
    equal(desk:asked("journeyman/memory/writeRule"), { { id = "m12" } })
  end)
end)

test("the profile is shown word for word", function()
  desks.with(function(desk)
    knowing(desk, SPACES)
    local profile = { user = "How the user likes it:\n- [m7] Likes short answers.", workspace = "", tokens = 37 }
    echo(desk, "journeyman/memory/profile", profile)
    memory.open(desks.call(desk))

    desk:press("m12", "P")

    desk.shows("37 tokens")
    equal(desk.lines(), { "How the user likes it:", "- [m7] Likes short answers.", "", "37 tokens" })
  end)
end)

test("what putting in order leaves to the user is asked like the server's own questions", function()
  desks.with(function(desk)
    knowing(desk, SPACES)
    local choices = { { id = "m12", text = "Prefers spaces." }, { text = "None of these" } }
    echo(desk, "journeyman/memory/consolidate", {
      text = "− [m1] Prefers tabs.",
      questions = { { question = "What holds?", choices = choices } },
      proposals = { SHORT },
    })
    local heard = {}
    local off = events.on("notified", function(method, params)
      if method == "journeyman/memory/question" then
        table.insert(heard, { params.question, params.choices[1].id, params.everywhere })
      end
    end)
    memory.open(desks.call(desk))

    desk:press("m12", "c")

    desk:hears("− [m1] Prefers tabs.")
    off()
    equal(heard, {
      { "What holds?", "m12", false },
      { "This was said in three folders. Does it hold in all of them? Likes short answers.", "m7", true },
    })
  end)
end)

test("an empty memory says how it fills, and a server that fails says why", function()
  desks.with(function(desk)
    knowing(desk)
    memory.open(desks.call(desk))
    desk.shows("Nothing is remembered yet.")
    desk.server.answers["journeyman/memory/list"] = function()
      return nil, { code = -32053, message = "The database cannot be read." }
    end

    memory.open(desks.call(desk))

    desk.shows("The database cannot be read.")
  end)
end)
