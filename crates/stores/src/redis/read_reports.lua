-- Reads the reports that still count.
--
-- KEYS  1 reports
-- ARGV  1 ms for which a report counts
-- Returns { REPORTS, report … }, in no order.

if #KEYS ~= 1 or #ARGV ~= 1 then
  error('wrong number of keys or arguments: ' .. #KEYS .. ' and ' .. #ARGV)
end
local time = redis.call('TIME')
local oldest = time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[1])

local reply = { 'REPORTS' }
for _, stored in ipairs(redis.call('HVALS', KEYS[1])) do
  local at, report = string.match(stored, '^(%d+) (.*)$')
  if tonumber(at) >= oldest then
    reply[#reply + 1] = report
  end
end
return reply
