--- Suggestions while a prompt is written, in Neovim's own popup menu. Typing never waits for them.
local client = require("journeyman.client")
local sessions = require("journeyman.sessions")
local visible = require("journeyman.visible")

local M = {}

---@class journeyman.Writing
---@field buf integer
---@field row integer
---@field column integer Of the cursor, in bytes.
---@field start integer Where the word begins, in bytes.
---@field lines string[]

--- Where something can be offered: behind `@` at the beginning of a word, or `/` at the beginning of all.
---@return journeyman.Writing? nil if the user is not writing such a word.
local function writing()
  if not vim.fn.mode():find("^i") then
    return nil
  end
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local word = vim.api.nvim_get_current_line():sub(1, column):match("%S*$")
  local start = column - #word
  if not word:find("^@") and not (word:find("^/") and row == 1 and start == 0) then
    return nil
  end
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  return { buf = vim.api.nvim_get_current_buf(), row = row, column = column, start = start, lines = lines }
end

--- What the popup menu shows. A name with a line break in it cannot be written in a prompt.
---@param items journeyman.Suggestion[]
---@return table[]
local function to_matches(items)
  local matches = {}
  for _, item in ipairs(items) do
    if not item.insertText:find("%c") then
      local detail = visible.line(item.detail or "")
      table.insert(matches, {
        word = item.insertText,
        abbr = visible.line(item.label),
        kind = item.kind,
        menu = vim.fn.strcharpart(detail, 0, 50),
        info = #detail > 50 and detail or nil,
        dup = 1,
      })
    end
  end
  return matches
end

--- Ends the request before.
local cancel = function() end

--- Ask for what fits at the cursor, and show it if the text is still the same then.
function M.ask()
  cancel()
  local asked = writing()
  local session = asked and sessions.current(client.root(asked.buf))
  if not asked or not session or session.stale then
    return
  end
  local before = asked.lines[asked.row]
  local position = { line = asked.row - 1, character = vim.str_utfindex(before, "utf-16", asked.column) }
  local params = { sessionId = session.id, text = table.concat(asked.lines, "\n"), position = position }
  cancel = client.request(session.root, "journeyman/context/complete", params, function(err, result)
    if err or not vim.deep_equal(writing(), asked) then
      return
    end
    local matches = to_matches(result.items)
    -- What is written out already needs no menu.
    local complete = #matches == 1 and vim.trim(matches[1].word) == before:sub(asked.start + 1, asked.column)
    if #matches > 0 and not complete then
      vim.fn.complete(asked.start + 1, matches)
    end
  end)
end

--- For 'completefunc': asks, and leaves the completion until the answer comes.
---@param findstart integer
---@return integer|table
function M.completefunc(findstart)
  if findstart == 1 then
    vim.schedule(M.ask)
    return -3
  end
  return {}
end

--- Offer something at `@` and `/`, and with each character behind them.
---@param buf integer
function M.attach(buf)
  -- Nothing is put into the text before the user chooses it.
  vim.bo[buf].completeopt = "menuone,noselect,popup"
  vim.bo[buf].completefunc = "v:lua.require'journeyman.chat.completion'.completefunc"
  vim.api.nvim_create_autocmd({ "TextChangedI", "TextChangedP" }, {
    buffer = buf,
    callback = function()
      -- Going through the menu changes the text, too.
      if vim.fn.pumvisible() == 0 or vim.fn.complete_info({ "selected" }).selected == -1 then
        M.ask()
      end
    end,
  })
  vim.api.nvim_create_autocmd("CompleteDone", {
    buffer = buf,
    callback = function()
      if vim.endswith(vim.v.completed_item.word or "", "/") then
        vim.schedule(M.ask)
      end
    end,
  })
end

return M
