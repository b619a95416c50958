-- claimed -> sold: all seats or none.
--
-- KEYS  as event.lua
-- ARGV  3 order id · 4… seats
-- Returns { SOLD }, or { NOT_OURS } when a seat is neither claimed by nor sold to the order.
--
-- Invariant: a seat that this order doesn't own doesn't change.

require_args(4)
local claimed, sold = 'C:' .. ARGV[3], 'S:' .. ARGV[3]
local seats = { unpack(ARGV, 4) }
local entry = read_entry(seats)
if not entry then
  return NOT_LOADED
end

local changes = {}
for _, seat in ipairs(seats) do
  local state = entry.seats[seat]
  if state == claimed then
    changes[#changes + 1] = { seat, sold }
  elseif state ~= sold then
    return { 'NOT_OURS' }
  end
end
if #changes > 0 then
  change_seats(entry, changes)
end
return { 'SOLD' }
