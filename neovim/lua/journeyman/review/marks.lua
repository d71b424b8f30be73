--- Marks the agent's changes in a buffer: a sign, a background, and the lines from before. They move with the text.
local changed_file = require("journeyman.review.changed_file")
local config = require("journeyman.config")
local old_lines = require("journeyman.review.old_lines")
local place = require("journeyman.review.place")

local M = {}

local namespace = vim.api.nvim_create_namespace("journeyman.review")
---@type table<integer, table<integer, journeyman.Hunk>> by buffer, by mark
local marked = {}
---@type table<integer, integer> how many lines are above the first one, by buffer
local above = {}
---@type table<integer, { count: integer, [journeyman.Hunk]: integer }> which of how many, by buffer; since it was drawn
local numbers = {}

--- A hunk and where it is in a buffer now; `row` is where the cursor goes. Counted from 0, the last line not included.
---@class journeyman.Marked: journeyman.Passage
---@field hunk journeyman.Hunk
---@field row integer

---@param buf integer
---@return boolean
local function is_compared(buf)
  return vim.iter(vim.fn.win_findbuf(buf)):any(function(window)
    return vim.wo[window].diff
  end)
end

---@param hunk journeyman.Hunk
---@param at journeyman.Passage
---@param lines string[] Of the buffer.
---@return integer row, vim.api.keyset.set_extmark
local function shape(hunk, at, lines)
  if hunk.scope ~= "lines" then
    return 0, { end_row = math.max(at.last - 1, 0) }
  elseif at.first == at.last then
    -- A mark at the end of the text would be below the last line.
    return math.max(at.first - 1, 0), {}
  end
  -- Every line that the range touches has a sign, so it ends with the last one. Without its text it is invalid.
  local mark = { end_row = at.last - 1, end_col = #lines[at.last], end_right_gravity = false, invalidate = true }
  return at.first, mark
end

---@param mark vim.api.keyset.set_extmark
---@param hunk journeyman.Hunk
---@param at journeyman.Passage
---@param look { signs: table<string, string>, old_lines: boolean, tabstop: integer }
local function decorate(mark, hunk, at, look)
  local label = changed_file.label(hunk)
  if label then
    mark.virt_text, mark.virt_text_pos, mark.hl_mode = { { label, "JourneymanDim" } }, "eol", "combine"
    return
  end
  local is_gap = at.first == at.last
  mark.sign_text = is_gap and look.signs.deleted or look.signs.changed
  mark.sign_hl_group = is_gap and "JourneymanRemoved" or "JourneymanAdded"
  mark.line_hl_group = not is_gap and "JourneymanNewLine" or nil
  if look.old_lines and #hunk.old > 0 then
    mark.virt_lines = old_lines.of(hunk, look.tabstop)
    mark.virt_lines_above, mark.virt_lines_overflow = not is_gap or at.first == 0, "scroll"
  end
end

--- How many of the lines above the first one each window shows.
---@param buf integer
---@return table<integer, integer>
local function rooms(buf)
  local found = {}
  for _, window in ipairs(vim.fn.win_findbuf(buf)) do
    found[window] = vim.api.nvim_win_call(window, vim.fn.winsaveview).topfill
  end
  return found
end

--- Lines above the first one are seen only where a window at the top is told to make room for them.
---@param buf integer
---@param before? table<integer, integer> What windows have shown of them so far, which may be nothing.
function M.make_room(buf, before)
  for _, window in ipairs(above[buf] and vim.fn.win_findbuf(buf) or {}) do
    vim.api.nvim_win_call(window, function()
      if vim.fn.line("w0") == 1 then
        vim.fn.winrestview({ topfill = before and before[window] or above[buf] })
      end
    end)
  end
end

---@param buf integer
function M.clear(buf)
  marked[buf], above[buf], numbers[buf] = nil, nil, nil
  if vim.api.nvim_buf_is_valid(buf) then
    vim.api.nvim_buf_clear_namespace(buf, namespace, 0, -1)
  end
end

---@param buf integer
---@return { marks: boolean, signs: table<string, string>, old_lines: boolean, tabstop: integer }
local function look_of(buf)
  local options = config.get().review
  return {
    marks = options.marks,
    signs = options.signs,
    -- Beside the old text nobody needs the old lines, and they would shift the sides against each other.
    old_lines = options.old_lines and not is_compared(buf),
    tabstop = vim.bo[buf].tabstop,
  }
end

--- Mark the pending hunks of files, all of one path, in its buffer. What was marked before is forgotten.
---@param buf integer
---@param files journeyman.ChangedFile[]
function M.draw(buf, files)
  require("journeyman.highlights").ensure()
  local look, lines = look_of(buf), vim.api.nvim_buf_get_lines(buf, 0, -1, false)
  local before = above[buf] and rooms(buf) or nil
  M.clear(buf)
  marked[buf] = {}
  for _, file in ipairs(files) do
    for index, at in ipairs(place.find(file, lines)) do
      if at then
        local hunk = file.hunks[index]
        local row, mark = shape(hunk, at, lines)
        if look.marks then
          decorate(mark, hunk, at, look)
        end
        marked[buf][vim.api.nvim_buf_set_extmark(buf, namespace, row, 0, mark)] = hunk
        local is_above = row == 0 and mark.virt_lines and mark.virt_lines_above
        above[buf] = is_above and #mark.virt_lines or above[buf]
      end
    end
  end
  M.make_room(buf, before)
end

--- The hunks in a part of a buffer that are still there, from top to bottom.
---@param buf integer
---@param from integer|[integer, integer]
---@param to integer|[integer, integer]
---@return journeyman.Marked[]
local function between(buf, from, to)
  local hunks, found = marked[buf], {}
  if not hunks then
    return found
  end
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buf, namespace, from, to, { details = true, overlap = true })) do
    local id, row, _, details = unpack(mark)
    if hunks[id] and not details.invalid then
      local last = details.end_row and details.end_row + 1 or row
      table.insert(found, { hunk = hunks[id], row = row, first = row, last = last })
    end
  end
  return found
