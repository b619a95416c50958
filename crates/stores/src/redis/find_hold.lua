-- Reads a live hold.
--
-- KEYS  as event.lua
-- ARGV  3 hold id
-- Returns { HOLD, seconds, expiry ms, ms left, 'seat=fence,…', buyer or '' }, or { NONE } when the hold is unknown or due.
--
-- Invariant: changes nothing.

require_args(3, 3)
local now = now_ms()
if not read_entry({}) then
  return NOT_LOADED
end
local hold = read_hold(ARGV[3])
if not hold or hold.expiry <= now then
  return { 'NONE' }
end
return hold_reply(hold, now)
