--- What is different between a file before and after, small enough to be kept.
local M = {}

--- Two texts that are longer than this together are not compared: it would be felt in typing.
local MAX_BYTES = 512 * 1024

---@class journeyman.Diff
---@field path string
---@field text string The hunks in unified format; empty where nothing is different, or the file is too large.
---@field added integer Lines.
---@field removed integer
---@field status "created"|"modified"
---@field too_large boolean

---@param path string
---@param old? string Nil if the file did not exist.
---@param new string
---@return journeyman.Diff
function M.of(path, old, new)
  local too_large = #(old or "") + #new > MAX_BYTES
  local text = too_large and "" or vim.diff(old or "", new, { ctxlen = 3 }) --[[@as string]]
  local diff = { path = path, text = text, added = 0, removed = 0, too_large = too_large }
  diff.status = old and "modified" or "created"
  for sign in ("\n" .. text):gmatch("\n([+-])") do
    local counted = sign == "+" and "added" or "removed"
    diff[counted] = diff[counted] + 1
  end
  return diff
end

return M
