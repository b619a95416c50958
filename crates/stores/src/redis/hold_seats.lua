-- available or due -> held: all seats or none.
--
-- KEYS  as event.lua
-- ARGV  3 HOLD for a new hold, ADD to add to a live one · 4 hold id · 5 life of a new hold in seconds
--       6 most seats in a hold · 7 buyer, or '': counts where the event has a limit · 8… seats, each once
-- Returns { HOLD, seconds, expiry ms, ms left, 'seat=fence,…', buyer or '' }, or the same with REPEAT when an earlier HOLD made
--   this hold. When refused, nothing changes and the first that applies is returned: { EXPIRED },
--   { UNKNOWN_SEATS, 'seat,…' }, { OTHER_HOLD }, { TOO_MANY }, { NOT_OPEN }, { BUYER_NEEDED },
--   { CONFLICTS, 'seat,…' } or { BUYER_LIMIT, limit, seats that the buyer has }.
--
-- Invariant: a seat is in at most one live hold. A seat of a due hold leaves that hold atomically. Repeating a call
-- changes nothing, so a client may repeat a request whose reply was lost. Seats that join a hold are counted for the
-- buyer of the hold. Those of a due hold count for its buyer until it is swept, or until they leave it here.

require_args(8)
local adding, id, seconds, most = ARGV[3] == 'ADD', ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local asked = { unpack(ARGV, 8) }
local now = now_ms()
local entry = read_entry(asked)
if not entry then
  return NOT_LOADED
end

local buyer = entry.limit and ARGV[7] ~= '' and ARGV[7] or nil
local hold = read_hold(id)
if hold and hold.expiry <= now or adding and not hold then
  return { 'EXPIRED' }
end

local joining, unknown = {}, {}
for _, seat in ipairs(asked) do
  if tonumber(seat) > entry.count then
    unknown[#unknown + 1] = seat
  elseif not (hold and hold.seats[seat]) then
    joining[#joining + 1] = seat
  end
end
if #unknown > 0 then
  return { 'UNKNOWN_SEATS', table.concat(unknown, ',') }
end
if hold and not adding then
  if #joining == 0 and #asked == hold.size and hold.seconds == seconds and hold.buyer == buyer then
    return hold_reply(hold, now, 'REPEAT')
  end
  return { 'OTHER_HOLD' }
end
if #joining == 0 then
  return hold_reply(hold, now)
end
if (hold and hold.size or 0) + #joining > most then
  return { 'TOO_MANY' }
end
if entry.closed or now < entry.opens or (entry.closes and now >= entry.closes) then
  return { 'NOT_OPEN' }
end

if adding then
  buyer = hold.buyer
end
if entry.limit and not buyer then
  return { 'BUYER_NEEDED' }
end

local due, conflicts = {}, {}
for _, seat in ipairs(joining) do
  local state = entry.seats[seat]
  if state then
    local other = holder(state)
    if other and due[other] == nil then
      local found = read_hold(other)
      due[other] = (found and found.expiry <= now) and found or false
    end
    if not other or not due[other] then
      conflicts[#conflicts + 1] = seat
    end
  end
end
if #conflicts > 0 then
  return { 'CONFLICTS', table.concat(conflicts, ',') }
end

if entry.limit then
  -- The seats of due holds change their buyer, perhaps from this buyer to this buyer.
  for _, seat in ipairs(joining) do
    local other = holder(entry.seats[seat])
    if other then
      count_for(entry, due[other].buyer, -1)
    end
  end
  count_for(entry, buyer, #joining)
  local has = tonumber(redis.call('HGET', BUYERS, buyer) or 0)
  local more = entry.bought[buyer]
  if more > 0 and has + more > entry.limit then
    return { 'BUYER_LIMIT', entry.limit, has + more - #joining }
  end
end

hold = hold or {
  id = id, buyer = buyer, birth = now, seconds = seconds, expiry = now + seconds * 1000, seats = {}, size = 0,
}
local fence = integer(entry.version + 1)
local state = held(fence, id)
local changes = {}
for i, seat in ipairs(joining) do
  local other = holder(entry.seats[seat])
  if other then
    due[other].seats[seat] = nil
  end
  hold.seats[seat] = fence
  changes[i] = { seat, state }
end
for _, other in pairs(due) do
  write_hold(other)
end
write_hold(hold)
change_seats(entry, changes)
return hold_reply(hold, now)
