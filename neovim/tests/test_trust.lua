local harness = require("harness")
local equal, test = harness.equal, harness.test

local client = require("journeyman.client")
local events = require("journeyman.events")
local trust = require("journeyman.trust")

local said, told

--- Runs `body` with a folder of its own; `answers` are what the user picks, nil for none.
local function with(answers, body)
  local folder = vim.fs.normalize(vim.fn.tempname())
  vim.fn.mkdir(folder .. "/project", "p")
  local select, notify, get, send, stdpath = vim.ui.select, vim.notify, client.get, client.notify, vim.fn.stdpath
  said, told = {}, {}
  local asked = {}
  vim.ui.select = function(items, options, on_choice)
    table.insert(asked, options.prompt)
    local answer = answers[#asked]
    if type(answer) == "function" then
      return answer(items, on_choice)
    end
    for _, item in ipairs(items) do
      if item.trusted == answer then
        return on_choice(item)
      end
    end
    on_choice(nil)
  end
  vim.notify = function(text)
    table.insert(said, text)
  end
  vim.fn.stdpath = function()
    return folder .. "/state"
  end
  client.get = function()
    return {}
  end
  client.notify = function(root, method, params)
    table.insert(told, { root, method, params.trusted })
  end
  local ok, problem = xpcall(body, debug.traceback, folder .. "/project", asked, folder)
  vim.ui.select, vim.notify, client.get, client.notify, vim.fn.stdpath = select, notify, get, send, stdpath
  vim.g.journeyman = nil
  assert(ok, problem)
end

local function ask(root)
  local answer
  trust.ask(root, function(trusted)
    answer = trusted
  end)
  return answer
end

test("the user is asked once, and the answer outlives Neovim", function()
  with({ true }, function(root, asked)
    equal(trust.is_trusted(root), false)
    equal(ask(root), true)
    equal({ ask(root), trust.is_trusted(root), #asked }, { true, true, 1 })
    equal(told, { { root, "journeyman/workspace/didChangeTrust", true } })

    package.loaded["journeyman.trust"] = nil
    equal(require("journeyman.trust").is_trusted(root), true)
  end)
end)

test("a no is remembered as well", function()
  with({ false }, function(root, asked)
    equal({ ask(root), ask(root), #asked }, { false, false, 1 })
  end)
end)

test("who puts the question aside trusts nobody for now, and is not asked again before Neovim ends", function()
  with({}, function(root, asked)
    equal({ ask(root), ask(root), #asked }, { false, false, 1 })
    equal(told, {})
    equal(vim.uv.fs_stat(vim.fn.stdpath("state") .. "/journeyman/trust.json"), nil)
  end)
end)

test("who interrupts the question gets on all the same", function()
  local function interrupt()
    error("Keyboard interrupt")
  end
  with({ interrupt }, function(root)
    equal(ask(root), false)
  end)
end)

test("while the question is open nobody asks it twice, and all get the answer", function()
  local answer
  local function later(items, on_choice)
    answer = function()
      on_choice(items[1])
    end
  end
  with({ later }, function(root, asked)
    local got = {}
    for _ = 1, 2 do
      trust.ask(root, function(trusted)
        table.insert(got, trusted)
      end)
    end
    equal({ #asked, got }, { 1, {} })

    answer()

    equal(got, { true, true })
  end)
end)

test("a link is the folder that it leads to, and trust does not go down into folders", function()
  with({ true }, function(root, _, folder)
    vim.uv.fs_symlink(root, folder .. "/link")
    vim.fn.mkdir(root .. "/vendored", "p")

    ask(folder .. "/link")

    equal({ trust.is_trusted(root), trust.is_trusted(root .. "/vendored") }, { true, false })
  end)
end)

test("a broken file is kept aside, and the user is asked again", function()
  with({ true }, function(root, asked)
    local path = vim.fn.stdpath("state") .. "/journeyman/trust.json"
    vim.fn.mkdir(vim.fs.dirname(path), "p")
    vim.fn.writefile({ "{half" }, path)

    equal(ask(root), true)

    equal({ #asked, vim.fn.readfile(path .. ".broken") }, { 1, { "{half" } })
    equal(said[1], path .. " could not be read. It is kept as trust.json.broken.")
    equal(vim.json.decode(vim.fn.readfile(path)[1]), { [root] = true })
  end)
end)

test("where nothing can be kept the answer counts until Neovim ends", function()
  with({ true }, function(root, asked, folder)
    vim.fn.writefile({}, folder .. "/state")

    equal({ ask(root), trust.is_trusted(root), #asked }, { true, true, 1 })

    assert(said[1]:find("could not be kept"), said[1])
  end)
end)

test("the option decides before anybody is asked; one that fails trusts nobody", function()
  with({}, function(root, asked)
    vim.g.journeyman = { trusted = true }
    equal(ask(root), true)
    vim.g.journeyman = { trusted = false }
    equal(ask(root), false)
    vim.g.journeyman = {
      trusted = function(folder)
        return folder == root
      end,
    }
    equal({ ask(root), trust.is_trusted("/elsewhere") }, { true, false })
    vim.g.journeyman = {
      trusted = function()
        error("oh")
      end,
    }
    equal(ask(root), false)
    equal(#asked, 0)
    assert(said[1]:find("this folder is not trusted"), said[1])
  end)
end)

test("a server that is just being started hears of the answer when it is ready", function()
  with({ true }, function(root)
    client.get = function() end

    ask(root)
    equal(told, {})

    events.emit("started", "/another")
    equal(told, {})
    events.emit("started", root)
    events.emit("started", root)
    equal(told, { { root, "journeyman/workspace/didChangeTrust", true } })
  end)
end)

test("the command takes yes and no, and is refused where the option decides", function()
  with({}, function(root, asked)
    trust.choose({ root = root, words = { "yes" } })
    equal({ trust.is_trusted(root), said[1] }, { true, "project is trusted." })
    trust.choose({ root = root, words = { "no" } })
    equal({ trust.is_trusted(root), #asked }, { false, 0 })
    trust.choose({ root = root, words = { "perhaps" } })
    equal(said[3], "Say :Journeyman trust yes, or :Journeyman trust no.")
    vim.g.journeyman = { trusted = true }
    trust.choose({ root = root, words = { "no" } })
    assert(said[4]:find("decides"), said[4])
  end)
end)
