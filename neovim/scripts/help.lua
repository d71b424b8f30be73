-- Renews what in doc/journeyman.txt is made from the code: `nvim -l neovim/scripts/help.lua`.
-- With `--check` it only compares, and fails where the two differ.
local here = vim.fs.dirname(vim.fs.dirname(vim.fn.fnamemodify(arg[0], ":p")))
vim.opt.runtimepath:prepend(here)

local HELP = here .. "/doc/journeyman.txt"
local WIDTH = 78

---@param path string
---@return string
local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

--- A left and a right part, with a tag at the end of the line.
---@param left string
---@param tag string
---@return string
local function tagged(left, tag)
  tag = "*" .. tag .. "*"
  local gap = WIDTH - vim.api.nvim_strwidth(left) - #tag
  if gap < 1 then
    return (" "):rep(WIDTH - #tag) .. tag .. "\n" .. left
  end
  return left .. (" "):rep(gap) .. tag
end

---@param text string
---@param indent integer
---@return string[]
local function wrapped(text, indent)
  local lines, line = {}, ""
  for word in text:gmatch("%S+") do
    if line ~= "" and indent + #line + 1 + #word > WIDTH then
      table.insert(lines, (" "):rep(indent) .. line)
      line = word
    else
      line = line == "" and word or line .. " " .. word
    end
  end
  table.insert(lines, (" "):rep(indent) .. line)
  return lines
end

--- The defaults as they stand in the code, with what is said about them there.
local function options()
  local body = read(here .. "/lua/journeyman/config.lua"):match("\nlocal defaults = (%b{})\n")
  local lines = { ">lua", "    vim.g.journeyman = {" }
  for line in vim.gsplit(body:gsub("^{\n", ""):gsub("\n}$", ""), "\n") do
    table.insert(lines, "    " .. line:gsub("%-%-%-@type", "-- Type:"):gsub("%-%-%- ", "-- "):gsub("%-%-%-$", "--"))
  end
  return vim.list_extend(lines, { "    }", "<" })
end

local function subcommands()
  local lines = {}
  for name, subcommand in vim.spairs(require("journeyman.commands").SUBCOMMANDS) do
    local usage = subcommand.usage and " " .. subcommand.usage or ""
    vim.list_extend(lines, vim.split(tagged(":Journeyman " .. name .. usage, ":Journeyman-" .. name), "\n"))
    vim.list_extend(lines, wrapped(subcommand.about, 8))
    table.insert(lines, "")
  end
  lines[#lines] = nil
  return lines
end

local function highlights()
  local lines = {}
  for name, link in vim.spairs(require("journeyman.highlights").GROUPS) do
    vim.list_extend(lines, vim.split(tagged(("%-32s %s"):format(name, link), "hl-" .. name), "\n"))
  end
  return lines
end

--- By the tag of the section whose text they are. A section ends before the next line of `=` or `-`.
local SECTIONS = {
  ["journeyman-defaults"] = options,
  ["journeyman-subcommands"] = subcommands,
  ["journeyman-highlights"] = highlights,
}

---@param text string
---@return string
local function renewed(text)
  local lines, skipping = {}, false
  for line in vim.gsplit(text, "\n") do
    local rule = line:find("^[=-]+$") and #line == WIDTH
    if rule and skipping then
      skipping = false
      table.insert(lines, "")
    end
    if not skipping then
      table.insert(lines, line)
    end
    local tag = line:match("%*(journeyman%-%w+)%*$")
    if SECTIONS[tag] then
      skipping = true
      table.insert(lines, "")
      vim.list_extend(lines, SECTIONS[tag]())
    end
  end
  assert(not skipping, "the last section must not be one that is made")
  return table.concat(lines, "\n")
end

local before = read(HELP)
local after = renewed(before)
if arg[1] == "--check" then
  if before ~= after then
    io.stderr:write("doc/journeyman.txt is out of date: run nvim -l neovim/scripts/help.lua\n")
    io.stderr:write(vim.diff(before, after, { ctxlen = 1 }))
    os.exit(1)
  end
else
  local file = assert(io.open(HELP, "wb"))
  file:write(after)
  file:close()
end
