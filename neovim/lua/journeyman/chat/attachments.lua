--- What goes along with a prompt: images, and files that the agent is pointed at.
local M = {}

---@class journeyman.Attachment
---@field name string For the user.
---@field block journeyman.ContentBlock

--- Limits of the server, see docs/protocol-sessions.md, "ContentBlock".
local MAX_IMAGE_BYTES = 5242880
M.MAX_IMAGES = 10
local TYPES = {
  png = "image/png",
  jpg = "image/jpeg",
  jpeg = "image/jpeg",
  gif = "image/gif",
  webp = "image/webp",
}

---@param path string
---@param callback fun(problem?: string, bytes?: string)
local function read_image(path, callback)
  vim.uv.fs_open(path, "r", 0, function(open_problem, file)
    if not file then
      return callback(open_problem)
    end
    local function finish(problem, bytes)
      vim.uv.fs_close(file, function()
        callback(problem, bytes)
      end)
    end
    -- One byte more than may be: a file that grows meanwhile is found out.
    vim.uv.fs_read(file, MAX_IMAGE_BYTES + 1, 0, function(problem, bytes)
      if bytes and #bytes > MAX_IMAGE_BYTES then
        return finish("it is larger than 5 MB. Make it smaller.")
      end
      finish(problem, bytes)
    end)
  end)
end

--- Make a file ready to be sent. An image is read; of any other file only the name goes.
---@param path string
---@param callback fun(err?: journeyman.Error, attachment?: journeyman.Attachment) Comes once, later.
function M.read(path, callback)
  path = vim.fn.fnamemodify(vim.fs.normalize(path), ":p")
  local name = vim.fs.basename((path:gsub("/+$", "")))
  local mime = TYPES[(name:match("%.(%w+)$") or ""):lower()]
  local uri = vim.uri_from_fname(path)
  local function finish(problem, block)
    vim.schedule(function()
      if problem then
        return callback({ message = ("%s was not attached: %s"):format(name, problem) })
      end
      callback(nil, { name = name, block = block })
    end)
  end
  vim.uv.fs_stat(path, function(_, stat)
    if not stat then
      return finish("there is no such file. Complete its name with <Tab>.")
    end
    if not mime or stat.type ~= "file" then
      return finish(nil, { type = "resource_link", uri = uri })
    end
    read_image(path, function(unread, bytes)
      finish(unread, bytes and { type = "image", mimeType = mime, data = vim.base64.encode(bytes) })
    end)
  end)
end

---@param attachments journeyman.Attachment[]
---@return integer
function M.images(attachments)
  return #vim.tbl_filter(function(attachment)
    return attachment.block.type == "image"
  end, attachments)
end

return M
