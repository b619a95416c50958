-- Reads on in a partition's change stream.
--
-- KEYS  1 relay lease · 2 changes
-- ARGV  1 owner · 2 consumer group · 3 most entries
-- Answers { ENTRIES, id of the last entry that was ever read, { { id, { field, value, … } }, … } }, where the fields
--   are nil for an entry that was trimmed unread; or { LEASE_LOST }.
--
-- Invariant: entries come in their order, and what isn't acknowledged comes again before anything new. Only the
-- owner of the lease reads, so no entry goes to a relay that woke up late.

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