end

--- The hunks of a buffer that are still there, from top to bottom.
---@param buf integer
---@return journeyman.Marked[]
function M.all(buf)
  return between(buf, 0, -1)
end

--- Which change of how many it is, as of when they were drawn: to look at thousands with each move would be felt.
---@param buf integer
---@param hunk journeyman.Hunk
---@return integer number, integer count
function M.number(buf, hunk)
  local known = numbers[buf]
  if not known then
    local all = M.all(buf)
    known = { count = #all }
    for index, each in ipairs(all) do
      known[each.hunk] = index
    end
    numbers[buf] = known
  end
  return known[hunk] or 1, known.count
end

--- Those of them that touch lines. Beside lines that are gone, the line above and the one below count.
---@param buf integer
---@param first integer Counted from 0.
---@param last integer The last line, included.
---@return journeyman.Marked[]
function M.within(buf, first, last)
  local count = vim.api.nvim_buf_line_count(buf)
  local found = {}
  for _, each in ipairs(between(buf, { math.max(first - 1, 0), 0 }, { last, -1 })) do
    local is_gap = each.first == each.last
    local stop = is_gap and math.min(each.row + 1, count - 1) or each.last - 1
    if each.hunk.scope == "lines" and each.first <= last and stop >= first then
      -- A hunk that has lines there is nearer than one beside them.
      table.insert(found, is_gap and #found + 1 or 1, each)
    end
  end
  if #found > 0 then
    return found
  end
  -- What is about a file as a whole is marked in its first line.
  return vim.tbl_filter(function(each)
    return each.hunk.scope ~= "lines"
  end, between(buf, { 0, 0 }, { 0, -1 }))
end

return M
