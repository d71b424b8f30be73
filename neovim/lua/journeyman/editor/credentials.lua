--- The keys of model services. None is kept here: Neovim has no safe for them, so the environment is the place.
local say = require("journeyman.say")

local M = {}

---@type table<string, boolean> services that were told about
local told = {}

--- `journeyman/credential/get`
---@param params { endpoint: string }
function M.answer(_, params)
  -- The name of the host alone: some put the key into the address.
  local host = params.endpoint:gsub("^%a+://", ""):gsub("[/?#%c].*", ""):gsub("^.*@", "")
  if not told[host] then
    told[host] = true
    say.warn(("No key for %s. Set $JOURNEYMAN_API_KEY, then :Journeyman restart."):format(host))
  end
  return vim.empty_dict()
end

return M
