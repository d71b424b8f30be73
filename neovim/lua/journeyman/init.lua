--- What configurations and other plugins may call. Everything else is the plugin's own.
local M = {}

---@class journeyman.Status
---@field text string One short line for a status line, such as "⚒ qwen3-coder:30b · running 12s"; "" if no server runs.
---@field state "off"|"starting"|"idle"|"running"|"awaiting_permission"|"warning"|"error"
---@field model string Its name; "" if there is none.
---@field session? string The id of the session that is shown.
---@field pending integer Changes that are not decided.
---@field permissions integer Questions for permission that wait.

--- How things are, for a status line. Takes no time: it asks nobody.
---@param buf? integer The folder of this buffer; of the current one if not given.
---@return journeyman.Status
function M.status(buf)
  -- Nothing of the plugin is loaded for a status line before a server runs.
  if not package.loaded["journeyman.client"] then
    return { text = "", state = "off", model = "", pending = 0, permissions = 0 }
  end
  return require("journeyman.status").get(buf)
end

--- Send a prompt to the session of a folder, as if it had been typed.
---@param text string
---@param opts? { root?: string, skill?: string, delivery?: "send"|"queue"|"steer" }
---@param callback? fun(err?: journeyman.Error, turn_id?: string)
function M.prompt(text, opts, callback)
  opts = opts or {}
  local root = opts.root and require("journeyman.paths").plain(vim.fs.abspath(opts.root))
  require("journeyman.asking").prompt(text, vim.tbl_extend("force", opts, { root = root }), callback)
end

return M
