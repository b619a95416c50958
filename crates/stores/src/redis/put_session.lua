-- Stores a session.
--
-- KEYS  1 session
-- ARGV  1 value · 2 ms for which it lives without a request · 3 ms for which it lives at most
-- Returns { PUT }.

if #KEYS ~= 1 or #ARGV ~= 3 then
  error('wrong number of keys or arguments: ' .. #KEYS .. ' and ' .. #ARGV)
end
local SESSION, value, idle, total = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

redis.call('HSET', SESSION, 'value', value, 'until', string.format('%.0f', now + total))
redis.call('PEXPIRE', SESSION, math.min(idle, total))
return { 'PUT' }
