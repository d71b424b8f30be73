local asking = require("asking")
local client = require("journeyman.client")
local harness = require("harness")
local offer = require("journeyman.announce.offer")
local suggestion = require("journeyman.announce.suggestion")
local equal = harness.equal

local said

local function test(name, body)
  harness.test(name, function()
    said = {}
    local notify, ensure = vim.notify, client.ensure
    vim.notify = function(text)
      table.insert(said, text)
    end
    client.ensure = function(_, callback)
      callback(nil, { offset_encoding = "utf-16" })
    end
    vim.cmd.edit(vim.fn.tempname() .. ".py")
    vim.api.nvim_buf_set_lines(0, 0, -1, false, { "one", "two", "three" })
    vim.bo.modified = false
    local ok, problem = pcall(asking.with, body)
    vim.notify, client.ensure = notify, ensure
    package.loaded["journeyman.asking"] = nil
    assert(ok, problem)
  end)
end

local function shown()
  local namespace = vim.api.nvim_get_namespaces()["journeyman.suggestion"]
  local mark = vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, { details = true })[1]
  return mark and { mark[2], mark[4].virt_text[1][1] }
end

local function hear(uri)
  local params = { root = "file:///asking", name = "add-a-route", title = "Add a\nroute", why = "for routes" }
  suggestion.hear(vim.tbl_extend("error", params, { uri = uri or vim.uri_from_bufnr(0) }))
end

test("the skill is named at the cursor's line for as long as the cursor stays there", function()
  vim.api.nvim_win_set_cursor(0, { 2, 0 })
  hear()
  equal(shown(), { 1, "  Add a\\nroute, for routes · :Journeyman apply" })

  vim.api.nvim_win_set_cursor(0, { 2, 2 })
  vim.api.nvim_exec_autocmds("CursorMoved", { buffer = 0 })
  equal(shown() ~= nil, true)

  vim.api.nvim_win_set_cursor(0, { 3, 0 })
  vim.api.nvim_exec_autocmds("CursorMoved", { buffer = 0 })
  equal(shown(), nil)
end)

test("a file that the user has left gets no suggestion", function()
  hear("file:///elsewhere.py")

  equal(shown(), nil)
end)

test("the command applies what was suggested, or what is named, at the cursor or in the lines", function()
  local asked = {}
  package.loaded["journeyman.asking"] = {
    run = function(argument)
      table.insert(asked, argument)
    end,
  }
  hear()
  vim.api.nvim_win_set_cursor(0, { 2, 1 })

  suggestion.apply({ root = "/asking", words = {} })
  suggestion.apply({ root = "/asking", words = { "another" }, range = { first = 1, last = 3 } })

  equal({ asked[1].intent, asked[1].skill, asked[1].uri }, { "apply", "add-a-route", vim.uri_from_bufnr(0) })
  equal(asked[1].range.start, { line = 1, character = 1 })
  equal({ asked[2].skill, asked[2].range["end"] }, { "another", { line = 2, character = 5 } })
end)

test("without a name or a suggestion the command says what to say", function()
  suggestion.apply({ root = "/asking", words = {} })

  equal(said, { "Say which skill: :Journeyman apply NAME. <Tab> completes it." })
end)

test("work that was done three times is learned only if the user says yes", function()
  local select, picked = vim.ui.select, nil
  vim.ui.select = function(items, _, on_choice)
    on_choice(items[picked])
  end
  local call = { root = "/asking" }
  offer.hear({ key = "k1", description = "adds `routes/*.py`" }, "/asking")
  equal(said, { ":Journeyman learn makes a skill of what you did three times: adds `routes/*.py`" })

  offer.learn(call)
  equal(#asking.sent, 0)
  picked = 1
  offer.learn(call)
  equal({ asking.sent[1].method, asking.sent[1].params }, { "journeyman/skill/learnFromWork", { key = "k1" } })
  asking.sent[1].answer()
  offer.learn(call)
  equal({ #asking.sent, said[3] }, { 1, "There is nothing that you did three times, and no skill does yet." })

  picked = 2
  offer.hear({ key = "k2", description = "x" }, "/asking")
  offer.learn(call)
  offer.learn(call)
  vim.ui.select = select
  equal(#asking.sent, 1)
end)
