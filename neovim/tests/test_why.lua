local desks = require("desk")
local harness = require("harness")
local why = require("journeyman.views.why")
local equal, test = harness.equal, harness.test

local SPACES = vim.tbl_extend("force", desks.SPACES, { text = "We use spaces." })
local TABS = vim.tbl_extend("force", SPACES, {
  id = "m1",
  text = "Prefers tabs.",
  status = "superseded",
  validTo = "2026-05-02T12:00:00+00:00",
  supersededBy = "m12",
})

local function evidence(change)
  return vim.tbl_extend("force", {
    kind = "said",
    text = "I prefer tabs.",
    at = "2026-03-14T12:00:00+00:00",
    source = "",
    says = "Prefers tabs.",
    supports = true,
    weight = 1,
  }, change)
end

local function telling(desk, ...)
  local found = { ... }
  desk.server.answers["journeyman/memory/why"] = function(params)
    local memory = params.id == "m1" and TABS or vim.tbl_extend("force", SPACES, { id = params.id })
    return { memory = memory, evidence = found, others = params.id ~= "m1" and { TABS } or {}, rule = "We use spaces." }
  end
end

test("what speaks for a memory and against it is told in the words of the user", function()
  desks.with(function(desk)
    telling(
      desk,
      evidence({ supports = false, sessionId = "s1" }),
      evidence({ kind = "configured", text = "indent_style =\n\tspace", source = ".editorconfig" })
    )

    why.open(desk.root, "m12")

    desk.shows("We use spaces.")
    equal(desk.lines(), {
      "We use spaces.",
      "▮▮▮▮▯  89% sure  said 2026-05-02 · indentation",
      "",
      "What it rests on",
      "− against  you said · 2026-03-14: “I prefer tabs.”  (in a session)",
      "+ for      a file says so · 2026-03-14: “indent_style = \tspace”  (.editorconfig)",
      "",
      "About the same",
      "m1   Prefers tabs.  held until 2026-05-02",
      "",
      "For the whole team?",
      "We use spaces.  r writes it into AGENTS.md",
    })
  end)
end)

test("a line leads to its session, its file, or the other memory", function()
  desks.with(function(desk)
    vim.fn.mkdir(desk.root .. "/a b")
    vim.fn.writefile({ "indent" }, desk.root .. "/a b/$HOME.toml")
    telling(desk, evidence({ sessionId = "s1" }), evidence({ text = "It says so.", source = "a b/$HOME.toml" }))
    desk.server.answers["journeyman/session/load"] = function(params)
      return { sessionId = params.sessionId, seq = 0, configOptions = {}, commands = {} }
    end
    desk.server.answers["journeyman/session/state"] = function()
      return { seq = 0, reset = true, updates = {} }
    end
    why.open(desk.root, "m12")

    desk:press("in a session", "<CR>")
    harness.eventually(function()
      return #desk.chats == 1
    end)
    equal({ desk:asked("journeyman/session/load")[1].sessionId, desk.chats }, { "s1", { desk.root } })
    require("journeyman.sessions").drop("s1")
    desk:press("It says so.", "<CR>")
    equal(vim.api.nvim_buf_get_name(0), desk.root .. "/a b/$HOME.toml")
    vim.cmd.close()
    desk:press("held until", "<CR>")

    harness.eventually(function()
      return vim.api.nvim_buf_get_lines(0, 0, 1, false)[1]:find("^Why m1 is remembered")
    end)
  end)
end)

test("no file outside of the folder is opened, not even through a link", function()
  desks.with(function(desk)
    vim.uv.fs_symlink("/etc/passwd", desk.root .. "/link")
    telling(desk, evidence({ text = "up", source = "../../etc/passwd" }), evidence({ text = "link", source = "link" }))
    why.open(desk.root, "m12")
    local view = vim.api.nvim_get_current_buf()

    desk:press("“up”", "<CR>")
    desk:press("“link”", "<CR>")

    equal(vim.api.nvim_get_current_buf(), view)
    equal(desk.said, {
      "It comes from “../../etc/passwd”, which is no file in this folder.",
      "It comes from “link”, which is no file in this folder.",
    })
  end)
end)

test("what was corrected, on whichever line, is shown under its new id", function()
  desks.with(function(desk)
    telling(desk, evidence({}))
    desk.server.answers["journeyman/memory/update"] = function()
      return { memory = vim.tbl_extend("force", SPACES, { id = "m14" }) }
    end
    desk.answers = { "We use four spaces." }
    why.open(desk.root, "m12")

    desk:press("you said", "e")

    desk.shows("Why m14 is remembered")
    equal(desk:asked("journeyman/memory/update"), { { id = "m12", text = "We use four spaces." } })
  end)
end)

test("a commit is named, and not taken for a file", function()
  desks.with(function(desk)
    telling(desk, evidence({ kind = "committed", source = "commit 1234567890" }))
    why.open(desk.root, "m12")

    desk:press("a commit", "<CR>")

    equal(desk.said, { "It comes from “commit 1234567890”, which is no file in this folder." })
  end)
end)

test("a memory that is forgotten closes its view", function()
  desks.with(function(desk)
    telling(desk, evidence({}))
    desk.server.answers["journeyman/memory/forget"] = function()
      return { memory = SPACES }
    end
    desk.answers = { "Forget it for good" }
    why.open(desk.root, "m12")
    local view = vim.api.nvim_get_current_buf()

    desk:press("you said", "D")

    harness.eventually(function()
      return not vim.api.nvim_buf_is_valid(view)
    end)
    equal(desk:asked("journeyman/memory/forget"), { { id = "m12" } })
  end)
end)
