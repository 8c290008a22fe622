-- SPDX-License-Identifier: MIT
-- A benchmark of the interpreter, the heap and string functions: arithmetic in loops, tables, string building and search.
local function loops(n)
  local sum, x = 0, 0.5
  for i = 1, n do
    sum = (sum + i * i) % 1000003
    x = x * 3.7 * (1 - x)
  end
  return sum, x
end

local function strings(n)
  local parts, count = {}, 0
  for i = 1, n do
    parts[#parts + 1] = string.format("%d:%s:%x", i, ("ab"):rep(i % 7), i * 31)
    if #parts == 200 then
      local text = table.concat(parts, ";")
      for _ in text:gmatch("%d+:ab") do count = count + 1 end
      count = count + #text:gsub("a", "xyz"):upper()
      parts = {}
    end
  end
  return count
end

local function tables(n)
  local keys, total = {}, 0
  for i = 1, n do keys["key" .. i % 1000] = (keys["key" .. i % 1000] or 0) + i end
  for _, v in pairs(keys) do total = total + v end
  return total
end

local sum, x = loops(400000)
print(sum, string.format("%.6f", x))
print(strings(20000))
print(tables(40000))
