local harness = require("harness")
local say = require("journeyman.say")
local toast = require("journeyman.toast")
local equal, test = harness.equal, harness.test

---@param body fun()
---@return string[]
local function heard(body)
  local notify, said = vim.notify, {}
  vim.notify = function(text)
    table.insert(said, text)
  end
  local ok, problem = pcall(body)
  vim.notify = notify
  assert(ok, problem)
  return said
end

test("what would hide in a message, or turn it round, is spelled out", function()
  local said = heard(function()
    say.warn("Run \27[2Jmake\r\226\128\174 exe.txt\0\nin a.py 🦀")
  end)

  equal(said, { "Run \\x1b[2Jmake\\x0d\\u202e exe.txt\\x00\nin a.py 🦀" })
  assert(vim.endswith(say.said[#say.said], said[1]), say.said[#say.said])
end)

test("a message that is too long to be read does not stay for ever", function()
  local defer, waits = vim.defer_fn, nil
  vim.defer_fn = function(_, milliseconds)
    waits = milliseconds
  end
  local ok, problem = pcall(toast.show, ("word "):rep(100000), vim.log.levels.INFO)
  vim.defer_fn = defer
  toast.show("short", vim.log.levels.INFO)
  vim.cmd("silent! fclose!")

  assert(ok, problem)
  equal(waits, 30000)
end)

test("a message is shown also where nothing may be modified", function()
  vim.go.modifiable = false
  local ok, problem = pcall(toast.show, "It failed.", vim.log.levels.ERROR)
  vim.go.modifiable = true
  assert(ok, problem)
end)
