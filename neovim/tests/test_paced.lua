local harness = require("harness")
local paced = require("journeyman.paced")
local equal, eventually, test = harness.equal, harness.eventually, harness.test

test("work is done once for all who ask for it, and not at once again for those who ask later", function()
  local count, is_idle = 0, false
  local ask = paced.new(200, function()
    count = count + 1
  end)

  ask()
  ask()
  equal(count, 0)
  eventually(function()
    return count == 1
  end)
  ask()
  ask()
  vim.schedule(function()
    is_idle = true
  end)
  eventually(function()
    return is_idle
  end)
  equal(count, 1)

  eventually(function()
    return count == 2
  end)
end)

test("what is asked for during the work is done after it", function()
  local count, ask = 0, nil
  ask = paced.new(1, function()
    count = count + 1
    if count < 3 then
      ask()
    end
  end)

  ask()

  eventually(function()
    return count == 3
  end)
end)

test("work that fails is done again when it is asked for again", function()
  local count = 0
  local ask = paced.new(1, function()
    count = count + 1
    if count == 1 then
      error("it fails")
    end
  end)
  local schedule = vim.schedule
  vim.schedule = function(run)
    schedule(function()
      pcall(run)
    end)
  end

  local ok, problem = pcall(function()
    ask()
    eventually(function()
      return count == 1
    end)
    ask()
    eventually(function()
      return count == 2
    end)
  end)

  vim.schedule = schedule
  assert(ok, problem)
end)
