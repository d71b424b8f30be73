local harness = require("harness")
local typing = require("typing")
local equal, eventually, test = harness.equal, harness.eventually, harness.test

--- An input with a server behind it that takes every prompt.
local SETUP = [[
  sent = {}
  require("journeyman.client").request = function(_, method, params, callback)
    if method == "journeyman/session/state" then
      return callback(nil, { seq = 0, reset = true, updates = {} })
    elseif method == "journeyman/context/complete" then
      return function() end
    end
    table.insert(sent, params)
    callback(nil, { turnId = "t" })
  end
  require("journeyman.client").notify = function(_, method) table.insert(sent, method) end
  package.loaded["journeyman.chat"] = { window = function() end }
  local sessions = require("journeyman.sessions")
  sessions._opened("/tmp/timesheet", { sessionId = "s" }, function() end)
  session = sessions.current("/tmp/timesheet")
  require("journeyman.chat.input").open("/tmp/timesheet")
  function lines() return vim.api.nvim_buf_get_lines(0, 0, -1, false) end
  function floats()
    local found = {}
    for _, win in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(win).relative ~= "" then
        table.insert(found, vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(win), 0, -1, false))
      end
    end
    return found
  end
]]

local function with_input(name, body)
  test(name, function()
    local nvim = typing.start()
    nvim:lua(SETUP)
    local ok, problem = pcall(body, nvim)
    nvim:stop()
    assert(ok, problem)
  end)
end

with_input("a prompt is sent from insert mode, and one goes on writing", function(nvim)
  nvim:type("Fix it.<CR>Test it.<C-s>Then<Esc>")

  equal(nvim:lua("return sent[1].prompt"), { { type = "text", text = "Fix it.\nTest it." } })
  equal(nvim:lua("return lines()"), { "Then" })
end)

with_input("stopping in insert mode leaves it where nothing runs", function(nvim)
  nvim:lua("session:hear(1, { kind = 'turn_state', state = 'running', turnId = 't' })")
  nvim:type("a<C-c>b")
  equal({ nvim:lua("return sent"), nvim:mode() }, { { "journeyman/session/cancel" }, "i" })

  nvim:lua("session:hear(2, { kind = 'turn_state', state = 'idle', turnId = 't', stopReason = 'cancelled' })")
  nvim:type("<C-c>")
  eventually(function()
    return nvim:mode() == "n"
  end)
  equal({ nvim:lua("return sent"), nvim:lua("return lines()") }, { { "journeyman/session/cancel" }, { "ab" } })
end)

with_input("arrows choose in the popup menu, and walk through prompts without one", function(nvim)
  nvim:lua("session:hear(1, { kind = 'user_message_chunk', content = { type = 'text', text = 'Before.' } })")
  nvim:type("@a")
  nvim:lua("vim.fn.complete(1, { '@app.py ', '@api.py ' })")
  nvim:type("<Down><Down><C-y>")
  equal(nvim:lua("return lines()"), { "@api.py " })

  nvim:type("<Up>")
  eventually(function()
    return nvim:lua("return lines()[1]") == "Before."
  end)
end)

with_input("the keys are shown over the window, until the next key", function(nvim)
  nvim:type("word<Esc>")
  nvim:lua("vim.keymap.set('i', '(', '()', { buffer = 0 })")
  -- Not by `type`, which adds keys of its own.
  vim.rpcrequest(nvim.channel, "nvim_input", "g?")
  eventually(function()
    return #nvim:lua("return floats()") > 0
  end)

  equal(nvim:lua("return floats()"), {
    {
      " <Up>                     at the first line: the prompt before ",
      " <Down>                   at the last line: the prompt after ",
      " q                        close; the draft stays ",
      " <C-X><C-S>               send to the running turn ",
      " <CR>, <C-S> (insert)     send, or queue behind the running turn ",
      " g?                       show the keys ",
      " <C-C>                    stop the running turn, and those that wait ",
    },
  })
  nvim:type("0")
  eventually(function()
    return #nvim:lua("return floats()") == 0
  end)
end)
