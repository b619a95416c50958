-- The changes since a version. The check that the event is loaded is part of the same atomic read.
--
-- KEYS  as event.lua
-- ARGV  3 a version of the event · 4 a stream id from the moment of that version, or earlier · 5 most stream entries to
--       scan
-- Returns { DELTA, version, id of the stream's last entry, 'seat:letter,…' }, oldest change first; or { LOST } when the
--   scanned entries lack a version between the given one and the present one.
--
-- Invariant: changes nothing, and a delta has no gap.

require_args(5, 5)
local known, most = tonumber(ARGV[3]), tonumber(ARGV[5])
local entry = read_entry({})
if not entry then
  return NOT_LOADED
end
-- An earlier epoch is at least 2^32 versions away, so this also covers a load in between.
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
