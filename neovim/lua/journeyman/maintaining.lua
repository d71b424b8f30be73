--- What is needed when something does not work: the log, the health, a new start, and the installation.
local client = require("journeyman.client")
local say = require("journeyman.say")

local M = {}

--- `:Journeyman log`
function M.log()
  require("journeyman.maintaining.log").open()
end

--- `:Journeyman messages`
---@param call journeyman.Call
function M.messages(call)
  local function load(view)
    local said = vim.tbl_map(function(text)
      return { text }
    end, say.said)
    view:show(#said > 0 and said or { { "Nothing yet." } })
  end
  require("journeyman.views.view").open({
    name = "messages",
    title = "What the plugin has said",
    root = call.root,
    actions = {},
    load = load,
  })
end

--- `:Journeyman health`
function M.health()
  vim.cmd.checkhealth("journeyman")
end

--- `:Journeyman restart`
---@param call journeyman.Call
function M.restart(call)
  client.restart(call.root, function(err)
    if err then
      return say.error(err)
    end
    say.say("The server was started anew.")
  end)
end

--- `:Journeyman install`
---@param call journeyman.Call
function M.install(call)
  require("journeyman.maintaining.installing").install(call.root)
end

return M
