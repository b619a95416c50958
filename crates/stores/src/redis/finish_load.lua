-- Second half of a load: lays MySQL's record over what Redis has.
--
-- KEYS  as event.lua
-- ARGV  3 nonce given to begin_load.lua · 4 epoch · 5 number of seats · 6 opens, ms · 7 closes, ms · 8 closed,
--       0 or 1 · 9 most seats of one buyer, or '' · 10… state, buyer or '', 'seat,…', and so on, with the states
--       C:<order> and S:<order>; a seat that is listed twice gets the later state and buyer
-- Returns { LOADED, version }, or { STALE } when another load began or finished in between, or the epoch isn't newer.
--
-- Invariant: afterwards a seat is claimed or sold exactly when the arguments say so, and held exactly when a live hold
-- had it and no order owns it. Fences stay. Each buyer has the number of these seats that are his. The version
-- starts over in the higher epoch, and a RESET in the change stream announces that. The event leaves Redis some days
-- after its sale, or after this load if that is later.

require_args(9)
local nonce, epoch, count = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local now = now_ms()
local entry = redis.call('HMGET', SEATS, '@load', '@epoch')
if not entry[1] or string.match(entry[1], '^(.-):') ~= nonce or (entry[2] and tonumber(entry[2]) >= epoch) then
  return { 'STALE' }
end
local id, leaving = server_id(), leaves_at(ARGV[8] == '1' and 0 or tonumber(ARGV[7]))

-- Reduces each hold to the seats that it keeps: the hold is live, and the seat's state has its hold id and fence.
local holds, in_hold, stored = {}, {}, redis.call('HGETALL', HOLDS)
for i = 1, #stored, 2 do
  local hold = parse_hold(stored[i], stored[i + 1])
  holds[#holds + 1] = hold
  for seat, fence in pairs(hold.seats) do
    if hold.expiry > now and tonumber(seat) <= count
      and redis.call('HGET', SEATS, seat) == held(fence, hold.id) then
      in_hold[seat] = hold
    else
      hold.seats[seat] = nil
    end
  end
end

-- Seat, state, seat, state, … in batches: Lua can pass at most about 8000 values to one call.
local batches = { {} }
local function add(seat, state)
  local batch = batches[#batches]
  if #batch == 4000 then
    batch = {}
    batches[#batches + 1] = batch
  end
  batch[#batch + 1] = seat
  batch[#batch + 1] = state
end
-- By field of an order, and by seat.
local buyers_of_orders, buyers_of_seats = {}, {}
for i = 10, #ARGV, 3 do
  local state, listed = ARGV[i], ARGV[i + 2]
  local buyer = ARGV[i + 1] ~= '' and ARGV[i + 1] or nil
  buyers_of_orders['o:' .. string.sub(state, 3)] = buyer
  for seat in string.gmatch(listed, '%d+') do
    add(seat, state)
    buyers_of_seats[seat] = buyer
    if in_hold[seat] then
      in_hold[seat].seats[seat] = nil
    end
  end
end
for _, hold in ipairs(holds) do
  for seat, fence in pairs(hold.seats) do
    add(seat, held(fence, hold.id))
    buyers_of_seats[seat] = hold.buyer
  end
end

local version = epoch * EPOCH
redis.call('XADD', CHANGES, 'MAXLEN', '~', STREAM_CAP, '*',
  'event', EVENT, 'version', integer(version), 'reset', '1')
redis.call('DEL', SEATS, BUYERS)
redis.call('HSET', SEATS, '@server', id, '@epoch', ARGV[4], '@n', 0, '@opens', ARGV[6], '@closes', ARGV[7],
  '@closed', ARGV[8], '@count', ARGV[5])
if ARGV[9] ~= '' then
  redis.call('HSET', SEATS, '@limit', ARGV[9])
end
for _, batch in ipairs(batches) do
  if #batch > 0 then
    redis.call('HSET', SEATS, unpack(batch))
  end
end
for _, hold in ipairs(holds) do
  write_hold(hold)
end
for order, buyer in pairs(buyers_of_orders) do
  redis.call('HSET', BUYERS, order, buyer)
end
for _, buyer in pairs(buyers_of_seats) do
  redis.call('HINCRBY', BUYERS, buyer, 1)
end
redis.call('PEXPIREAT', SEATS, leaving)
redis.call('PEXPIREAT', BUYERS, leaving)
return { 'LOADED', version }
