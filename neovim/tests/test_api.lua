local harness = require("harness")
local equal, test = harness.equal, harness.test

test("a configuration may name a folder as it likes", function()
  local asking, got = package.loaded["journeyman.asking"], {}
  package.loaded["journeyman.asking"] = {
    prompt = function(text, opts, callback)
      table.insert(got, { text, opts, callback })
    end,
  }
  local api = require("journeyman")

  api.prompt("Go on.", { root = "~/timesheet/", skill = "run-tests" })
  api.prompt("Stop.")

  package.loaded["journeyman.asking"] = asking
  local home = vim.fs.normalize("~")
  equal(got, { { "Go on.", { root = home .. "/timesheet", skill = "run-tests" } }, { "Stop.", {} } })
end)

test("before a server runs nothing is loaded for a status line", function()
  local client = package.loaded["journeyman.client"]
  package.loaded["journeyman.client"] = nil
  local status = require("journeyman").status()
  package.loaded["journeyman.client"] = client

  equal({ status.text, status.state }, { "", "off" })
end)
