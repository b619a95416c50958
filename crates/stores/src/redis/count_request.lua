-- Counts a request against a limit: the generic cell rate algorithm (GCRA), as in ITU-T I.371.
--
-- KEYS  1 limit
-- ARGV  1 µs between two requests at the limit's rate · 2 requests that may come at once
-- Returns { ALLOWED, requests that may come now, ms until all of them may }, or { LIMITED, ms until the next may come }.
--
-- The key holds the time, in µs, at which all requests may come at once again. A limited request changes nothing.

if #KEYS ~= 1 or #ARGV ~= 2 then
  error('wrong number of keys or arguments: ' .. #KEYS .. ' and ' .. #ARGV)
end
local LIMIT, interval, burst = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local full = tonumber(redis.call('GET', LIMIT) or now)
-- Earlier: all may come. Later than a whole burst: another limit was in force, or the clock was ahead before a failover.
full = math.min(math.max(full, now), now + interval * burst) + interval
local late = full - interval * burst - now
if late > 0 then
  return { 'LIMITED', math.ceil(late / 1000) }
end
redis.call('SET', LIMIT, string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
return { 'ALLOWED', math.floor(-late / interval), math.ceil((full - now) / 1000) }
