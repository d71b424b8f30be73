--- Where prompts are written: a small window below the chat, with a draft that is never lost.
local View = require("journeyman.views.view")
local attachments = require("journeyman.chat.attachments")
local earlier = require("journeyman.chat.earlier")
local kept = require("journeyman.kept")
local say = require("journeyman.say")
local sessions = require("journeyman.sessions")
local window = require("journeyman.chat.input_window")

local M = {}

---@class journeyman.Input
---@field root string
---@field buf integer
---@field attachments journeyman.Attachment[]
---@field earlier journeyman.Earlier

---@type table<string, journeyman.Input> by folder
local inputs = {}
--- Lines of buffers that were unloaded, by folder.
---@type table<string, string[]>
local drafts = {}
local KEPT = "drafts"

--- Neovim asks nobody about drafts when it ends; they are there again in the next one.
local function keep_drafts()
  local all = kept.read(KEPT)
  for root, input in pairs(inputs) do
    local is_loaded = vim.api.nvim_buf_is_loaded(input.buf)
    local lines = is_loaded and vim.api.nvim_buf_get_lines(input.buf, 0, -1, false) or drafts[root] or {}
    all[root] = table.concat(lines):find("%S") and lines or nil
  end
  kept.write(KEPT, all)
end

---@param input journeyman.Input
local function create_buffer(input)
  if vim.api.nvim_buf_is_valid(input.buf) then
    vim.api.nvim_buf_delete(input.buf, { force = true })
  end
  local buf = vim.api.nvim_create_buf(false, true)
  input.buf = buf
  View.name_buffer(buf, "input", vim.fs.basename(input.root))
  vim.b[buf].journeyman_root = input.root
  vim.bo[buf].bufhidden = "hide"
  vim.bo[buf].swapfile = false
  vim.bo[buf].modeline = false
  vim.bo[buf].filetype = "journeyman-input"
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, drafts[input.root] or {})
  drafts[input.root] = nil
  vim.api.nvim_create_autocmd("BufUnload", {
    buffer = buf,
    callback = function()
      drafts[input.root] = vim.api.nvim_buf_get_lines(buf, 0, -1, false)
    end,
  })
  require("journeyman.chat.input_keys").map(input)
  require("journeyman.chat.completion").attach(buf)
  window.watch(input)
end

---@param root string
---@return journeyman.Input
local function of(root)
  local input = inputs[root]
  if not input then
    input = { root = root, buf = -1, attachments = {}, earlier = earlier.new() }
    inputs[root], drafts[root] = input, kept.read(KEPT)[root]
    local group = vim.api.nvim_create_augroup("journeyman.drafts", {})
    vim.api.nvim_create_autocmd("VimLeavePre", { group = group, callback = keep_drafts })
  end
  if not vim.api.nvim_buf_is_loaded(input.buf) then
    create_buffer(input)
  end
  return input
end

---@param input journeyman.Input
---@return string
local function text_of(input)
  return table.concat(vim.api.nvim_buf_get_lines(input.buf, 0, -1, false), "\n")
end

---@private
--- Replaces what is written, and puts the cursor at its end.
---@param input journeyman.Input
---@param text string
function M._write(input, text)
  local lines = vim.split(text:gsub("\r\n?", "\n"), "\n")
  vim.api.nvim_buf_set_lines(input.buf, 0, -1, false, lines)
  for _, win in ipairs(vim.fn.win_findbuf(input.buf)) do
    vim.api.nvim_win_set_cursor(win, { #lines, #lines[#lines] })
  end
end

--- Go to the input of a folder, in insert mode. Opens its window where this tab has none.
---@param root string
function M.open(root)
  window.focus(of(root))
  vim.cmd.startinsert({ bang = true })
end

--- Put a text into the input, and go there. What is written already stays above it.
---@param root string
---@param text string
function M.fill(root, text)
  local input = of(root)
  local present = text_of(input)
  M._write(input, vim.trim(present) == "" and text or ("%s\n\n%s"):format(present, text))
  M.open(root)
end

--- Close the input's windows in this tab. The draft stays.
---@param root string
function M.close(root)
  local input = inputs[root]
  if input then
    require("journeyman.chat.windows").close(input.buf)
  end
end

--- The draft as it would be sent; nil if nothing is written.
---@param root string
---@return journeyman.ContentBlock[]?
function M.blocks(root)
  local input = inputs[root]
  if not input or not vim.api.nvim_buf_is_loaded(input.buf) or vim.trim(text_of(input)) == "" then
    return nil
  end
  local blocks = { { type = "text", text = text_of(input) } }
  for _, attachment in ipairs(input.attachments) do
    table.insert(blocks, attachment.block)
  end
  return blocks
end

--- Nothing of it was sent: what was written meanwhile comes below.
---@param input journeyman.Input
---@param text string
---@param attached journeyman.Attachment[]
local function give_back(input, text, attached)
  input = of(input.root)
  local since = text_of(input)
  M._write(input, vim.trim(since) == "" and text or ("%s\n\n%s"):format(text, since))
  input.attachments = vim.list_extend(attached, input.attachments)
  window.refresh(input)
end

---@private
--- Send the draft. While a turn runs, "queue" lets it wait for the end, and "steer" says it to the agent at once.
---@param input journeyman.Input
---@param delivery "queue"|"steer"
function M._send(input, delivery)
  local blocks, text, attached = M.blocks(input.root), text_of(input), input.attachments
  if not blocks then
    return #attached > 0 and say.warn("Say what to do with what is attached.") or nil
  end
  M._write(input, "")
  input.attachments, input.earlier = {}, earlier.new()
  window.refresh(input)
  local function done(err)
    if err then
      give_back(input, text, attached)
      say.error(err)
    end
  end
  sessions.ensure(input.root, function(err, session)
    if err or not session then
      return done(err)
    end
    session:prompt(blocks, { delivery = delivery }, done)
  end)
end

---@private
--- Show the prompt before or after in the place of what is written.
---@param input journeyman.Input
---@param which "older"|"newer"
---@return boolean found
function M._walk(input, which)
  local session = sessions.current(input.root)
  local prompts = session and earlier.prompts(session.transcript) or {}
  local text = earlier[which](input.earlier, prompts, text_of(input))
  if text then
    M._write(input, text)
  end
  return text ~= nil
end

--- `:Journeyman attach FILE`: it goes with the next prompt. With `!` nothing does any more.
---@param call journeyman.Call
function M.attach(call)
  local input = of(call.root)
  if call.bang then
    input.attachments = {}
    return window.refresh(input)
  end
  if call.text == "" then
    return say.error({ message = "Say which file: :Journeyman attach FILE." })
  end
  attachments.read(call.text, function(err, attachment)
    if attachment and attachment.block.type == "image" then
      local full = attachments.images(input.attachments) >= attachments.MAX_IMAGES
      err = full and { message = ("A prompt takes %d images."):format(attachments.MAX_IMAGES) } or err
    end
    if err then
      return say.error(err)
    end
    table.insert(input.attachments, attachment)
    window.refresh(input)
    say.say(("%s goes with the next prompt."):format(attachment.name))
  end)
end

return M
