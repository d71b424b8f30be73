local asking = require("asking")
local harness = require("harness")
local memory_question = require("journeyman.memory_question")
local question = require("journeyman.question")
local equal = harness.equal

local said, prompts, pick

local function test(name, body)
  harness.test(name, function()
    local state = vim.fn.tempname()
    local notify, select, stdpath = vim.notify, vim.ui.select, vim.fn.stdpath
    said, prompts, pick = {}, {}, nil
    vim.notify = function(text)
      table.insert(said, text)
    end
    vim.ui.select = function(items, options, on_choice)
      table.insert(prompts, options.prompt)
      on_choice(items[pick])
    end
    vim.fn.stdpath = function()
      return state
    end
    local ok, problem = pcall(asking.with, body)
    vim.notify, vim.ui.select, vim.fn.stdpath = notify, select, stdpath
    assert(ok, problem)
  end)
end

local ASKED = {
  question = "What holds for you: indentation?",
  choices = { { id = "m12", text = "Spaces." }, { id = "m1", text = "Tabs." }, { text = "None of these" } },
  everywhere = false,
}

local function open()
  question.open({ root = "/asking", text = "" })
end

test("it is told in one line, and kept until it is answered", function()
  memory_question.hear(ASKED, "/asking")
  equal(said, { "A question about the memory waits. :Journeyman answer shows it." })

  open()
  open()
  equal({ prompts, #asking.sent }, { { ASKED.question, ASKED.question }, 0 })

  pick = 2
  open()
  local params = { id = "m1", text = "Tabs." }
  equal({ asking.sent[1].method, asking.sent[1].params }, { "journeyman/memory/update", params })
  asking.sent[1].answer()
  open()
  equal({ #prompts, said[2] }, { 3, "Nobody asks you anything." })
end)

test("what the server does not take stays to be answered", function()
  memory_question.hear(ASKED, "/asking")
  pick = 1
  open()
  asking.sent[1].answer({ message = "The database is busy." })

  open()

  equal({ said[2], #prompts }, { "The database is busy.", 2 })
end)

test("none of these forgets each, one after the other, also if one is gone already", function()
  memory_question.hear(ASKED, "/asking")
  pick = 3
  open()
  asking.sent[1].answer({ message = "There is none of this id.", kind = "memory" })
  asking.sent[2].answer()

  equal(
    vim.tbl_map(function(request)
      return { request.method, request.params.id }
    end, asking.sent),
    { { "journeyman/memory/forget", "m12" }, { "journeyman/memory/forget", "m1" } }
  )
  open()
  equal(#prompts, 1)
end)

test("whether something holds everywhere is answered by that, or by nothing", function()
  local asked =
    { question = "Everywhere?", choices = { { id = "m9", text = "Yes" }, { text = "No" } }, everywhere = true }
  memory_question.hear(asked, "/asking")
  pick = 1
  open()
  equal(asking.sent[1].params, { id = "m9", everywhere = true })
  asking.sent[1].answer()

  memory_question.hear(asked, "/asking")
  pick = 2
  open()
  open()
  equal({ #asking.sent, #prompts }, { 1, 2 })
end)

test("a question can be put aside for good, and the same question is kept once", function()
  memory_question.hear(ASKED, "/asking")
  memory_question.hear(ASKED, "/asking")
  pick = 4
  open()
  open()

  equal({ #prompts, #asking.sent }, { 1, 0 })
end)

test("what the agent asks comes first", function()
  memory_question.hear(ASKED, "/asking")
  asking.question(asking.session(), "q1", "Round?", {})

  open()

  equal({ #prompts, vim.api.nvim_get_current_win() }, { 0, asking.window() })
end)
