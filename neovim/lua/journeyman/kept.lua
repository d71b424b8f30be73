--- Small things that outlive Neovim: a file of JSON for each, in its state folder.
local M = {}

---@param name string
---@return string
local function path_of(name)
  return vim.fs.joinpath(vim.fn.stdpath("state") --[[@as string]], "journeyman", name .. ".json")
end

---@param path string
---@return string?
local function contents(path)
  local file = io.open(path, "rb")
  if file then
    local text = file:read("*a")
    file:close()
    return text
  end
end

--- What was kept. A file that cannot be understood is kept aside, and counts as none.
---@param name string
---@return table
function M.read(name)
  local path = path_of(name)
  local text = contents(path)
  if not text then
    return {}
  end
  local ok, value = pcall(vim.json.decode, text, { luanil = { object = true } })
  if ok and type(value) == "table" then
    return value
  end
  local aside = path .. ".broken"
  os.rename(path, aside)
  require("journeyman.say").warn(("%s could not be read. It is kept as %s."):format(path, vim.fs.basename(aside)))
  return {}
end

--- Another Neovim reads the old file or the new one, never half of it.
---@param name string
---@param value table
---@return string? problem What went wrong, for the user.
function M.write(name, value)
  local path = path_of(name)
  local draft = ("%s.%d"):format(path, vim.uv.os_getpid())
  local made, problem = pcall(vim.fn.mkdir, vim.fs.dirname(path), "p", tonumber("700", 8))
  local file
  if made then
    file, problem = io.open(draft, "wb")
  end
  if not file then
    return problem
  end
  local written
  written, problem = file:write(vim.json.encode(next(value) and value or vim.empty_dict()))
  local closed, not_closed = file:close()
  if not written or not closed then
    os.remove(draft)
    return problem or not_closed
  end
  return select(2, os.rename(draft, path))
end

return M
