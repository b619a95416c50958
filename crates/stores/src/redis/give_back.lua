-- claimed or sold -> available, by the order that owns the seats. Also held -> available where the order's own hold
-- still has the seats, so that a late claim finds nothing to claim.
--
-- KEYS  as event.lua
-- ARGV  3 order id · 4 id of the order's hold, or ''
--       5 number of seats, then the seats
--         number of lost seats, then seat, owner, …: another order, the owner, has a live ticket for the seat
--         seat, fence, …: the seats of the order's hold
-- Returns { GIVEN_BACK, epoch }, also when there was nothing to do.
--
-- Invariant: seats that the order doesn't own don't change. A lost seat is never freed: where this order still has it,
-- it becomes sold to its owner, and counts for the owner's buyer.

require_args(6)
local order, id = ARGV[3], ARGV[4]
local at = 5
local function next_arg()
  at = at + 1
  return ARGV[at - 1]
end
local seats, lost, ours = {}, {}, {}
for i = 1, tonumber(next_arg()) do
  seats[i] = next_arg()
end
for _ = 1, tonumber(next_arg()) do
  local seat = next_arg()
  lost[seat] = next_arg()
end
while at < #ARGV do
  local seat = next_arg()
  ours[seat] = held(next_arg(), id)
end
local entry = read_entry(seats)
if not entry then
  return NOT_LOADED
end

local hold = id ~= '' and read_hold(id) or nil
local buyer = buyer_of(entry, order)
local changes, leaves_hold = {}, false
for _, seat in ipairs(seats) do
  local state = entry.seats[seat]
  local in_hold = state and state == ours[seat]
  if in_hold and hold then
    hold.seats[seat] = nil
    leaves_hold = true
    count_for(entry, hold.buyer, -1)
  end
  local owned = state == 'C:' .. order or state == 'S:' .. order
  if owned then
    count_for(entry, buyer, -1)
  end
  if in_hold or owned then
    if lost[seat] then
      count_for(entry, buyer_of(entry, lost[seat]), 1)
    end
    changes[#changes + 1] = { seat, lost[seat] and 'S:' .. lost[seat] or false }
  end
end
if buyer then
  redis.call('HDEL', BUYERS, 'o:' .. order)
end
if leaves_hold then
  write_hold(hold)
end
if #changes > 0 then
  change_seats(entry, changes)
end
return { 'GIVEN_BACK', entry.epoch }
