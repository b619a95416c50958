-- Finds a session, and lets it live on.
--
-- KEYS  1 session
-- ARGV  1 ms for which a session lives without a request · 2 ms by which its life may be shorter, which saves writes
-- Returns { FOUND, value } or { NONE }.
-- Invariant: a session never outlives the time at which it must end, however often it is used.

if #KEYS ~= 1 or #ARGV ~= 2 then
  error('wrong number of keys or arguments: ' .. #KEYS .. ' and ' .. #ARGV)
end
local SESSION, idle, slack = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local stored = redis.call('HMGET', SESSION, 'value', 'until')
if not stored[1] or not stored[2] then
  return { 'NONE' }
end
local left = tonumber(stored[2]) - now
if left <= 0 then
  redis.call('DEL', SESSION)
  return { 'NONE' }
end
local life = math.min(idle, left)
local ttl = redis.call('PTTL', SESSION)
if ttl < life - slack or ttl > life then
  redis.call('PEXPIRE', SESSION, life)
end
return { 'FOUND', stored[1] }
