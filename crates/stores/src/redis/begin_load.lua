-- First half of a load: until finish_load.lua, every other script on the event returns NOT_LOADED.
--
-- KEYS  as event.lua
-- ARGV  3 nonce of this load · 4 ms for which an unfinished load blocks others · 5 ms until `seats` expires if it has
--       nothing but this load
-- Returns { BEGUN, the epoch of the event's latest load into this Redis, or 0 }, or { BUSY } while another load blocks
-- this one.
--
-- Invariant: seats and holds don't change. An event whose load never finishes (it may not exist) leaves nothing
-- behind.

require_args(5, 5)
local now = now_ms()
local under_way = redis.call('HGET', SEATS, '@load')
local nonce, begun = string.match(under_way or '', '^(.-):(%d+)$')
-- After a failover the clock may be behind: a load that seems to begin in the future (`now < begun`) blocks nothing.
if begun and nonce ~= ARGV[3] and now >= tonumber(begun) and now - begun < tonumber(ARGV[4]) then
  return { 'BUSY' }
end
redis.call('HSET', SEATS, '@load', ARGV[3] .. ':' .. integer(now))
redis.call('HDEL', SEATS, '@server')
local epoch = redis.call('HGET', SEATS, '@epoch')
if not epoch then
  redis.call('PEXPIRE', SEATS, ARGV[5])
end
return { 'BEGUN', tonumber(epoch or 0) }
