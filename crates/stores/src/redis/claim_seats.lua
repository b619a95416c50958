-- held -> claimed: all seats or none.
--
-- KEYS  as event.lua
-- ARGV  3 hold id · 4 order id · 5… seat, fence, seat, fence, …
-- Returns { CLAIMED }; { EXPIRED } when the hold is unknown or due; or { MISMATCH } when a live hold lacks a seat or
--   has it with another fence.
--
-- Invariant: a claim takes a seat only from the order's own hold, with the fence that the order was placed with. A
-- claimed seat has left its hold and has no expiry. Seats already claimed by or sold to this order count as claimed,
-- even when the hold is gone. The hold's buyer becomes the order's; the number of that buyer's seats stays.

require_args(6)
local id, order = ARGV[3], ARGV[4]
local seats = {}
for i = 5, #ARGV, 2 do
  seats[#seats + 1] = ARGV[i]
end
local now = now_ms()
local entry = read_entry(seats)
if not entry then
  return NOT_LOADED
end

local claimed, sold = 'C:' .. order, 'S:' .. order
local changes, mismatch = {}, false
for i, seat in ipairs(seats) do
  local state = entry.seats[seat]
  if state ~= claimed and state ~= sold then
    mismatch = mismatch or state ~= held(ARGV[4 + 2 * i], id)
    changes[#changes + 1] = { seat, claimed }
  end
end
if #changes == 0 then
  return { 'CLAIMED' }
end
local hold = read_hold(id)
if not hold or hold.expiry <= now then
  return { 'EXPIRED' }
end
if mismatch then
  return { 'MISMATCH' }
end

for _, change in ipairs(changes) do
  hold.seats[change[1]] = nil
end
write_hold(hold)
if entry.limit and hold.buyer then
  redis.call('HSET', BUYERS, 'o:' .. order, hold.buyer)
end
change_seats(entry, changes)
return { 'CLAIMED' }
