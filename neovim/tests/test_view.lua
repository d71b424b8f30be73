local View = require("journeyman.views.view")
local asked = require("asked")
local events = require("journeyman.events")
local harness = require("harness")
local equal, test = harness.equal, harness.test

local ROOT = "/tmp/timesheet"

--- Opens a view of lines that may be others each time, and closes it afterwards.
---@param lines journeyman.Line[]
---@param body fun(view: journeyman.View, loaded: { count: integer }, lines: journeyman.Line[])
local function with(lines, body, options)
  local loaded = { count = 0 }
  asked.with({}, function()
    local view = View.open(vim.tbl_extend("force", {
      name = "things",
      title = "Things",
      root = ROOT,
      actions = {},
      load = function(view)
        loaded.count = loaded.count + 1
        view:show(lines)
      end,
    }, options or {}))
    body(view, loaded, lines)
  end)
end

local function item(text, id)
  return { text, item = { id }, id = id }
end

test("the view begins with its title and how to get the keys, and the cursor is at the first item", function()
  with({ { { "Good ones", "Title" } }, item("one", "1") }, function(view)
    equal(asked.lines(), { "Things   g? shows the keys", "", "Good ones", "one" })
    equal(vim.api.nvim_win_get_cursor(0), { 4, 0 })
    equal(vim.api.nvim_buf_get_name(0):match("journeyman://.*"), "journeyman://things/timesheet")
    equal({ vim.bo.modifiable, vim.bo.modeline, vim.bo.swapfile, vim.bo.filetype }, {
      false,
      false,
      false,
      "journeyman-things",
    })
    equal(vim.b.journeyman_root, ROOT)
    equal(view:width(), vim.api.nvim_win_get_width(0))
  end)
end)

test("line breaks in a text break no line", function()
  with({ { "a\r\nb", { "\n", "Title" } } }, function()
    equal(asked.lines()[3], "a b ")
  end)
end)

test("the cursor stays with its item, in all windows, when others come before it", function()
  with({ item("one", "1"), item("two", "2") }, function(view, _, lines)
    vim.cmd.split()
    local first, second = vim.fn.win_findbuf(view.buf)[1], vim.fn.win_findbuf(view.buf)[2]
    vim.api.nvim_win_set_cursor(first, { 4, 0 })
    vim.api.nvim_win_set_cursor(second, { 3, 0 })
    table.insert(lines, 1, item("zero", "0"))

    view:load()

    equal({ vim.api.nvim_win_get_cursor(first)[1], vim.api.nvim_win_get_cursor(second)[1] }, { 5, 4 })
  end)
end)

test("an action gets the item of the current window, and the lines that are about it", function()
  local got
  local two = { "2" }
  local actions = {
    open = {
      about = "open it",
      run = function(_, ...)
        got = { ... }
      end,
    },
  }
  with({ item("one", "1"), { "two", item = two, id = "2" }, { "more", item = two, id = "2" } }, function()
    asked.go_to("more")
    vim.cmd.split()
    asked.press("<CR>")
    equal(got, { two, 4, 5, "2" })

    asked.press("gg<CR>")
    equal(got, { nil, 1, 1 })
  end, { actions = actions })
end)

test("a view that is shown anew is the same window, with the actions that it is given now", function()
  local function action(word, into)
    return {
      n = {
        about = "say it",
        run = function()
          table.insert(into, word)
        end,
      },
    }
  end
  local said = {}
  with({ item("one", "1") }, function(view, loaded)
    local window = vim.api.nvim_get_current_win()
    vim.cmd.wincmd("w")
    local options = { name = view.name, title = "T", root = ROOT, load = view.load, actions = action("new", said) }

    equal(View.open(options).buf, view.buf)
    asked.press("n")

    equal({ vim.api.nvim_get_current_win(), loaded.count, said }, { window, 2, { "new" } })
  end, { actions = action("old", said) })
end)

