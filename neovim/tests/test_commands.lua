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
  equal(completed("silent Journey mode a"), { "act", "ask" })
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

test("in the command-line window it says how to leave that", function()
  local notify, type_of, said = vim.notify, vim.fn.getcmdwintype, nil
  vim.notify = function(text)
    said = text
  end
  vim.fn.getcmdwintype = function()
    return ":"
  end

  vim.cmd("Journeyman chat")

  vim.notify, vim.fn.getcmdwintype = notify, type_of
  equal(said, "Leave the command-line window first, with :quit.")
end)

test("a key that the user maps takes the selected lines along", function()
  local calls = {}
  package.loaded["journeyman.asking"] = {
    fix = function(call)
      table.insert(calls, call.range or "none")
    end,
  }
  vim.api.nvim_buf_set_lines(0, 0, -1, false, { "1", "2", "3" })

  vim.api.nvim_feedkeys(vim.keycode("gg<Plug>(journeyman-fix)Vj<Plug>(journeyman-fix)"), "mx", false)

  package.loaded["journeyman.asking"] = nil
  vim.cmd("enew!")
  equal(calls, { "none", { first = 1, last = 2 } })
end)

test("where there is no room for a window it says what to do, and other errors are as they are", function()
  local notify, said = vim.notify, nil
  vim.notify = function(text)
    said = text
  end
  package.loaded["journeyman.checkpoints"] = {
    list = function()
      vim.cmd.split()
    end,
    restore = function()
      error("Something else")
    end,
  }
  while pcall(vim.cmd.split) do
  end

  local ok = pcall(vim.cmd, "Journeyman checkpoint")
  local _, problem = pcall(vim.cmd, "Journeyman restore")

  vim.notify = notify
  package.loaded["journeyman.checkpoints"] = nil
  vim.cmd.only()
  equal(
    { ok, said },
    { true, "There is no room for another window. Close one with :quit, or go to a new tab with :tabnew." }
  )
  assert(problem:find("Something else", 1, true) and problem:find("test_commands.lua", 1, true), problem)
end)
