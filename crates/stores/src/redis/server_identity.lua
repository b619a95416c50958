-- Identifies the server that has this partition.
--
-- KEYS  1 any key of the partition
-- ARGV  none
-- Returns { SERVER, clock in ms, replication id, eviction policy }.
--
-- Invariant: changes nothing.

if #KEYS ~= 1 or #ARGV ~= 0 then
  error('wrong number of keys or arguments: ' .. #KEYS .. ' and ' .. #ARGV)
end
local time = redis.call('TIME')
local id = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
local policy = string.match(redis.call('INFO', 'memory'), 'maxmemory_policy:(%S+)')
return { 'SERVER', time[1] * 1000 + math.floor(time[2] / 1000), id, policy }
