local desks = require("desk")
local harness = require("harness")
local options = require("journeyman.options")
local equal, test = harness.equal, harness.test

local ACT = { value = "act", name = "Act", description = "Works without asking." }
local PLAN = { value = "plan", name = "Plan", description = "Changes nothing." }
local OFF, ON = { value = "off", name = "Off" }, { value = "on", name = "On", description = "Nothing is kept." }

local function with_session(name, body)
  test(name, function()
    desks.with(function(desk)
      local values = { mode = "act", off_the_record = "off" }
      local function current()
        return {
          { id = "mode", name = "Mode", currentValue = values.mode, options = { ACT, PLAN } },
          {
            id = "off_the_record",
            name = "Off the record",
            currentValue = values.off_the_record,
            options = { OFF, ON },
          },
        }
      end
      desk.server.answers["journeyman/session/new"] = function()
        return { sessionId = desk.root, seq = 0, configOptions = current(), commands = {} }
      end
      desk.server.answers["journeyman/session/state"] = function()
        return { seq = 0, reset = true, updates = {} }
      end
      desk.server.answers["journeyman/session/setConfig"] = function(params)
        if params.value == "yolo" then
          return nil, { code = -32051, message = "There is no mode yolo.", data = { kind = "usage" } }
        end
        values[params.configId] = params.value
        return { configOptions = current() }
      end
      body(desk)
    end)
  end)
end

with_session("a mode that is named is set, and it is told what it means", function(desk)
  options.mode(desks.call(desk, "plan"))

  desk:hears("Mode: Plan. Changes nothing.")
  equal(desk:asked("journeyman/session/setConfig"), { { sessionId = desk.root, configId = "mode", value = "plan" } })
end)

with_session("a mode that does not exist is refused by the server", function(desk)
  options.mode(desks.call(desk, "yolo"))

  desk:hears("There is no mode yolo.")
end)

with_session("without a word the user chooses among what the session offers", function(desk)
  local select, shown = vim.ui.select, nil
  vim.ui.select = function(items, opts, on_choice)
    shown = vim.tbl_map(opts.format_item, items)
    on_choice(items[2], 2)
  end
  options.mode(desks.call(desk))
  desk:hears("Mode: Plan")
  vim.ui.select = select

  equal(shown, { "● Act – Works without asking.", "  Plan – Changes nothing." })
end)

with_session("off the record is the opposite of on the record", function(desk)
  options.record(desks.call(desk, "off"))

  desk:hears("Off the record: On. Nothing is kept.")
  equal(desk:asked("journeyman/session/setConfig")[1].value, "on")
end)

with_session("what the session does not offer cannot be chosen", function(desk)
  options.thinking(desks.call(desk))

  desk:hears("There is nothing to choose from yet.")
end)
