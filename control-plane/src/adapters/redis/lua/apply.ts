import { luaGuards } from "./guards.ts";
import { luaLife } from "./life.ts";

/**
 * Writes the records that are later than what is stored, with an entry in the change stream each.
 * ARGV: ..., the shard's number, changes to keep, milliseconds to keep tombstones, to keep what else is over, then for each
 * kind its letter, a count and as many pairs of key and value. Returns how many were written.
 */
export const luaApply = `${luaLife}${luaGuards}
local keep, keep_ended, keep_over = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local before = seq

local function changed(kind, id)
  seq = seq + 1
  redis.call('XADD', CHANGES, string.format('%.0f-0', seq), kind, id)
end

local function note_over(open, kind, id, over)
  if over == '-' then
    redis.call('ZADD', open, 0, id)
    redis.call('ZREM', OVER, kind .. id)
  else
    redis.call('ZREM', open, id)
    redis.call('ZADD', OVER, tonumber(over) + keep_over, kind .. id)
  end
end

local after = {
  d = function(id, value, is_new)
    local ended, box = string.match(value, '^%S+ [01] (%S+) ([^\\n]*)\\n')
    if ended ~= '-' then
      redis.call('ZREM', OPEN_DEVICES, box .. '\\0' .. id)
      redis.call('ZADD', OVER, tonumber(ended) + keep_ended, 'd' .. id)
    elseif is_new then
      redis.call('ZADD', OPEN_DEVICES, 0, box .. '\\0' .. id)
    end
  end,
  b = function() end,
  g = function(id, value)
    redis.call('ZADD', OVER, tonumber(string.match(value, '^%S+')) + keep_over, 'g' .. id)
  end,
  c = function(id, value)
    note_over(OPEN_COMMANDS, 'c', id, string.match(value, '^%d %S+ [01] %d+ (%S+)\\n'))
  end,
  l = function(id, value)
    note_over(OPEN_LEASES, 'l', id, string.match(value, '^%d+ (%S+)\\n'))
  end,
}
local is_later = { d = later_device, b = later_box, g = later_gateway, c = later_command, l = later_lease }

local at = 7
while ARGV[at] do
  local kind, count = ARGV[at], tonumber(ARGV[at + 1])
  at = at + 2
  local ids = {}
  for n = 1, count do ids[n] = ARGV[at + 2 * (n - 1)] end
  local stored, now, sets = redis.call('HMGET', HASH[kind], unpack(ids)), {}, {}
  for n = 1, count do
    local id, value = ids[n], ARGV[at + 2 * n - 1]
    local known = now[id] or stored[n]
    if not known or is_later[kind](value, known) then
      now[id] = value
      sets[#sets + 1] = id
      sets[#sets + 1] = value
      after[kind](id, value, not known)
      changed(kind, id)
    end
  end
  if #sets > 0 then redis.call('HSET', HASH[kind], unpack(sets)) end
  at = at + 2 * count
end

if seq > before then
  redis.call('HSET', META, 'seq', string.format('%.0f', seq))
  redis.call('XTRIM', CHANGES, 'MAXLEN', '~', keep)
  redis.call('PUBLISH', ARGV[2], ARGV[3])
end
return seq - before
`;
