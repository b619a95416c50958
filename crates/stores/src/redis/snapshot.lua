-- Every seat that is not available, at one version.
--
-- KEYS  as event.lua
-- ARGV  as event.lua
-- Returns { SNAPSHOT, version, id of the stream's last entry, 'seat:letter,…' } with the letters of SeatStatus.
--
-- Invariant: changes nothing.

require_args(2, 2)
local entry = read_entry({})
if not entry then
  return NOT_LOADED
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
local last = redis.call('XREVRANGE', CHANGES, '+', '-', 'COUNT', 1)[1]
return { 'SNAPSHOT', entry.version, last and last[1] or '0-0', table.concat(list) }
