-- Releases the lease of a partition's change stream.
--
-- KEYS  1 relay lease
-- ARGV  1 owner
-- Returns { RELEASED }, also when another owner has the lease.
--
-- Invariant: another owner's lease doesn't change.

if #KEYS ~= 1 or #ARGV ~= 1 then
  error('wrong number of keys or arguments: ' .. #KEYS .. ' and ' .. #ARGV)
end
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
return { 'RELEASED' }
