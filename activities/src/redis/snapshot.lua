-- Every seat that is not available, at one version.
--
-- KEYS  as event.lua
-- ARGV  no more than event.lua's
-- Answers { SNAPSHOT, version, id of the stream's last entry, 'seat:letter,…' } with the letters of SeatStatus.
--
-- Invariant: changes nothing.

require_args(2, 2)
local entry = read_entry({})
if not entry then
  return NOT_LOADED
end
local fields, list = redis.call('HGETALL', SEATS), {}
for i = 1, #fields, 2 do
  local letter = LETTERS[string.sub(fields[i + 1], 1, 1)]
  if letter and string.sub(fields[i], 1, 1) ~= '@' then
    list[#list + 1] = fields[i] .. ':' .. letter
  end
end
local last = redis.call('XREVRANGE', CHANGES, '+', '-', 'COUNT', 1)[1]
return { 'SNAPSHOT', entry.version, last and last[1] or '0-0', table.concat(list, ',') }
