-- Ends a load that will not be finished, so that another one may begin at once.
--
-- KEYS  as event.lua
-- ARGV  3 nonce given to begin_load.lua
-- Returns { ABANDONED }, also when the load isn't under way: it is finished, or another one has replaced it.
--
-- Invariant: seats and holds don't change, and the event stays not loaded.

require_args(3, 3)
local under_way = redis.call('HGET', SEATS, '@load')
if under_way and string.match(under_way, '^(.-):') == ARGV[3] then
  redis.call('HDEL', SEATS, '@load')
end
return { 'ABANDONED' }
