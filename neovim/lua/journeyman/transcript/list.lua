--- The entries of a transcript: added, found by what they are about, and noted as changed.
local M = {}

---@param t journeyman.Transcript
---@param index integer
function M.touch(t, index)
  t.changed[index] = true
  t.touched = math.min(t.touched or index, index)
end

--- Put an entry at the end. It belongs to the turn that runs, unless it says otherwise.
---@param t journeyman.Transcript
---@param entry table
---@param key? string Finds it again.
---@return integer index
function M.add(t, entry, key)
  entry.turn_id = entry.turn_id or (t.running and t.turn_id or nil)
  table.insert(t.entries, entry)
  local index = #t.entries
  if key then
    t.found[key] = index
  end
  M.touch(t, index)
  return index
end

---@param t journeyman.Transcript
---@param key string
---@return journeyman.Entry?
function M.find(t, key)
  return t.entries[t.found[key]]
end

--- Give the entry that is found by `key`, if there is one, other values.
---@param t journeyman.Transcript
---@param key string
---@param values table
function M.change(t, key, values)
  local index = t.found[key]
  if index then
    for name, value in pairs(values) do
      t.entries[index][name] = value
    end
    M.touch(t, index)
  end
end

---@param started_ms? number
---@param now? number
---@return number? seconds Nil where nobody looked on from the beginning to the end.
function M.seconds_since(started_ms, now)
  return started_ms and now and (now - started_ms) / 1000 or nil
end

return M
