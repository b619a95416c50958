-- held -> available, because the hold is due.
--
-- KEYS  as event.lua
-- ARGV  3… ids of holds that `expiries` lists as due
-- Returns { EXPIRED, number of holds that ended }.
--
-- Invariant: frees only seats whose state has the id and fence of a hold that is due now. Afterwards `expiries`
-- lists none of these holds as due, even those that turned out unknown or live, so a sweep always makes progress. If the
-- event isn't loaded, all of them leave `expiries`; finish_load.lua puts the live ones back.

require_args(3)
local now = now_ms()
local due, live, gone, seats = {}, {}, {}, {}
for i = 3, #ARGV do
  local hold = read_hold(ARGV[i])
  if not hold then
    gone[#gone + 1] = EVENT .. ':' .. ARGV[i]
  elseif hold.expiry > now then
    live[#live + 1] = hold
  else
    due[#due + 1] = hold
    for seat in pairs(hold.seats) do
      seats[#seats + 1] = seat
    end
  end
end
local entry = read_entry(seats)
if not entry then
  for i = 3, #ARGV do
    redis.call('ZREM', EXPIRIES, EVENT .. ':' .. ARGV[i])
  end
  return NOT_LOADED
end

local changes = {}
for _, hold in ipairs(due) do
  for seat, fence in pairs(hold.seats) do
    if entry.seats[seat] == held(fence, hold.id) then
      changes[#changes + 1] = { seat, false }
      count_for(entry, hold.buyer, -1)
    end
  end
  hold.seats = {}
  write_hold(hold)
end
for _, hold in ipairs(live) do
  write_hold(hold)
end
for _, member in ipairs(gone) do
  redis.call('ZREM', EXPIRIES, member)
end
if #changes > 0 then
  change_seats(entry, changes)
end
return { 'EXPIRED', #due }
