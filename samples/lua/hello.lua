-- A script for the Lua sample: strings, closures, tables, coroutines, floating point, files, the exit status.
print("Hello from " .. _VERSION .. ", arguments: " .. table.concat(arg, " "))

local function fibonacci()
  local a, b = 0, 1
  return function()
    a, b = b, a + b
    return a
  end
end

local next_number, numbers = fibonacci(), {}
for i = 1, 12 do numbers[i] = next_number() end
print("Fibonacci: " .. table.concat(numbers, " "))

local words = coroutine.wrap(function()
  for word in ("one two three"):gmatch("%a+") do coroutine.yield(word:upper()) end
end)
print("Coroutine: " .. words() .. " " .. words() .. " " .. words())
print(("Floats: %.6f %g %s"):format(math.pi, 1e100, 2^53 | 0))

local file = assert(io.open("/notes.txt", "w"))
file:write("first line\n", "second line\n")
file:close()
local lines = 0
for _ in io.lines("/notes.txt") do lines = lines + 1 end
print("A file in RAM has " .. lines .. " lines")

local ok, message = pcall(function() error("caught", 0) end)
print("Error: " .. tostring(ok) .. " " .. message)
os.exit(tonumber(os.getenv("STATUS") or 0))
