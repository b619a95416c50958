-- Gives the lease of a partition's change stream up.
--
-- KEYS  1 relay lease
-- ARGV  1 owner
-- Answers { RELEASED }, also when another has it.
--
-- Invariant: another owner's lease is left alone.

if #KEYS ~= 1 or #ARGV ~= 1 then
  error('wrong number of keys or arguments: ' .. #KEYS .. ' and ' .. #ARGV)
end
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
return { 'RELEASED' }
