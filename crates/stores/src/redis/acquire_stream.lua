-- Takes or renews the lease of a partition's change stream.
--
-- KEYS  1 relay lease · 2 changes
-- ARGV  1 owner · 2 length of the lease in ms · 3 consumer group
-- Returns { OWNED }, or { TAKEN } when another owner has the lease.
--
-- Invariant: one owner at a time. For a new owner the group exists, beginning at 0 so that no entry is skipped, and
-- every entry that an earlier owner read but didn't acknowledge is pending for the new owner.

if #KEYS ~= 2 or #ARGV ~= 3 then
  error('wrong number of keys or arguments: ' .. #KEYS .. ' and ' .. #ARGV)
end
local LEASE, CHANGES = KEYS[1], KEYS[2]
local owner, ttl, group = ARGV[1], ARGV[2], ARGV[3]
local present = redis.call('GET', LEASE)
if present and present ~= owner then
  return { 'TAKEN' }
end
if not present then
  local created = redis.pcall('XGROUP', 'CREATE', CHANGES, group, '0', 'MKSTREAM')
  if created.err and not string.find(created.err, 'BUSYGROUP', 1, true) then
    return created
  end
  local from = '0-0'
  repeat
    from = redis.call('XAUTOCLAIM', CHANGES, group, owner, 0, from, 'COUNT', 1000, 'JUSTID')[1]
  until from == '0-0'
  for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', CHANGES, group)) do
    if consumer[2] ~= owner then
      redis.call('XGROUP', 'DELCONSUMER', CHANGES, group, consumer[2])
    end
  end
end
redis.call('SET', LEASE, owner, 'PX', ttl)
return { 'OWNED' }
