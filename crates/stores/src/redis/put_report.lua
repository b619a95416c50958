-- Stores a process's report, and drops those of processes that have ended.
--
-- KEYS  1 reports
-- ARGV  1 process · 2 report · 3 ms for which a report counts
-- Returns { PUT }.

if #KEYS ~= 1 or #ARGV ~= 3 then
  error('wrong number of keys or arguments: ' .. #KEYS .. ' and ' .. #ARGV)
end
local REPORTS, process, report, valid = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local stored = redis.call('HGETALL', REPORTS)
for i = 1, #stored, 2 do
  if tonumber(string.match(stored[i + 1], '^%d+')) < now - valid then
    redis.call('HDEL', REPORTS, stored[i])
  end
end
redis.call('HSET', REPORTS, process, string.format('%.0f', now) .. ' ' .. report)
redis.call('PEXPIRE', REPORTS, valid)
return { 'PUT' }
