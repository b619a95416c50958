-- Lists the due holds of a partition.
--
-- KEYS  1 expiries
-- ARGV  1 most holds to list
-- Returns { DUE, '<event>:<hold>', … }, earliest expiry first.
--
-- Invariant: changes nothing.

if #KEYS ~= 1 or #ARGV ~= 1 then
  error('wrong number of keys or arguments: ' .. #KEYS .. ' and ' .. #ARGV)
end
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
return { 'DUE', unpack(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])) }
