local Float = require("journeyman.float")
local harness = require("harness")
local equal, eventually = harness.equal, harness.eventually

local float

local function content(lines)
  return function()
    return { lines = lines or { { { "one" } }, { { "two", "Comment" } } }, title = " T ", footer = " F " }
  end
end

local function window()
  return vim.iter(vim.api.nvim_list_wins()):find(function(each)
    return vim.api.nvim_win_get_buf(each) == float.buf
  end)
end

local function anchor()
  return vim.api.nvim_win_get_config(window()).anchor
end

local function test(name, body)
  harness.test(name, function()
    float = Float.new("test", function() end)
    local ok, problem = xpcall(body, debug.traceback)
    float:hide()
    vim.cmd("silent! tabonly! | silent! only! | enew!")
    assert(ok, problem)
  end)
end

test("it opens at the bottom right, without the cursor", function()
  local here = vim.api.nvim_get_current_win()

  float:show(content())

  equal({ vim.api.nvim_get_current_win(), anchor() }, { here, "SE" })
  equal(vim.api.nvim_buf_get_lines(float.buf, 0, -1, false), { "one", "two" })
end)

test("what is in it cannot be changed, and no modeline in it counts", function()
  float:show(content({ { { "vim: set shiftwidth=7:" } } }))

  equal({ vim.bo[float.buf].modifiable, vim.bo[float.buf].modeline, vim.bo[float.buf].shiftwidth == 7 }, {
    false,
    false,
    false,
  })
end)

test("it is in whichever tab is shown", function()
  float:show(content())
  vim.cmd.tabnew()
  eventually(function()
    return vim.api.nvim_win_get_tabpage(window()) == vim.api.nvim_get_current_tabpage()
  end)

  vim.cmd.tabprevious()
  eventually(function()
    return vim.api.nvim_win_get_tabpage(window()) == vim.api.nvim_get_current_tabpage()
  end)
end)

test("it survives when all other windows are closed", function()
  float:show(content())
  vim.cmd.split()

  vim.cmd.only()

  eventually(window)
  equal(#vim.api.nvim_list_wins(), 2)
end)

test("who closes it from inside has it closed, and the command opens it again", function()
  float:show(content())
  float:focus()
  equal(float:is_focused(), true)

  vim.cmd.close()

  local scheduled
  vim.schedule(function()
    scheduled = true
  end)
  eventually(function()
    return scheduled
  end)
  equal(window(), nil)
  float:show(content())
  float:focus()
  equal(float:is_focused(), true)
end)

test("leaving goes back to the window that the user came from", function()
  vim.cmd.vsplit()
  vim.cmd.wincmd("l")
  local here = vim.api.nvim_get_current_win()
  float:show(content())
  float:focus()

  float:leave()

  equal({ vim.api.nvim_get_current_win(), window() ~= nil }, { here, true })
end)

test("it gets out of the cursor's way, and comes back", function()
  vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.fn["repeat"]({ ("x"):rep(80) }, 60))
  float:show(content())
  vim.cmd("normal! Lg_")
  vim.api.nvim_exec_autocmds("CursorMoved", {})
  equal(anchor(), "NE")

  vim.cmd("normal! H0")
  vim.api.nvim_exec_autocmds("CursorMoved", {})
  equal(anchor(), "SE")
end)

test("it stands above the window in which a prompt is typed", function()
  vim.cmd("botright 3split")
  vim.cmd.enew()
  vim.bo.filetype = "journeyman-input"
  local row = vim.api.nvim_win_get_position(0)[1]

  float:show(content())

  equal(vim.api.nvim_win_get_config(window()).row, row)
end)

test("on a small screen it is small, and drawn again when there is more room", function()
  local columns = vim.o.columns
  vim.o.columns = 30
  float:show(content())
  equal(vim.api.nvim_win_get_width(window()), 26)

  vim.o.columns = columns
  vim.api.nvim_exec_autocmds("VimResized", {})
  eventually(function()
    return vim.api.nvim_win_get_width(window()) > 26
  end)
end)

test("a buffer that was wiped out is made anew", function()
  float:show(content())
  vim.api.nvim_buf_delete(float.buf, { force = true })

  float:show(content())

  equal(vim.api.nvim_buf_get_lines(float.buf, 0, -1, false), { "one", "two" })
end)
