-- The common part of all scripts on an event: `event_script!` puts this file before the script.
--
-- KEYS  1 seats · 2 holds · 3 expiries · 4 changes · 5 buyers, as holdfast_settings::Names describes them
-- ARGV  1 event id · 2 hard cap of the change stream, then a space and the trace that a change belongs to, if it is traced
--       3… the script's own arguments
-- Every script returns { WORD, … }; { NOT_LOADED } when the event isn't loaded on this server.
--
-- Fields of `seats`
--   @server  replication id of the server that the event was loaded on; absent while a load is under way
--   @epoch @n  version = epoch * 2^32 + n
--   @opens @closes  sales window in ms; @closes may be '', for no end, in an entry of release 0.1
--   @closed  1 when an operator closed the sale, else 0
--   @count  number of seats; seat ids are 1 to @count
--   @limit  most seats of one buyer; absent if there is no limit
--   @load  '<nonce>:<begun at, ms>', only while a load is under way
--   <seat>  'H:<fence>:<hold>' held · 'C:<order>' claimed · 'S:<order>' sold · absent: available
-- Fields of `holds`
--   <hold>  '<birth ms>:<seconds given>:<expiry ms>:<seat>=<fence>,…', then ':<buyer>' if the event has a limit
-- Fields of `buyers`, which is absent unless the event has a limit
--   <buyer>  number of seats that are held, claimed or sold for this buyer; absent: none
--   o:<order>  the buyer of an order that has seats
--
-- Invariants that every script keeps
--   A seat is 'H:<fence>:<hold>' exactly when that hold lists it with that fence.
--   A hold has at least one seat, and its expiry is its score in `expiries`.
--   If the event has a limit, <buyer> is the number of seats in this buyer's holds and orders.
--   A change of seats raises the version by one and adds one entry to `changes`, atomically.
--   Nothing that can fail comes after the first write: Lua has no rollback.
--
-- `seats` and `buyers` expire some days after the sale, when no hold is left. A step that needs them later, such as a
-- refund, loads the event again.
--
-- Fences and versions reach 2^53. Where they are only compared they stay text, because Lua's `..` would round them.

local SEATS, HOLDS, EXPIRIES, CHANGES, BUYERS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local EVENT = ARGV[1]
local STREAM_CAP, TRACE = ARGV[2], nil
if string.find(STREAM_CAP, ' ', 1, true) then
  STREAM_CAP, TRACE = string.match(STREAM_CAP, '^(%d+) (.+)$')
end
local NOT_LOADED = { 'NOT_LOADED' }
local ENTRY_FIELDS = 8 -- that read_entry reads, @limit included
local EPOCH = 4294967296
local KEPT_MS = 7 * 24 * 3600 * 1000 -- for which an event stays after its sale
-- Ends of a seat's entry in `changes`, by the first byte of its new state: H, C or S.
local MARKS = { [72] = ':H', [67] = ':H', [83] = ':S' }

