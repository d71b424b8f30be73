--- What a hover shows, as plain text.
local M = {}

local MAX_CHARACTERS = 1500
local CUT = "\n…\n"

--- Code stays as it is; where a fence or a rule was is an empty line.
---@param text string
---@return string
local function without_marks(text)
  local lines, is_code = vim.split(text, "\r?\n"), false
  for number, line in ipairs(lines) do
    if line:find("^%s*```") then
      lines[number], is_code = "", not is_code
    elseif not is_code and line:find("^%s*%-%-%-+%s*$") then
      lines[number] = ""
    elseif not is_code then
      lines[number] = line:gsub("&nbsp;", " "):gsub("\\([\\`*_{}%[%]()#+%-.!~|<>])", "%1")
    end
  end
  return table.concat(lines, "\n")
end

--- Leaves out the middle of what is too long.
local function cut(text)
  local length = vim.fn.strchars(text)
  if length <= MAX_CHARACTERS then
    return text
  end
  local kept = MAX_CHARACTERS - vim.fn.strchars(CUT)
  local head = math.floor(kept * 2 / 3)
  local tail = kept - head
  return vim.fn.strcharpart(text, 0, head) .. CUT .. vim.fn.strcharpart(text, length - tail)
end

---@param contents lsp.MarkupContent|lsp.MarkedString|lsp.MarkedString[]
---@return string[]
local function texts(contents)
  if type(contents) == "string" then
    return { without_marks(contents) }
  end
  if type(contents) ~= "table" then
    return {}
  end
  if type(contents.value) == "string" then
    local is_marked = contents.kind ~= "plaintext" and not contents.language
    return { is_marked and without_marks(contents.value) or contents.value }
  end
  return vim.iter(contents):map(texts):flatten():totable()
end

--- The signature and the documentation of several hovers.
---@param hovers lsp.Hover[]
---@return string
function M.text(hovers)
  local all = {}
  for _, hover in ipairs(hovers) do
    vim.list_extend(all, texts(hover.contents))
  end
  return cut(vim.trim((table.concat(all, "\n\n"):gsub("\n\n\n+", "\n\n"))))
end

return M
