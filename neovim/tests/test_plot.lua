local harness = require("harness")
local plot = require("journeyman.views.plot")
local equal, test = harness.equal, harness.test

test("the lowest value is the lowest block, and the highest the highest", function()
  equal(plot.line({ 1, 2, 3, 4, 5, 6, 7, 8 }, 8, 20), "▁▂▃▄▅▆▇█")
  equal(plot.line({ 3, -1, 3 }, 3, 20), "█▁█")
end)

test("values that are all the same stand in the middle", function()
  equal(plot.line({ 7, 7 }, 2, 20), "▅▅")
  equal(plot.line({ 0 }, 1, 20), "▅")
end)

test("what is missing is a gap, also at the ends", function()
  equal(plot.line({ [2] = 1, [4] = 2 }, 5, 20), " ▁ █ ")
  equal(plot.line({}, 3, 20), "   ")
  equal(plot.line({}, 0, 20), "")
end)

test("more values than cells share cells, with the mean of those that are there", function()
  equal(plot.line({ 1, 3, 5, 5, 9, 9 }, 6, 3), "▁▄█")
  equal(plot.line({ [1] = 4, [4] = 8 }, 6, 3), "▁█ ")
  local many = {}
  for at = 1, 10000 do
    many[at] = at
  end
  equal(plot.line(many, 10000, 8), "▁▂▃▄▅▆▇█")
end)

test("a scale of the caller's shows values for what they are, and cuts those beyond", function()
  equal(plot.line({ 50, 100, 200, -5 }, 4, 20, { low = 0, high = 100 }), "▅██▁")
  equal({ plot.range({ [3] = 2, [5] = -4 }) }, { -4, 2 })
  equal({ plot.range({}) }, {})
end)
