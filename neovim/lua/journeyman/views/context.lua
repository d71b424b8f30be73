--- What the model sees: the parts of the next request, how large they are, and their texts.
local View = require("journeyman.views.view")
local client = require("journeyman.client")
local figures = require("journeyman.views.figures")
local sessions = require("journeyman.sessions")
local visible = require("journeyman.visible")

local M = {}

local BAR_CELLS = 20

---@param tokens integer
---@param of integer
---@return string
local function bar(tokens, of)
  local filled = math.min(BAR_CELLS, math.ceil(BAR_CELLS * tokens / of))
  return ("▮"):rep(filled) .. ("▯"):rep(BAR_CELLS - filled)
end

---@param name string
---@param tokens integer
---@param of integer
---@param item? table
---@return journeyman.Line
local function line(name, tokens, of, item)
  local share = ("%.1f %%"):format(100 * tokens / of)
  local is_empty = item and (item.text or "") == ""
  return {
    { ("%-13s"):format(name), "Identifier" },
    { bar(tokens, of), "Special" },
    (" %9s tokens  %7s"):format(figures.number(tokens), share),
    { is_empty and "  no text" or "", "Comment" },
    item = item,
    id = name,
  }
end

---@private
---@param preview table The result of `journeyman/context/preview`.
---@param with_draft boolean
---@return journeyman.Line[]
function M._lines(preview, with_draft)
  local whole = math.max(preview.contextWindow, preview.total, 1)
  local lines = {}
  for _, part in ipairs(preview.parts) do
    table.insert(lines, line(part.name, part.tokens, whole, part))
  end
  table.insert(lines, line("all of it", preview.total, whole))
  table.insert(lines, {})
  local window = preview.contextWindow > 0
      and ("The window holds %s tokens. Sizes are estimates."):format(figures.number(preview.contextWindow))
    or "How large the window is, the service does not say. Sizes are estimates."
  table.insert(lines, { window })
  local learned = preview.learning.inputTokens + preview.learning.outputTokens
  local cost = learned > 0
      and ("%s tokens so far, in %s beside the window"):format(
        figures.number(learned),
        figures.count(preview.learning.requests, "request")
      )
    or "nothing so far"
  table.insert(lines, { ("Learning from this session has cost %s."):format(cost) })
  if with_draft then
    table.insert(lines, { "What is written in the input is counted as well." })
  end
  return lines
end

--- Show what the model reads in a part.
---@param part? journeyman.Part
local function open_text(part)
  if not part or (part.text or "") == "" then
    return require("journeyman.say").say("There is no text here. Put the cursor on a part that has one.")
  end
  local buf = vim.api.nvim_create_buf(false, true)
  vim.bo[buf].bufhidden = "wipe"
  vim.bo[buf].swapfile = false
  vim.bo[buf].modeline = false
  vim.api.nvim_buf_set_name(buf, ("journeyman://context/%s/%d"):format(part.name, buf))
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, visible.lines(part.text))
  vim.bo[buf].modifiable = false
  local view = vim.api.nvim_get_current_win()
  local win = vim.api.nvim_open_win(buf, true, { split = "below" })
  vim.wo[win][0].wrap, vim.wo[win][0].linebreak = true, true
  vim.keymap.set("n", require("journeyman.config").get().keys.view.close or "<Nop>", function()
    vim.api.nvim_win_close(0, false)
    if vim.api.nvim_win_is_valid(view) then
      vim.api.nvim_set_current_win(view)
    end
  end, { buffer = buf, nowait = true, desc = "close" })
end

---@param view journeyman.View
local function load(view)
  sessions.ensure(view.root, function(err, session)
    if err or not session then
      return view:fail(err or { message = "There is no session. Start one with :Journeyman chat." })
    end
    local draft = require("journeyman.chat.input").blocks(view.root)
    local params = { sessionId = session.id, prompt = draft, texts = true }
    client.request(view.root, "journeyman/context/preview", params, function(failure, preview)
      if failure then
        return view:fail(failure)
      end
      view:show(M._lines(preview, draft ~= nil))
    end)
  end)
end

--- `:Journeyman context`
---@param call journeyman.Call
function M.open(call)
  View.open({
    name = "context",
    title = "What is sent with the next prompt",
    root = call.root,
    load = load,
    actions = {
      open = {
        about = "show the text of the part",
        run = function(_, part)
          open_text(part)
        end,
      },
    },
  })
end

return M
