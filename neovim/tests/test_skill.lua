local asked = require("asked")
local harness = require("harness")
local skill_view = require("journeyman.views.skill")
local equal, test = harness.equal, harness.test

local ROOT = "/tmp/timesheet"
local SKILL = {
  name = "add-a-route",
  description = "Adds a route.",
  state = "trusted",
  reason = "two uses went well",
  scope = "workspace",
  uri = "file:///data/skills/add-a-route",
  version = 2,
  pinned = true,
  approved = false,
  usable = true,
  problem = "",
  uses = 3,
  successes = 2,
  failures = 1,
  createdAt = "2026-11-20T12:00:00+00:00",
}
local USE = { at = "2026-11-22T12:00:00+00:00", version = 2, how = "forced", verdict = "success", followed = true }

---@param more? { skill?: table, uses?: table[], resources?: string[] }
local function server(more)
  more = more or {}
  return {
    ["journeyman/skill/get"] = function()
      return {
        skill = vim.tbl_extend("force", SKILL, more.skill or {}),
        text = "---\r\nname: add-a-route\r\n---\r\n\r\n1. Write **it**.\r\n",
        resources = more.resources or {},
        uses = more.uses or {},
      }
    end,
    ["journeyman/skill/history"] = function()
      return {
        versions = {
          {
            version = 2,
            at = "2026-11-21T12:00:00+00:00",
            reason = "edited by the user",
            diff = "--- a/add-a-route\n+++ b/add-a-route\n@@ -1 +1 @@\n-old\n+new\n",
          },
          { version = 1, at = "2026-11-20T12:00:00+00:00", reason = "learned from a task", diff = "" },
        },
      }
    end,
  }
end

local function open(answers, body)
  asked.with(answers, function(requests)
    skill_view.open({ root = ROOT, words = { "add-a-route" }, text = "add-a-route", bang = false })
    body(requests)
  end)
end

test("the view says how the skill is, what it says, how its uses went, and how it came to be", function()
  local uses = {
    vim.tbl_extend("force", USE, { steps = 5, tokens = 8310, seconds = 41.5 }),
    vim.tbl_extend("force", USE, { verdict = "failure", how = "offered" }),
    vim.tbl_extend("force", USE, { followed = false }),
    { at = USE.at, version = 1, how = "opened" },
  }
  open(server({ uses = uses, resources = { "references/routes.md" } }), function()
    vim.cmd.redraw()

    equal(asked.lines(), {
      "Skill add-a-route   g? shows the keys",
      "",
      "Adds a route.",
      "Trusted: two uses went well",
      "private to this folder · version 2 · pinned: only you change it · known since 2026-11-20",
      "▮▮▯ 2 of 3 went well",
      "",
      "SKILL.md",
      "---",
      "name: add-a-route",
      "---",
      "",
      "1. Write **it**.",
      "",
      "Files beside it",
      "  references/routes.md",
      "",
      "The last 4 uses",
      "  2026-11-22 12:00  ✓ went well      v2   5 steps · 8.3K tokens · 42 s · you asked for it",
      "  2026-11-22 12:00  ✗ went wrong     v2   its name was offered",
      "  2026-11-22 12:00  – not followed   v2   you asked for it",
      "  2026-11-22 12:00  … not known yet  v1   the model opened it",
      "",
      "Versions",
      "  v2  2026-11-21  edited by the user",
      "    @@ -1 +1 @@",
      "    -old",
      "    +new",
      "  v1  2026-11-20  learned from a task",
    })
    equal({ vim.fn.foldclosed(25), vim.fn.foldclosedend(25), vim.fn.foldclosed(29) }, { 25, 28, -1 })
  end)
end)

test("only its SKILL.md is Markdown", function()
  open(server({ skill = { description = "Not **bold**." } }), function()
    local parser = vim.treesitter.get_parser(0, "markdown")
    parser:parse(true)
    local rows = {}
    for _, tree in pairs(parser:trees()) do
      for _, range in ipairs(tree:included_ranges(false)) do
        table.insert(rows, { range[1], range[3] })
      end
    end
    equal(rows, { { 8, 13 } })
  end)
end)