local function require_args(least, most)
  if #KEYS ~= 5 or #ARGV < least or (most and #ARGV > most) then
    error('wrong number of keys or arguments: ' .. #KEYS .. ' and ' .. #ARGV)
  end
end

local function integer(number)
  return string.format('%d', number)
end

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- When an event leaves Redis whose sale ends at `closes`.
local function leaves_at(closes)
  return integer(math.max(closes, now_ms()) + KEPT_MS)
end

-- The replication id, which is new after every start as a primary and after every failover. A server with another id
-- than the one an event was loaded on may have lost writes.
local function server_id()
  return string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
end

-- Quicker than a comparison with server_id().
local function is_server(id)
  return string.find(redis.call('INFO', 'replication'), 'master_replid:' .. id .. '\r\n', 1, true)
end

-- The event's entry with the states of these seats (false: available); nil when the event isn't loaded on this server.
local function read_entry(seats)
  local fields = redis.call(
    'HMGET', SEATS, '@server', '@epoch', '@n', '@opens', '@closes', '@closed', '@count', '@limit', unpack(seats))
  if not fields[1] or not is_server(fields[1]) then
    return nil
  end
  local entry = {
    epoch = tonumber(fields[2]),
    n = tonumber(fields[3]),
    opens = tonumber(fields[4]),
    closes = tonumber(fields[5]),
    closed = fields[6] == '1',
    count = tonumber(fields[7]),
    limit = fields[8] and tonumber(fields[8]),
    bought = {},
    seats = {},
  }
  entry.version = entry.epoch * EPOCH + entry.n
  for i = 1, #seats do
    entry.seats[seats[i]] = fields[ENTRY_FIELDS + i]
  end
  return entry
end

-- Number of seats that aren't available.
local function taken(entry)
  local absent = entry.limit and 0 or 1
  return redis.call('HLEN', SEATS) - (ENTRY_FIELDS - absent)
end

local function held(fence, id)
  return 'H:' .. fence .. ':' .. id
end

-- The id of the hold in a held seat's state; nil for any other state.
local function holder(state)
  return state and string.match(state, '^H:%d+:(%x+)$')
end

local function parse_hold(id, text)
  local birth, seconds, expiry, list, buyer = string.match(text, '^(%d+):(%d+):(%d+):([^:]*):?(%x*)$')
  local hold = {
    id = id,
    birth = tonumber(birth),
    seconds = tonumber(seconds),
    expiry = tonumber(expiry),
    buyer = buyer ~= '' and buyer or nil,
    seats = {},
    size = 0,
  }
  for seat, fence in string.gmatch(list, '(%d+)=(%d+)') do
    hold.seats[seat] = fence
    hold.size = hold.size + 1
  end
  return hold
end

-- A hold by its id, due or not; nil when there is none.
local function read_hold(id)
  local text = redis.call('HGET', HOLDS, id)
  return text and parse_hold(id, text) or nil
end

local function seats_and_fences(hold)
  local list = {}
  for seat, fence in pairs(hold.seats) do
    list[#list + 1] = seat .. '=' .. fence
  end
  return table.concat(list, ',')
end

-- Writes a hold to `holds` and `expiries`, or removes it from both when it has no seat left.
local function write_hold(hold)
  local member = EVENT .. ':' .. hold.id
  if next(hold.seats) == nil then
    redis.call('HDEL', HOLDS, hold.id)
    redis.call('ZREM', EXPIRIES, member)
    return
  end
  local expiry = integer(hold.expiry)
  hold.written = seats_and_fences(hold)
  redis.call('HSET', HOLDS, hold.id,
    integer(hold.birth) .. ':' .. hold.seconds .. ':' .. expiry .. ':' .. hold.written
      .. (hold.buyer and ':' .. hold.buyer or ''))
  redis.call('ZADD', EXPIRIES, expiry, member)
end

local function hold_reply(hold, now, word)
  return { word or 'HOLD', hold.seconds, hold.expiry, hold.expiry - now, hold.written or seats_and_fences(hold),
    hold.buyer or '' }
end

-- The buyer of an order; nil if it has none.
local function buyer_of(entry, order)
  return entry.limit and redis.call('HGET', BUYERS, 'o:' .. order) or nil
end

-- Notes that the buyer, who may be nil, gets this many seats more; change_seats writes it.
local function count_for(entry, buyer, seats)
  if entry.limit and buyer then
    entry.bought[buyer] = (entry.bought[buyer] or 0) + seats
  end
end

-- Every change of seats goes through here, after their buyers were counted. `changes` are { seat, new state };
-- the state false makes a seat available.
local function change_seats(entry, changes)
  local states, freed, log = { '@n', integer(entry.n + 1) }, {}, {}
  for i, change in ipairs(changes) do
    local seat, state = change[1], change[2]
    if state then
      states[#states + 1] = seat
      states[#states + 1] = state
      log[i] = seat .. MARKS[string.byte(state)]
    else
      freed[#freed + 1] = seat
      log[i] = seat .. ':A'
    end
  end
  redis.call('HSET', SEATS, unpack(states))
  if #freed > 0 then
    redis.call('HDEL', SEATS, unpack(freed))
  end
  for buyer, seats in pairs(entry.bought) do
    if seats ~= 0 and redis.call('HINCRBY', BUYERS, buyer, seats) <= 0 then
      redis.call('HDEL', BUYERS, buyer)
    end
  end
  if entry.limit then
    -- The first buyer's count creates the key.
    redis.call('PEXPIREAT', BUYERS, leaves_at(entry.closes))
  end
  local fields = { 'event', EVENT, 'version', integer(entry.version + 1), 'seats', table.concat(log, ',') }
  if TRACE then
    fields[7], fields[8] = 'trace', TRACE
  end
  redis.call('XADD', CHANGES, 'MAXLEN', '~', STREAM_CAP, '*', unpack(fields))
end

