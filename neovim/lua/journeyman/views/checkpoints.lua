--- The moments that can be gone back to: the prompts of a session, and what came of them.
local View = require("journeyman.views.view")
local checkpoints = require("journeyman.checkpoints")
local visible = require("journeyman.visible")
local words = require("journeyman.views.words")

local M = {}

local MAX_PATHS = 5

---@param paths string[]
---@return string
local function paths_text(paths)
  if #paths == 0 then
    return "no files"
  end
  local shown = table.concat(vim.list_slice(paths, 1, MAX_PATHS), ", ")
  local more = #paths - MAX_PATHS
  return more > 0 and ("%s and %d more"):format(shown, more) or shown
end

---@param checkpoint journeyman.Checkpoint
---@param now integer As `os.time()` has it.
---@return journeyman.Line[]
local function lines_of(checkpoint, now)
  local id = checkpoint.checkpointId
  local head = {
    { ("%4s  "):format(id), "JourneymanDim" },
    checkpoints.title(checkpoint),
    { "  " .. words.moment(checkpoint.createdAt, now), "JourneymanDim" },
  }
  local paths = { { "      " .. visible.line(paths_text(checkpoint.paths)), "JourneymanDim" } }
  return vim.tbl_map(function(line)
    return vim.tbl_extend("error", line, { item = checkpoint, id = id })
  end, { head, paths })
end

---@param session journeyman.Session
---@param view journeyman.View
local function load(session, view)
  checkpoints.load(session, function(err, found)
    if err or not found then
      return view:fail(err)
    end
    local lines = {}
    for _, checkpoint in ipairs(found) do
      vim.list_extend(lines, lines_of(checkpoint, os.time()))
    end
    view:show(#found > 0 and lines or { { { "No turn of this session was recorded yet.", "JourneymanDim" } } })
  end)
end

---@param checkpoint journeyman.Checkpoint
---@param files journeyman.RestoredFile[]
local function preview(checkpoint, files)
  local title = (" Going back to before “%s” "):format(checkpoints.title(checkpoint))
  vim.lsp.util.open_floating_preview(checkpoints.sentences(files), "", {
    border = "rounded",
    title = title,
    focus_id = "journeyman.checkpoint",
    max_width = vim.o.columns - 4,
    max_height = vim.o.lines - 6,
  })
end

---@param session journeyman.Session
function M.open(session)
  local function on_item(run)
    return function(view, checkpoint)
      if checkpoint then
        run(checkpoint, view)
      end
    end
  end
  local restore = {
    about = "go back to before this prompt",
    run = on_item(function(checkpoint, view)
      checkpoints.choose(session, checkpoint, function()
        view:load()
      end)
    end),
  }
  local try = {
    about = "show what would happen to the files",
    run = on_item(function(checkpoint)
      checkpoints.try(session, checkpoint, function(files)
        preview(checkpoint, files)
      end)
    end),
  }
  return View.open({
    name = "checkpoints",
    title = "Checkpoints",
    root = session.root,
    load = function(view)
      load(session, view)
    end,
    actions = { open = restore, r = restore, d = try },
  })
end

return M
