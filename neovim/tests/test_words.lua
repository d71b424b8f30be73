local ask = require("journeyman.views.ask")
local harness = require("harness")
local words = require("journeyman.views.words")
local equal, test = harness.equal, harness.test

local function iso(time)
  return os.date("!%Y-%m-%dT%H:%M:%S.000123+00:00", time)
end

test("a time is today's, yesterday's, or a date", function()
  local noon = os.time({ year = 2026, month = 3, day = 1, hour = 12, min = 30 })

  equal(words.moment(iso(noon - 3600), noon), "today 11:30")
  equal(words.moment(iso(noon - 24 * 3600), noon), "yesterday 12:30")
  equal(words.moment(iso(noon - 72 * 3600), noon), "2026-02-26")
  equal(words.moment("soon", noon), "")
end)

test("a share is told by blocks and by a number", function()
  equal({ words.share(0), words.share(0.5), words.share(0.889), words.share(1) }, {
    "▯▯▯▯▯   0%",
    "▮▮▮▯▯  50%",
    "▮▮▮▮▯  89%",
    "▮▮▮▮▮ 100%",
  })
end)

test("windows are told as their makers tell them", function()
  equal({ words.window(65536), words.window(200000), words.window(512), words.window(1000000) }, {
    "64K",
    "200K",
    "512",
    "1M",
  })
end)

test("what stands in a question cannot press keys or begin another line", function()
  local input, select, seen = vim.ui.input, vim.ui.select, {}
  vim.ui.input = function(opts)
    table.insert(seen, opts.default)
  end
  vim.ui.select = function(_, opts)
    table.insert(seen, opts.prompt)
  end

  ask.text("It should say", "tabs\18=system('rm')\r\nspaces 🦀", error)
  ask.yes("Forget “a\nb\226\128\174c”?", "Forget it", error)

  vim.ui.input, vim.ui.select = input, select
  equal(seen, { "tabs =system('rm') spaces 🦀", "Forget “a\\nb\\u202ec”?" })
end)
