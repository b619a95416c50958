-- held -> held, for longer.
--
-- KEYS  as event.lua
-- ARGV  3 hold id · 4 seconds from now · 5 longest total life of a hold in ms
-- Returns { HOLD, seconds, expiry ms, ms left, 'seat=fence,…', buyer or '' }; { EXPIRED } when the hold is unknown or due; or
--   { LIFE_USED_UP } when the expiry is at the cap already.
--
-- Invariant: an expiry never moves earlier, and is never later than birth + the longest life. No seat changes, so the
-- version stays.

require_args(5, 5)
local id, wanted = ARGV[3], tonumber(ARGV[4]) * 1000
local now = now_ms()
if not read_entry({}) then
  return NOT_LOADED
end
local hold = read_hold(id)
if not hold or hold.expiry <= now then
  return { 'EXPIRED' }
end
local cap = hold.birth + tonumber(ARGV[5])
if hold.expiry >= cap then
  return { 'LIFE_USED_UP' }
end
local expiry = math.min(now + wanted, cap)
if expiry > hold.expiry then
  hold.expiry = expiry
  write_hold(hold)
end
return hold_reply(hold, now)
