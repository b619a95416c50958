-- The cheap questions about an event.
--
-- KEYS  as event.lua
-- ARGV  no more than event.lua's
-- Answers { EVENT, epoch, version, number of seats that are not available }.
--
-- Invariant: changes nothing.

require_args(2, 2)
local entry = read_entry({})
if not entry then
  return NOT_LOADED
end
return { 'EVENT', entry.epoch, entry.version, redis.call('HLEN', SEATS) - ENTRY_FIELDS }