test("a skill that is not used says why, first of all", function()
  open(server({ skill = { problem = "It hides\nsomething." } }), function()
    equal(asked.lines()[4], "! It is not used: It hides something.")
  end)
end)

test("return unfolds a version, and opens a file beside the skill", function()
  local folder = vim.uv.fs_realpath(vim.fn.tempname():match("^(.*)/")) .. "/skill"
  vim.fn.mkdir(folder, "p")
  vim.fn.writefile({ "Notes." }, folder .. "/notes.md")
  vim.fn.writefile({ "A secret." }, folder .. "/../secrets.md")
  vim.uv.fs_symlink(folder .. "/../secrets.md", folder .. "/link.md")
  local skill = { uri = vim.uri_from_fname(folder) }
  open(server({ skill = skill, resources = { "notes.md", "../secrets.md", "link.md" } }), function()
    asked.go_to("v2  2026")
    asked.press("<CR>")
    equal(vim.fn.foldclosed("."), -1)

    asked.go_to("notes.md")
    asked.press("<CR>")
    equal(vim.api.nvim_buf_get_name(0), folder .. "/notes.md")
    equal(vim.wo.foldmethod, "manual")
    vim.cmd.close()

    local said = asked.talking({}, function()
      for _, name in ipairs({ "secrets.md", "link.md" }) do
        asked.go_to(name)
        asked.press("<CR>")
      end
    end)
    local told = "%s is not in the skill's folder, so it is not opened from here."
    equal(said, { told:format("../secrets.md"), told:format("link.md") })
    equal(vim.bo.filetype, "journeyman-skill")
  end)
end)

test("it goes back to the version at the cursor once the user agrees", function()
  local answers = server()
  answers["journeyman/skill/rollback"] = function()
    return { skill = vim.tbl_extend("force", SKILL, { version = 3 }), diff = "" }
  end
  open(answers, function(requests)
    local said = asked.talking({ select = { "Go back" } }, function()
      asked.go_to("v2  2026")
      asked.press("b")
      asked.go_to("v1  2026")
      asked.press("b")
    end)

    equal(said, {
      "Put the cursor on an earlier version, under “Versions”.",
      "Go back to version 1 of add-a-route? It becomes version 3.",
      "add-a-route is as in version 1, and now version 3.",
    })
    equal(requests[3], { method = "journeyman/skill/rollback", params = { name = "add-a-route", version = 1 } })
    equal(requests[4].method, "journeyman/skill/get")
  end)
end)

test("it is taught which prompts it fits, and which it does not", function()
  local answers = server()
  answers["journeyman/skill/teach"] = function()
    return {}
  end
  open(answers, function(requests)
    asked.talking(
      { input = { "expose it", "print it", "" }, select = { "add-a-route fits it", "It does not fit" } },
      function()
        asked.press("ttt")
      end
    )

    local taught = vim.tbl_filter(function(request)
      return request.method == "journeyman/skill/teach"
    end, requests)
    equal({ taught[1].params, taught[2].params, taught[3] }, {
      { name = "add-a-route", prompt = "expose it", fits = true },
      { name = "add-a-route", prompt = "print it", fits = false },
    })
  end)
end)

test("the view of a skill that was deleted in it is closed", function()
  local answers = server()
  answers["journeyman/skill/delete"] = function()
    return {}
  end
  open(answers, function()
    local buf = vim.api.nvim_get_current_buf()
    asked.talking({ select = { "Delete it" } }, function()
      asked.press("D")
    end)

    equal(vim.api.nvim_buf_is_valid(buf), false)
  end)
end)

test("a skill that does not exist is told of in the view", function()
  local answers = server()
  answers["journeyman/skill/get"] = function()
    return nil, { message = "There is no skill add-a-route. Run journeyman skills list." }
  end
  open(answers, function()
    equal(asked.lines()[3], "There is no skill add-a-route. Run journeyman skills list.")
    local said = asked.talking({}, function()
      asked.press("ab")
    end)
    equal(#said, 2)
  end)
end)

test("versions that cannot be told of hide nothing else", function()
  local answers = server()
  answers["journeyman/skill/history"] = nil
  open(answers, function()
    equal(asked.lines()[#asked.lines()], "  Nobody answers journeyman/skill/history")
    equal(asked.lines()[3], "Adds a route.")
  end)
end)
