-- Reads the next entries of a partition's change stream.
--
-- KEYS  1 relay lease · 2 changes
-- ARGV  1 owner · 2 consumer group · 3 most entries
-- Returns { ENTRIES, id of the last entry that was ever read, { { id, { field, value, … } }, … } }, or { LEASE_LOST }.
--   The id is '' unless there are no entries. The fields are nil when the entry was trimmed before it was acknowledged.
--
-- Invariant: entries come in order, and unacknowledged ones come again before new ones. Only the owner of the lease
-- reads, so a relay that wakes up late gets no entry.

if #KEYS ~= 2 or #ARGV ~= 3 then
  error('wrong number of keys or arguments: ' .. #KEYS .. ' and ' .. #ARGV)
end
local LEASE, CHANGES = KEYS[1], KEYS[2]
local owner, group, most = ARGV[1], ARGV[2], ARGV[3]
if redis.call('GET', LEASE) ~= owner then
  return { 'LEASE_LOST' }
end
for _, from in ipairs({ '0', '>' }) do
  local read = redis.call('XREADGROUP', 'GROUP', group, owner, 'COUNT', most, 'STREAMS', CHANGES, from)
  if read and #read[1][2] > 0 then
    return { 'ENTRIES', '', read[1][2] }
  end
end
local last = '0-0'
for _, info in ipairs(redis.call('XINFO', 'GROUPS', CHANGES)) do
  local fields = {}
  for i = 1, #info, 2 do
    fields[info[i]] = info[i + 1]
  end
  if fields.name == group then
    last = fields['last-delivered-id']
  end
end
return { 'ENTRIES', last, {} }