test("it is loaded anew when the server tells so, for its folder only, and not after it is closed", function()
  with({}, function(_, loaded)
    events.emit("notified", "journeyman/skill/didChange", {}, ROOT)
    events.emit("notified", "journeyman/skill/didChange", {}, "/tmp/elsewhere")
    events.emit("notified", "journeyman/memory/didChange", {}, ROOT)
    equal(loaded.count, 2)

    asked.press("q")
    events.emit("notified", "journeyman/skill/didChange", {}, ROOT)
    equal(loaded.count, 2)
  end, { refresh_on = { "journeyman/skill/didChange" } })
end)

test("what :mksession has brought back makes way", function()
  local before = vim.api.nvim_get_current_win()
  vim.cmd("new | file journeyman://fruits/timesheet")
  vim.api.nvim_set_current_win(before)

  local view = View.open({
    name = "fruits",
    title = "Fruits",
    root = "/tmp/timesheet",
    actions = {},
    load = function(view)
      view:show({})
    end,
  })

  equal({ vim.api.nvim_buf_get_name(view.buf), #vim.api.nvim_list_wins() }, { "journeyman://fruits/timesheet", 2 })
  view:close()
end)

test("the last window stays when a view is closed", function()
  with({}, function(view)
    vim.cmd.only()
    asked.press("q")

    equal(vim.api.nvim_buf_is_valid(view.buf), false)
    view:show({ { "too late" } })
  end)
end)

test("folds show the line that stands for them, and stay open when something else changes", function()
  local lines = { item("one", "1"), { "head", fold = ">1" }, { "a", fold = 1 }, { "b", fold = 1 }, { "after" } }
  with(lines, function(view)
    vim.cmd.redraw()
    equal({ vim.fn.foldclosed(4), vim.fn.foldclosedend(4), vim.fn.foldclosed(7) }, { 4, 6, -1 })
    equal(vim.fn.foldtextresult(4), "head ▸ 2 lines")

    vim.cmd("normal! 4Gzo")
    lines[1] = item("another", "1")
    view:load()
    vim.cmd.redraw()
    equal(vim.fn.foldclosed(5), -1)
  end)
end)

test("two folders of one name, and two subjects of one folder, are views of their own", function()
  with({}, function(view)
    local load = view.load
    local other = View.open({ name = "things", title = "T", root = "/srv/timesheet", load = load, actions = {} })
    local about = View.open({ name = "things", subject = "x", title = "T", root = ROOT, load = load, actions = {} })

    equal(#vim.fn.uniq(vim.fn.sort({ view.buf, other.buf, about.buf }, "n")), 3)
    equal(vim.api.nvim_buf_get_name(about.buf):match("journeyman://.*"), "journeyman://things/timesheet/x")
  end)
end)

test("an error says what to do", function()
  with({}, function(view)
    view:fail({ message = "No model.", command = "journeyman.chooseModel" })
    equal(asked.lines()[3], "No model. Try :Journeyman model")
  end)
end)

test("the help lists the keys that are set, and what they do", function()
  vim.g.journeyman = { keys = { view = { refresh = false, close = "<Esc>" } } }
  local actions = { x = { about = "retire it", run = function() end } }
  local ok, problem = pcall(with, {}, function()
    asked.press("g?")
    local float = vim.iter(vim.api.nvim_list_wins()):find(function(window)
      return vim.api.nvim_win_get_config(window).relative ~= ""
    end)
    equal(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float), 0, -1, false), {
      "x      retire it",
      "<Esc>  close",
      "g?     show the keys",
    })
  end, { actions = actions })
  vim.g.journeyman = nil
  assert(ok, problem)
end)

test("a view is not squeezed into a window that is too small for it", function()
  asked.with({}, function()
    vim.cmd("botright 3split")
    local view = View.open({ name = "things", title = "T", root = ROOT, load = function() end, actions = {} })

    assert(vim.api.nvim_win_get_height(view:window()) > 5)
  end)
end)
