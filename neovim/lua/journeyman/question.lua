--- Show what the agent asks, with answers to choose from; any other words are an answer as well.
local asked_window = require("journeyman.asked")
local config = require("journeyman.config")
local say = require("journeyman.say")

local M = {}

---@param asked journeyman.Asked
---@param words? string Without them the agent decides.
local function answer(asked, words)
  asked_window.resolve(asked, function(callback)
    asked.session:resolve_question(asked.pending.questionId, words, callback)
  end)
end

---@type table<string, journeyman.AskedKey>
local KEYS = {
  own = {
    about = "answer in your own words",
    run = function(asked)
      vim.ui.input({ prompt = "Your answer: " }, function(words)
        if words and vim.trim(words) ~= "" then
          answer(asked, vim.trim(words))
        end
      end)
    end,
  },
  skip = {
    about = "let the agent decide",
    run = function(asked)
      answer(asked)
    end,
  },
  later = { about = "go back; it stays open", run = asked_window.leave },
}

---@return table<string, journeyman.AskedKey>
local function keys()
  local found = asked_window.by_key(KEYS, config.get().keys.question)
  for number = 1, 9 do
    found[tostring(number)] = {
      about = ("choose answer %d"):format(number),
      run = function(asked)
        if asked.pending.choices[number] then
          answer(asked, asked.pending.choices[number])
        end
      end,
    }
  end
  return found
end

---@param asked journeyman.Asked
---@param width integer
---@return journeyman.Pieces[]
local function draw(asked, width)
  local lines, lhs = {}, config.get().keys.question
  for _, line in ipairs(vim.split(asked.pending.question, "\n", { plain = true, trimempty = true })) do
    vim.list_extend(lines, asked_window.rows(line, width, "JourneymanAsked"))
  end
  table.insert(lines, {})
  for number, choice in ipairs(asked.pending.choices) do
    vim.list_extend(lines, asked_window.choice(number <= 9 and tostring(number) or nil, choice, width))
  end
  vim.list_extend(lines, asked_window.choice(lhs.own, "Answer in your own words", width))
  return vim.list_extend(lines, asked_window.choice(lhs.skip, "Let the agent decide", width))
end

---@type journeyman.AskedKind
local KIND = {
  name = "Question",
  command = ":Journeyman answer",
  list = function(session)
    return session.questions
  end,
  draw = draw,
  keys = keys,
}

function M.start()
  asked_window.start(KIND)
end

--- `:Journeyman answer [TEXT]`
---@param call journeyman.Call
function M.open(call)
  if call.text ~= "" then
    local asked = asked_window.first(call.root, KIND)
    if not asked then
      return say.warn("The agent asks nothing in this folder.")
    end
    return answer(asked, call.text)
  end
  if not asked_window.focus(call.root, KIND) and not require("journeyman.memory_question").open(call.root) then
    say.say("Nobody asks you anything.")
  end
end

return M
