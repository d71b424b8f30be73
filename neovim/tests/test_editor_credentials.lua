local harness = require("harness")
local credentials = require("journeyman.editor.credentials")
local equal, test = harness.equal, harness.test

test("no key is given, and the user hears once for each service where to put it", function()
  local told, notify = {}, vim.notify
  vim.notify = function(text)
    table.insert(told, text)
  end
  local answers = {}
  local endpoints = { "https://me:secret@one.example/v1", "https://one.example/v1", "https://two.example/v1" }
  for _, endpoint in ipairs(endpoints) do
    table.insert(answers, vim.json.encode(credentials.answer(nil, { endpoint = endpoint })))
  end
  vim.notify = notify

  equal(answers, { "{}", "{}", "{}" })
  equal(told, {
    "No key for one.example. Set $JOURNEYMAN_API_KEY, then :Journeyman restart.",
    "No key for two.example. Set $JOURNEYMAN_API_KEY, then :Journeyman restart.",
  })
end)
