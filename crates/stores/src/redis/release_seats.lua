-- held -> available, by the hold's owner.
--
-- KEYS  as event.lua
-- ARGV  3 hold id · 4 a seat, or '' for all seats of the hold
-- Returns { RELEASED, number of seats }; 0 when there was nothing to release.
--
-- Invariant: frees only seats whose state has this hold's id and fence. A due hold that isn't swept yet may be
-- released too: no other hold has its seats, and they are free sooner.

require_args(4, 4)
local hold = read_hold(ARGV[3])
local leaving = {}
if hold then
  for seat in pairs(hold.seats) do
    if ARGV[4] == '' or seat == ARGV[4] then
      leaving[#leaving + 1] = seat
    end
  end
end
local entry = read_entry(leaving)
if not entry then
  return NOT_LOADED
end

local changes = {}
for _, seat in ipairs(leaving) do
  if entry.seats[seat] == held(hold.seats[seat], hold.id) then
    changes[#changes + 1] = { seat, false }
    count_for(entry, hold.buyer, -1)
  end
  hold.seats[seat] = nil
end
if #leaving > 0 then
  write_hold(hold)
end
if #changes > 0 then
  change_seats(entry, changes)
end
return { 'RELEASED', #changes }
