-- An event's epoch, version and number of taken seats, in constant time.
--
-- KEYS  as event.lua
-- ARGV  as event.lua
-- Returns { EVENT, epoch, version, number of seats that are not available }.
--
-- Invariant: changes nothing.

require_args(2, 2)
local entry = read_entry({})
if not entry then
  return NOT_LOADED
end
return { 'EVENT', entry.epoch, entry.version, taken(entry) }
