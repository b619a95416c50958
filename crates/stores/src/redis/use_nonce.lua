-- Uses a nonce, once.
--
-- KEYS  1 nonce
-- ARGV  1 the call that uses it · 2 ms for which it is remembered
-- Returns { USED }, also when the same call is repeated; { USED_BEFORE } to any other call.

if #KEYS ~= 1 or #ARGV ~= 2 then
  error('wrong number of keys or arguments: ' .. #KEYS .. ' and ' .. #ARGV)
end
local NONCE, call, remembered = KEYS[1], ARGV[1], ARGV[2]

if redis.call('SET', NONCE, call, 'NX', 'PX', remembered) or redis.call('GET', NONCE) == call then
  return { 'USED' }
end
return { 'USED_BEFORE' }
