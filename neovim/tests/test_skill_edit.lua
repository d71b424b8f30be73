local asked = require("asked")
local client = require("journeyman.client")
local harness = require("harness")
local skill_edit = require("journeyman.views.skill_edit")
local equal, test = harness.equal, harness.test

local ROOT = "/tmp/timesheet"
local SKILL = { name = "deploy", scope = "workspace", version = 2, problem = "" }

---@param more? { skill?: table, saved?: table, err?: journeyman.Error, text?: string }
local function server(more)
  more = more or {}
  return {
    ["journeyman/skill/get"] = function()
      return { skill = vim.tbl_extend("force", SKILL, more.skill or {}), text = more.text or "one\ntwo\n" }
    end,
    ["journeyman/skill/save"] = function()
      return { skill = vim.tbl_extend("force", SKILL, more.saved or {}) }, more.err
    end,
  }
end

test("the text of a skill is edited in a buffer, and undo does not empty it", function()
  asked.with(server(), function()
    skill_edit.open(ROOT, "deploy")
    vim.cmd("silent! undo")

    equal(asked.lines(), { "one", "two" })
    equal(vim.api.nvim_buf_get_name(0), "journeyman://skill-edit/deploy")
    equal(
      { vim.bo.filetype, vim.bo.buftype, vim.bo.modified, vim.bo.modeline },
      { "markdown", "acwrite", false, false }
    )
  end)
end)

test("writing the buffer saves the skill, as it is", function()
  asked.with(server({ text = "one\r\n🦀\r\n" }), function(requests)
    skill_edit.open(ROOT, "deploy")
    asked.press("othree<Esc>")
    local said = asked.talking({}, function()
      vim.cmd.write()
    end)

    equal(requests[2].params, { name = "deploy", text = "one\r\nthree\r\n🦀\r\n" })
    equal({ said, vim.bo.modified }, { { "deploy is saved: version 2." }, false })
  end)
end)

test("what the guard finds is told", function()
  asked.with(server({ saved = { problem = "It hides something." } }), function()
    skill_edit.open(ROOT, "deploy")
    local said = asked.talking({}, function()
      vim.cmd.write()
    end)

    equal(said, { "deploy is kept, but not used. It hides something." })
  end)
end)

test("a text that the server does not take stays in the buffer, modified", function()
  asked.with(server({ err = { message = "It must begin with a header." } }), function()
    skill_edit.open(ROOT, "deploy")
    asked.press("dG")
    local said = asked.talking({}, function()
      vim.cmd.write()
    end)

    equal({ said, vim.bo.modified }, { { "It must begin with a header." }, true })

    skill_edit.open(ROOT, "deploy")
    equal(asked.lines(), { "" })
  end)
end)

--- Opens the skill and changes it; `save` is answered when `answer` is called.
local function with_late_answer(body)
  asked.with(server(), function()
    skill_edit.open(ROOT, "deploy")
    asked.press("Alate<Esc>")
    local answer
    local request = client.request
    client.request = function(root, method, params, callback)
      if method ~= "journeyman/skill/save" then
        return request(root, method, params, callback)
      end
      answer = callback
    end
    local ok, problem = pcall(body, function(...)
      answer(...)
    end)
    client.request = request
    assert(ok, problem)
  end)
end

test("what was changed after writing is not taken for saved", function()
  with_late_answer(function(answer)
    vim.cmd.write()
    asked.press("Aagain<Esc>")
    asked.talking({}, function()
      answer(nil, { skill = SKILL })
    end)

    equal(vim.bo.modified, true)
  end)
end)

test("the window closes with :wq, and the text is shown again where it was not taken", function()
  with_late_answer(function(answer)
    vim.cmd.wq()
    equal(vim.fn.bufwinid("journeyman://skill-edit/deploy"), -1)

    asked.talking({}, function()
      answer({ message = "It must begin with a header." })
    end)
    equal(vim.api.nvim_buf_get_name(0), "journeyman://skill-edit/deploy")
    equal({ asked.lines(), vim.bo.modified }, { { "onelate", "two" }, true })
  end)
end)

test("Neovim does not end before the server has answered", function()
  for _, command in ipairs({ "wq", "wqall" }) do
    with_late_answer(function(answer)
      vim.cmd.only()
      pcall(vim.cmd[command])
      equal({ asked.lines(), vim.bo.modified }, { { "onelate", "two" }, true })

      asked.talking({}, function()
        answer(nil, { skill = SKILL })
      end)
      equal(vim.bo.modified, false)
    end)
  end
end)

test("the skill of another agent is only read", function()
  asked.with(server({ skill = { scope = "other" } }), function()
    local said = asked.talking({}, function()
      skill_edit.open(ROOT, "deploy")
    end)

    equal({ said, vim.bo.modifiable }, { { "deploy belongs to another agent, and is only read." }, false })
  end)
end)

test("a new skill begins with what every skill has; its name must be one", function()
  local answers = server()
  answers["journeyman/skill/get"] = function()
    return nil, { message = "There is none.", kind = "skill" }
  end
  asked.with(answers, function(requests)
    local said = asked.talking({ input = { "Deploy It", "a--b", "-a", ("a"):rep(65), "deploy" } }, function()
      for _ = 1, 5 do
        skill_edit.new(ROOT)
      end
    end)

    equal(#requests, 1)
    equal(said[2], "Use lower-case letters, digits and single hyphens, 64 characters at most.")
    equal(vim.list_slice(asked.lines(), 1, 3), {
      "---",
      "name: deploy",
      "description: What it does. Use it for this or that.",
    })
  end)
end)

test("after :edit! and :bdelete the skill is there as the server has it", function()
  asked.with(server(), function(requests)
    for _, command in ipairs({ "edit!", "bdelete!" }) do
      skill_edit.open(ROOT, "deploy")
      asked.press("othree<Esc>")

      vim.cmd(command)
      skill_edit.open(ROOT, "deploy")

      equal(asked.lines(), { "one", "two" })
      equal({ vim.bo.buftype, vim.bo.modified, vim.b.journeyman_root }, { "acwrite", false, ROOT })
    end
    asked.talking({}, vim.cmd.write)
    equal(requests[#requests].method, "journeyman/skill/save")
  end)
end)
