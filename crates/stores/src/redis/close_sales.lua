-- Closes sales: nobody holds a seat from here on. Holds made before stay what they are.
--
-- KEYS  as event.lua
-- ARGV  no more than event.lua's
-- Answers { CLOSED }, at every repeat.
--
-- Invariant: changes no seat, so no version.

require_args(2, 2)
if not read_entry({}) then
  return NOT_LOADED
end
redis.call('HSET', SEATS, '@closed', 1)
return { 'CLOSED' }
