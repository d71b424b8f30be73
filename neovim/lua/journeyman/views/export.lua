--- Write what the server exports into a file of the user's choice, which nobody else can read.
local ask = require("journeyman.views.ask")
local say = require("journeyman.say")

local M = {}

--- Only the user can read the file: it may hold what was said in confidence.
local MODE = tonumber("600", 8)

---@param path string
---@param problem string The error of libuv, such as "EEXIST: file already exists: notes".
---@return string
local function explain(path, problem)
  if problem:find("^EEXIST") then
    return ("There is %s already. Choose another name."):format(path)
  elseif problem:find("^ENOENT") then
    return ("There is no folder %s. Make it first, or choose another one."):format(vim.fs.dirname(path))
  end
  return ("%s could not be written: %s"):format(path, problem)
end

--- Write a new file. `callback` comes once, perhaps outside of the main loop.
---@param path string
---@param text string
---@param callback fun(problem?: string)
local function write(path, text, callback)
  vim.uv.fs_open(path, "wx", MODE, function(open_problem, file)
    if not file then
      return callback(open_problem)
    end
    local function finish(problem)
      vim.uv.fs_close(file, function(close_problem)
        problem = problem or close_problem
        if not problem then
          return callback()
        end
        vim.uv.fs_unlink(path, function()
          callback(problem)
        end)
      end)
    end
    local function write_from(offset)
      vim.uv.fs_write(file, text:sub(offset + 1), offset, function(problem, count)
        if problem or offset + count >= #text then
          return finish(problem)
        end
        write_from(offset + count)
      end)
    end
    write_from(0)
  end)
end

--- Ask where to, get the text, and write it. A file that exists is left as it is.
---@param root string
---@param name string What the file may be called.
---@param get fun(callback: fun(err?: journeyman.Error, result?: { text: string }))
function M.save(root, name, get)
  local default = vim.fs.joinpath(root, (name:gsub("[/\\:]", "-")))
  ask.text("Export to a new file", default, function(chosen)
    -- Not `vim.fn.expand`, which runs what stands in backticks.
    local path = vim.fs.abspath(vim.fs.normalize(chosen))
    get(function(err, result)
      if err or not result then
        return say.error(err)
      end
      write(
        path,
        result.text,
        vim.schedule_wrap(function(problem)
          if problem then
            return say.error({ message = explain(path, problem) })
          end
          say.say(("Written to %s, which only you can read."):format(path))
        end)
      )
    end)
  end, "file")
end

return M
