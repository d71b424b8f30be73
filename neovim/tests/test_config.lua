local harness = require("harness")
local config = require("journeyman.config")
local equal, test = harness.equal, harness.test

local function with(chosen, body)
  vim.g.journeyman = chosen
  local ok, problem = pcall(body)
  vim.g.journeyman = nil
  assert(ok, problem)
end

test("what the user does not choose stays as it is", function()
  with({ chat = { size = 100 }, keys = { chat = { stop = false } } }, function()
    local chosen = config.get()

    equal({ chosen.chat.size, chosen.chat.position, chosen.keys.chat.stop }, { 100, "right", false })
    equal(config.problems(), {})
  end)
end)

test("options that do not exist, and values of a wrong type, are named", function()
  with({ colour = "red", chat = { size = "wide" }, settings = { model = "m" }, trusted = 1 }, function()
    equal(config.problems(), {
      "vim.g.journeyman.chat.size must be a number, not a string.",
      "vim.g.journeyman.colour is no option. See :help journeyman-config.",
      "vim.g.journeyman.trusted must be a string or boolean or function, not a number.",
    })
  end)
end)

test("anything but a table is refused as a whole", function()
  with("fast", function()
    equal(config.problems(), { "vim.g.journeyman must be a table, not a string." })
    equal(config.get().chat.position, "right")
  end)
end)
