local context = require("journeyman.views.context")
local desks = require("desk")
local harness = require("harness")
local input = require("journeyman.chat.input")
local equal, test = harness.equal, harness.test

local PREVIEW = {
  parts = {
    { name = "system", tokens = 310, text = "You are Journeyman.\r\n\27[31mred" },
    { name = "tools", tokens = 1598 },
    { name = "history", tokens = 16384, text = "said" },
    { name = "memory", tokens = 0 },
  },
  total = 18292,
  contextWindow = 32768,
  learning = { requests = 1, inputTokens = 2140, outputTokens = 310 },
}

local function with_preview(name, preview, body)
  test(name, function()
    desks.with(function(desk)
      desk.server.answers["journeyman/session/new"] = function()
        return { sessionId = desk.root, seq = 0, configOptions = {}, commands = {} }
      end
      desk.server.answers["journeyman/session/state"] = function()
        return { seq = 0, reset = true, updates = {} }
      end
      desk.server.answers["journeyman/context/preview"] = preview
      body(desk)
    end)
  end)
end

local function answers()
  return PREVIEW
end

with_preview("the parts of the next request are shown with their share of the window", answers, function(desk)
  context.open(desks.call(desk))
  desk.shows("all of it")

  equal(desk.lines(), {
    "system       ▮▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯       310 tokens    0.9 %",
    "tools        ▮▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯     1,598 tokens    4.9 %  no text",
    "history      ▮▮▮▮▮▮▮▮▮▮▯▯▯▯▯▯▯▯▯▯    16,384 tokens   50.0 %",
    "memory       ▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯▯         0 tokens    0.0 %  no text",
    "all of it    ▮▮▮▮▮▮▮▮▮▮▮▮▯▯▯▯▯▯▯▯    18,292 tokens   55.8 %",
    "",
    "The window holds 32,768 tokens. Sizes are estimates.",
    "Learning from this session has cost 2,450 tokens so far, in 1 request beside the window.",
  })
end)

with_preview("the text of a part is opened, and nothing in it is hidden", answers, function(desk)
  context.open(desks.call(desk))
  desk:press("system", "<CR>")

  equal(vim.api.nvim_buf_get_lines(0, 0, -1, false), { "You are Journeyman.", "\\x1b[31mred" })
  equal(vim.bo.modifiable, false)
  vim.api.nvim_feedkeys("q", "mx", false)
  desk:press("tools", "<CR>")
  desk:hears("There is no text here.")
end)

with_preview("what is written in the input counts as well", answers, function(desk)
  package.loaded["journeyman.chat"].window = function() end
  input.fill(desk.root, "Why?")
  context.open(desks.call(desk))
  desk.shows("What is written in the input is counted as well.")

  local params = desk:asked("journeyman/context/preview")[1]
  equal(params, { sessionId = desk.root, prompt = { { type = "text", text = "Why?" } }, texts = true })
end)

with_preview("where nothing can be told, it says why", function()
  return nil, { code = -32052, message = "No model was found." }
end, function(desk)
  context.open(desks.call(desk))

  desk.shows("No model was found.")
end)
