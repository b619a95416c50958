-- Closes sales: no more seats can be held. Existing holds stay. The event leaves Redis some days later.
--
-- KEYS  as event.lua
-- ARGV  as event.lua
-- Returns { CLOSED }, also when sales were closed already.
--
-- Invariant: changes no seat, so the version stays.

require_args(2, 2)
if not read_entry({}) then
  return NOT_LOADED
end
redis.call('HSET', SEATS, '@closed', 1)
redis.call('PEXPIREAT', SEATS, leaves_at(0))
return { 'CLOSED' }
