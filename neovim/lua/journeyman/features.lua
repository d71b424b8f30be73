--- What listens while a server runs. Each is started with the first server, and only then loaded.
local M = {}

local FEATURES = {
  "journeyman.review",
  "journeyman.editor.diagnostics",
  "journeyman.editor.reloading",
  "journeyman.editor.focus",
  "journeyman.permission",
  "journeyman.question",
  "journeyman.announce",
  "journeyman.virtual_text",
  "journeyman.status",
}
local started = false

function M.start()
  if started then
    return
  end
  started = true
  for _, name in ipairs(FEATURES) do
    require(name).start()
  end
end

return M
