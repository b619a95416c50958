-- What changed since a version, in one step with the check that the event is loaded.
--
-- KEYS  as event.lua
-- ARGV  3 a version of the event · 4 a stream id from that moment or earlier · 5 most stream entries to look through
-- Answers { DELTA, version, id of the stream's last entry, 'seat:letter,…' }, oldest first; or { LOST } when the
--   stream doesn't have every version from the given one to the present one within those entries.
--
-- Invariant: changes nothing, and a delta has no gap.

require_args(5, 5)
local known, most = tonumber(ARGV[3]), tonumber(ARGV[5])
local entry = read_entry({})
if not entry then
  return NOT_LOADED
end
-- An earlier epoch is 2^32 versions away, so a load in between is too far as well.
if known > entry.version or entry.version - known > most then
  return { 'LOST' }
end
local last = redis.call('XREVRANGE', CHANGES, '+', '-', 'COUNT', 1)[1]
local cursor = last and last[1] or '0-0'
if known == entry.version then
  return { 'DELTA', entry.version, cursor, '' }
end

local list = {}
for _, change in ipairs(redis.call('XRANGE', CHANGES, '(' .. ARGV[4], '+', 'COUNT', most)) do
  local fields = change[2]
  if fields[1] == 'event' and fields[2] == EVENT and fields[5] == 'seats' and tonumber(fields[4]) == known + 1 then
    known = known + 1
    list[#list + 1] = fields[6]
  end
end
if known ~= entry.version then
  return { 'LOST' }
end
return { 'DELTA', known, cursor, table.concat(list, ',') }
