import { luaLife } from "./life.ts";

/** Returns the shard's epoch, whether it is complete, and the place of its newest change. */
export const luaLook = `${luaLife}
return { epoch, complete, string.format('%.0f', seq) }
`;

/** ARGV: ..., the epoch that was refilled. Returns 1 if the shard is complete now. */
export const luaComplete = `${luaLife}
if epoch ~= ARGV[3] then return 0 end
redis.call('HSET', META, 'complete', '1')
redis.call('PUBLISH', ARGV[2], '*')
return 1
`;

/** Forgets all of the shard. */
export const luaClear = `${luaLife}
begin_life(server_run())
return 1
`;

/**
 * Forgets records that are over. ARGV: ..., the time, milliseconds that must have passed since the last such step, records in
 * a step. Returns how many were forgotten; a full step is followed by another.
 */
export const luaTrim = `${luaLife}
local now, every, count = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local trimmed = tonumber(redis.call('HGET', META, 'trimmed') or '0')
if trimmed <= now and now - trimmed < every then return 0 end
local members = redis.call('ZRANGEBYSCORE', OVER, '-inf', '(' .. ARGV[3], 'LIMIT', 0, count)
for n = 1, #members do
  redis.call('HDEL', HASH[string.sub(members[n], 1, 1)], string.sub(members[n], 2))
  redis.call('ZREM', OVER, members[n])
end
if #members < count then redis.call('HSET', META, 'trimmed', ARGV[3]) end
return #members
`;

/** The filler's lease. KEYS: its key. ARGV: the holder, milliseconds. Returns 1 if the holder holds it. */
export const luaRenew = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`;

export const luaRelease = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`;
