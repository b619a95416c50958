-- Every seat that is not available, at one version, unless there are too many for one script.
--
-- KEYS  as event.lua
-- ARGV  3 most seats to return
-- Returns { SNAPSHOT, version, id of the stream's last entry, 'seat:letter,…' } with the letters of SeatStatus; or
--   { LARGE, version, id of the stream's last entry, number of seats } when more seats are not available.
--
-- Invariant: changes nothing.

require_args(3, 3)
local entry = read_entry({})
if not entry then
  return NOT_LOADED
end
local last = redis.call('XREVRANGE', CHANGES, '+', '-', 'COUNT', 1)[1]
local cursor = last and last[1] or '0-0'
if taken(entry) > tonumber(ARGV[3]) then
  return { 'LARGE', entry.version, cursor, entry.count }
end
-- The hot loop of a large event: it collects existing strings and constants, so it builds no string per seat. The first
-- byte of a value (C, H or S) tells seats from @ fields, whose values never begin with these letters.
local MARKS = { [67] = ':H,', [72] = ':H,', [83] = ':S,' }
local fields, list, size, first_byte = redis.call('HGETALL', SEATS), {}, 0, string.byte
for i = 1, #fields, 2 do
  local mark = MARKS[first_byte(fields[i + 1])]
  if mark then
    list[size + 1] = fields[i]
    list[size + 2] = mark
    size = size + 2
  end
end
if size > 0 then
  list[size] = string.sub(list[size], 1, 2)
end
return { 'SNAPSHOT', entry.version, cursor, table.concat(list) }
