local Session = require("journeyman.session")
local asked = require("asked")
local checkpoints = require("journeyman.checkpoints")
local harness = require("harness")
local sessions = require("journeyman.sessions")
local equal, test = harness.equal, harness.test

local ROOT = "/work"
local LIST, RESTORE = "journeyman/checkpoint/list", "journeyman/checkpoint/restore"
local CHECKPOINTS = {
  { checkpointId = "1", turnId = "t1", prompt = "Fix the log.\nAll of it.", createdAt = "2020-01-02T12:00:00+00:00" },
  { checkpointId = "2", turnId = "t2", prompt = "\n  🦀", createdAt = "2020-01-03T12:00:00+00:00" },
}
CHECKPOINTS[1].paths = { "log.py", "made.txt" }
CHECKPOINTS[2].paths = {}
local FILES = {
  { path = "same.py", action = "unchanged", reason = "" },
  { path = "other.py", action = "conflict", reason = "These lines have changed since." },
  { path = "made.txt", action = "delete", reason = "" },
  { path = "log.py", action = "restore", reason = "" },
}
local SENTENCES = {
  "log.py gets back what it was",
  "made.txt is deleted",
  "other.py stays as it is: These lines have changed since.",
  "same.py is as it was then",
}
local QUESTION = "Go back to before “Fix the log.”? " .. table.concat(SENTENCES, "; ") .. "."

local function call(text)
  return { root = ROOT, text = text, words = vim.split(text, " ", { trimempty = true }), bang = false }
end

--- A session with two checkpoints; `body` gets the requests, and what is put into the input.
local function desk(body, files)
  local current, input = sessions.current, package.loaded["journeyman.chat.input"]
  local session, drafts = Session.new(ROOT, { sessionId = "s" }), {}
  sessions.current = function()
    return session
  end
  package.loaded["journeyman.chat.input"] = {
    fill = function(root, text)
      table.insert(drafts, { root, text })
    end,
  }
  local ok, problem = pcall(asked.with, {
    [LIST] = function()
      return { checkpoints = CHECKPOINTS }
    end,
    [RESTORE] = function(params)
      local prompt = CHECKPOINTS[tonumber(params.checkpointId)].prompt
      return { files = params.what == "task" and {} or files or FILES, prompt = prompt }
    end,
  }, function(requests)
    body(requests, drafts)
  end)
  sessions.current, package.loaded["journeyman.chat.input"] = current, input
  assert(ok, problem)
end

local function restores(requests)
  local found = {}
  for _, request in ipairs(requests) do
    if request.method == RESTORE then
      local params = request.params
      table.insert(found, { params.checkpointId, params.what, params.dryRun or false })
    end
  end
  return found
end

test("going back asks first, with what would happen to each file", function()
  desk(function(requests, drafts)
    local said = asked.talking({}, function()
      checkpoints.restore(call("1"))
    end)

    equal(said, { QUESTION })
    equal({ restores(requests), drafts }, { { { "1", "both", true } }, {} })
  end)
end)

test("with the conversation the prompt comes back into the input, and conflicts are told", function()
  desk(function(requests, drafts)
    local both = "Files and conversation; the prompt comes back into the input"
    local said = asked.talking({ select = { both } }, function()
      checkpoints.restore(call("1"))
    end)

    equal(restores(requests), { { "1", "both", true }, { "1", "both", false } })
    equal(drafts, { { ROOT, "Fix the log.\nAll of it." } })
    equal(said, { QUESTION, SENTENCES[3] })
  end)
end)

test("with the files alone the input stays as it is", function()
  desk(function(requests, drafts)
    local said = asked.talking({ select = { "Files only; the agent is told what was taken back" } }, function()
      checkpoints.restore(call("1"))
    end)

    equal({ restores(requests)[2], drafts }, { { "1", "files", false }, {} })
    equal(said[2], "Back before “Fix the log.”.")
  end, { FILES[4] })
end)

test("without an id the prompts are there to choose from, the newest first", function()
  desk(function(requests)
    local select, labels = vim.ui.select, nil
    vim.ui.select = function(items, opts)
      labels = vim.tbl_map(opts.format_item, items)
    end
    checkpoints.restore(call(""))
    vim.ui.select = select

    equal(labels, { "🦀 · 2020-01-03", "Fix the log. · 2020-01-02" })
    equal(restores(requests), {})
    equal(checkpoints.known(ROOT), { "2", "1" })
  end)
end)

test("an id that does not exist says how to find one", function()
  desk(function()
    local said = asked.talking({}, function()
      checkpoints.restore(call("7"))
    end)

    equal(said, { "There is no checkpoint 7 in this session. :Journeyman checkpoint lists them." })
  end)
end)

test("without a session nothing is asked for", function()
  local said = asked.talking({}, function()
    checkpoints.restore({ root = "/none", text = "", words = {}, bang = false })
    checkpoints.list({ root = "/none", text = "", words = {}, bang = false })
  end)

  local none = "There is no session to go back in. :Journeyman resume opens the last one."
  equal(said, { none, none })
end)

test("many files are cut in the question", function()
  local files = {}
  for index = 1, 9 do
    files[index] = { path = index .. ".py", action = "restore", reason = "" }
  end
  desk(function()
    local said = asked.talking({}, function()
      checkpoints.restore(call("1"))
    end)

    assert(said[1]:find("5.py gets back what it was; and 4 more files.", 1, true), said[1])
    assert(not said[1]:find("6.py", 1, true), said[1])
  end, files)
end)

test("a prompt is named by its first line, which is cut and holds no control characters", function()
  equal(checkpoints.title({ prompt = "a\tb\27[31m\nc" }), "a b\\x1b[31m")
  equal(checkpoints.title({ prompt = " \n " }), "(no text)")
  equal(checkpoints.title({ prompt = ("🦀"):rep(90) }), ("🦀"):rep(59) .. "…")
end)

test("the view lists prompts with their files, and shows what going back would do", function()
  desk(function(requests)
    checkpoints.list(call(""))
    equal(vim.list_slice(asked.lines(), 3), {
      "   2  🦀  2020-01-03",
      "      no files",
      "   1  Fix the log.  2020-01-02",
      "      log.py, made.txt",
    })

    asked.go_to("Fix the log.")
    asked.press("d")
    local float = vim.iter(vim.api.nvim_list_wins()):find(function(window)
      return vim.api.nvim_win_get_config(window).relative ~= ""
    end)
    equal(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float), 0, -1, false), SENTENCES)
    equal(restores(requests), { { "1", "both", true } })
  end)
end)

test("a key of the view goes back to before the prompt at the cursor", function()
  desk(function(requests)
    checkpoints.list(call(""))
    asked.go_to("made.txt")
    local said = asked.talking({}, function()
      asked.press("r")
      asked.press("<CR>")
    end)

    equal(said, { QUESTION, QUESTION })
    equal(restores(requests), { { "1", "both", true }, { "1", "both", true } })
  end)
end)

test("the view lists what is left after going back", function()
  desk(function(requests)
    checkpoints.list(call(""))
    asked.go_to("made.txt")
    asked.talking({ select = { "Files only; the agent is told what was taken back" } }, function()
      asked.press("r")
    end)

    equal(requests[#requests].method, LIST)
  end)
end)
