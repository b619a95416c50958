-- Drops delivered entries from a partition's change stream.
--
-- KEYS  1 changes
-- ARGV  1 consumer group · 2 ms for which a delivered entry stays, for changes_since.lua
-- Returns { TRIMMED, number of entries }.
--
-- Invariant: unread and unacknowledged entries stay.

if #KEYS ~= 1 or #ARGV ~= 2 then
  error('wrong number of keys or arguments: ' .. #KEYS .. ' and ' .. #ARGV)
end
local CHANGES, group = KEYS[1], ARGV[1]
local time = redis.call('TIME')
local keep_from = time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[2])

local limit = '0-0'
for _, info in ipairs(redis.call('EXISTS', CHANGES) == 1 and redis.call('XINFO', 'GROUPS', CHANGES) or {}) do
  local fields = {}
  for i = 1, #info, 2 do
    fields[info[i]] = info[i + 1]
  end
  if fields.name == group then
    limit = redis.call('XPENDING', CHANGES, group)[2] or fields['last-delivered-id']
  end
end
if keep_from <= tonumber(string.match(limit, '^%d+')) then
  limit = string.format('%.0f', keep_from) .. '-0'
end
return { 'TRIMMED', redis.call('XTRIM', CHANGES, 'MINID', limit) }
