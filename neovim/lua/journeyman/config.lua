--- What the user can choose, in `vim.g.journeyman`. The defaults below are the reference; `doc/` is made from them.
local M = {}

---@class journeyman.Config
local defaults = {
  --- The command that starts the server: `{ "journeyman", "serve" }`.
  --- If it is nil, the server is looked for; see |journeyman-install|.
  ---@type string[]?
  cmd = nil,
  --- Settings of the server, with names in camelCase, such as
  --- `{ model = "qwen3-coder:30b" }`.
  ---@type table<string, any>
  settings = {},
  --- Whether you trust the authors of a folder. In one that is not
  --- trusted the agent writes and runs nothing. "ask" asks once for each
  --- folder, and remembers the answer.
  ---@type "ask"|boolean|fun(root: string): boolean
  trusted = "ask",
  --- What makes a folder the root of a project.
  ---@type string[]
  root_markers = { ".git", ".hg", ".jj", "AGENTS.md" },
  --- Where the chat opens.
  chat = {
    ---@type "right"|"left"|"below"|"tab"
    position = "right",
    --- Columns, or lines if it opens below.
    size = 72,
    --- Lines of the input window.
    input_size = 5,
    --- Whether reasoning and the details of tool calls are folded.
    fold = true,
  },
  --- How the agent's changes are shown in buffers.
  review = {
    --- Whether changes are marked in buffers at once.
    marks = true,
    --- Whether the old lines are shown above the new ones.
    old_lines = true,
    --- What stands beside changed lines, and where lines are gone.
    signs = { changed = "┃", deleted = "▁" },
  },
  --- Whether the line that a turn was started from says what goes on.
  virtual_text = true,
  --- What is told by `vim.notify` while you look elsewhere.
  notify = { turn_done = true, permission = true, skill_learned = true },
  --- Keys in the windows of the plugin. `false` switches one off.
  ---@type table<string, table<string, string|false>>
  keys = {
    chat = {
      input = "i",
      follow = "<CR>",
      stop = "<C-c>",
      next_prompt = "]]",
      previous_prompt = "[[",
      edit = "e",
      good = "+",
      bad = "-",
      close = "q",
      help = "g?",
    },
    input = { send = "<CR>", send_insert = "<C-s>", steer = "<C-x><C-s>", stop = "<C-c>", close = "q" },
    permission = { allow = "a", always = "A", refuse = "r", feedback = "f", all = "o", later = "<Esc>" },
    question = { own = "i", skip = "s", later = "<Esc>" },
    review = { next = "]h", previous = "[h", accept = "<Leader>ja", reject = "<Leader>jr" },
    view = { open = "<CR>", refresh = "R", close = "q", help = "g?" },
  },
}

M.defaults = defaults

--- The user's choices over the defaults.
---@return journeyman.Config
function M.get()
  local chosen = vim.g.journeyman
  if type(chosen) == "function" then
    chosen = chosen()
  end
  return vim.tbl_deep_extend("force", {}, defaults, type(chosen) == "table" and chosen or {})
end

--- What is wrong with the user's choices, a sentence each.
---@return string[]
function M.problems()
  local chosen = vim.g.journeyman
  if type(chosen) == "function" then
    chosen = chosen()
  end
  if chosen == nil then
    return {}
  end
  if type(chosen) ~= "table" then
    return { ("vim.g.journeyman must be a table, not a %s."):format(type(chosen)) }
  end
  local found = {}
  M._compare(chosen, defaults, "vim.g.journeyman", found)
  return found
end

--- Options without a default, and those of more than one type.
local ANY =
  { ["vim.g.journeyman.cmd"] = { "table" }, ["vim.g.journeyman.trusted"] = { "string", "boolean", "function" } }
--- Tables whose names are not ours.
local OPEN = { ["vim.g.journeyman.settings"] = true, ["vim.g.journeyman.root_markers"] = true }

---@private
---@param chosen table
---@param default table
---@param path string
---@param found string[]
function M._compare(chosen, default, path, found)
  for name, value in vim.spairs(chosen) do
    local here = path .. "." .. tostring(name)
    local types = ANY[here] or { type(default[name]) }
    local is_key = here:find("^vim%.g%.journeyman%.keys%.%w+%.") ~= nil
    if default[name] == nil and not ANY[here] then
      table.insert(found, ("%s is no option. See :help journeyman-config."):format(here))
    elseif not vim.tbl_contains(types, type(value)) and not (is_key and value == false) then
      table.insert(found, ("%s must be a %s, not a %s."):format(here, table.concat(types, " or "), type(value)))
    elseif type(value) == "table" and not OPEN[here] and not ANY[here] then
      M._compare(value, default[name], here, found)
    end
  end
end

return M
