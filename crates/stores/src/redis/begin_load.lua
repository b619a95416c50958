-- First half of a load: from here on every step on the event answers NOT_LOADED.
--
-- KEYS  as event.lua
-- ARGV  3 nonce of this load · 4 ms that an unfinished load keeps others away · 5 ms that an entry which has nothing
--       but this load may stand
-- Answers { BEGUN } or { BUSY }.
--
-- Invariant: seats and holds stay where they are. An event that nobody ever finishes to load (it may not exist)
-- leaves nothing behind.

require_args(5, 5)
local now = now_ms()
local under_way = redis.call('HGET', SEATS, '@load')
local nonce, begun = string.match(under_way or '', '^(.-):(%d+)$')
-- `now >= begun`: after a failover the clock may be an earlier one.
if begun and nonce ~= ARGV[3] and now >= tonumber(begun) and now - begun < tonumber(ARGV[4]) then
  return { 'BUSY' }
end
redis.call('HSET', SEATS, '@load', ARGV[3] .. ':' .. integer(now))
redis.call('HDEL', SEATS, '@server')
if redis.call('HEXISTS', SEATS, '@epoch') == 0 then
  redis.call('PEXPIRE', SEATS, ARGV[5])
end
return { 'BEGUN' }
