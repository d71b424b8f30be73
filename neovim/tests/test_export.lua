local desks = require("desk")
local export = require("journeyman.views.export")
local harness = require("harness")
local equal, test = harness.equal, harness.test

local function given(text)
  return function(callback)
    callback(nil, { text = text })
  end
end

test("an export is a new file that only the user can read", function()
  desks.with(function(desk)
    local text = ("🦀\r\n"):rep(100000)
    local path = desk.root .. "/kept.jsonl"
    desk.answers = { path }

    export.save(desk.root, "a/b:c.jsonl", given(text))

    desk:hears("Written to " .. path)
    equal(desk.questions, { ("Export to a new file: %s/a-b-c.jsonl"):format(desk.root) })
    equal(vim.uv.fs_stat(path).mode % 512, tonumber("600", 8))
    local file = assert(io.open(path, "rb"))
    equal(file:read("*a") == text, true)
    file:close()
  end)
end)

test("a file that is there already is left as it is", function()
  desks.with(function(desk)
    local path = desk.root .. "/kept.jsonl"
    vim.fn.writefile({ "mine" }, path)
    desk.answers = { path }

    export.save(desk.root, "kept.jsonl", given("other"))

    desk:hears(("There is %s already. Choose another name."):format(path))
    equal(vim.fn.readfile(path), { "mine" })
  end)
end)

test("a folder that is missing is named", function()
  desks.with(function(desk)
    desk.answers = { desk.root .. "/away/kept.jsonl" }

    export.save(desk.root, "kept.jsonl", given("other"))

    desk:hears(("There is no folder %s/away. Make it first"):format(desk.root))
  end)
end)

test("an error of the server is told, and no file is made", function()
  desks.with(function(desk)
    desk.answers = { desk.root .. "/kept.jsonl" }

    export.save(desk.root, "kept.jsonl", function(callback)
      callback({ message = "It has more than 20 MB." })
    end)

    desk:hears("It has more than 20 MB.")
    equal(vim.uv.fs_stat(desk.root .. "/kept.jsonl"), nil)
  end)
end)
