local commands = require("journeyman.commands")
local harness = require("harness")
local equal, test = harness.equal, harness.test

local function completed(line)
  local lead = line:match("(%S*)$")
  return commands.complete(lead, line, #line)
end

test("the first word is completed from all subcommands", function()
  equal(completed("Journeyman res"), { "restart", "restore", "resume" })
  equal(#completed("Journeyman "), vim.tbl_count(commands.SUBCOMMANDS))
end)

test("what may follow a subcommand is completed, once", function()
  equal(completed("Journeyman mode "), { "act", "ask", "plan" })
  equal(completed("'<,'>Journeyman! accept a"), { "all" })
  equal(completed("Journeyman mode act "), {})
  equal(completed("Journeyman nothing "), {})
end)

test("the modules of all subcommands are there", function()
  for name, subcommand in pairs(commands.SUBCOMMANDS) do
    local module, field = subcommand.run[1], subcommand.run[2]
    equal({ name, type(require("journeyman." .. module)[field]) }, { name, "function" })
  end
end)

test("a subcommand gets its words, its text, the range and the folder", function()
  local got
  package.loaded["journeyman.asking"] = {
    ask = function(call)
      got = call
    end,
  }
  dofile(vim.api.nvim_get_runtime_file("plugin/journeyman.lua", false)[1])

  vim.cmd("1,1Journeyman! ask why  is it so?")

  package.loaded["journeyman.asking"] = nil
  equal(got, {
    root = require("journeyman.client").root(),
    words = { "why", "is", "it", "so?" },
    text = "why  is it so?",
    range = { first = 1, last = 1 },
    bang = true,
  })
end)

test("a word that is no subcommand is named, with what to do", function()
  local notify, said = vim.notify, nil
  vim.notify = function(text)
    said = text
  end

  vim.cmd("Journeyman dance")

  vim.notify = notify
  equal(said, "There is no :Journeyman dance. Press <Tab> after :Journeyman to see what there is.")
end)
