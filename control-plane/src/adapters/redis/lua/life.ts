/**
 * Begins every script. A shard's records are worth something only in the server process that they were written in: with the
 * server's `run_id` gone, by a restart or a failover, what is there may be old, and is deleted at the first touch.
 *
 * KEYS: meta, changes, device, box, gateway, command, open-device, open-command, over, lease, open-lease.
 *   meta: hash of run (the server's run_id), epoch (name of this life), complete (0 or 1), seq (of the newest change).
 *   changes: stream with ids `<seq>-0` and one field: kind letter, record key.
 *   device, box, gateway, command, lease: hashes of record key to head, line feed, JSON; the head is what guards compare.
 *   open-device: sorted set of `<box id>\\0<session id>`; open-command, open-lease: of ids. All scores 0, read by their order.
 *   over: sorted set of kind letter and key, by the time from which the record may be forgotten.
 * ARGV: a name for a new life, the channel, then what the script says.
 */
export const luaLife = `
local META, CHANGES, OPEN_DEVICES, OPEN_COMMANDS, OVER = KEYS[1], KEYS[2], KEYS[7], KEYS[8], KEYS[9]
local HASH = { d = KEYS[3], b = KEYS[4], g = KEYS[5], c = KEYS[6], l = KEYS[10] }
local OPEN_LEASES = KEYS[11]

local function begin_life(run)
  redis.call('UNLINK', unpack(KEYS))
  redis.call('HSET', META, 'run', run, 'epoch', ARGV[1], 'complete', '0', 'seq', '0')
  redis.call('PUBLISH', ARGV[2], '*')
end

local function server_run()
  return string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
end

local function life()
  local run = server_run()
  local meta = redis.call('HMGET', META, 'run', 'epoch', 'complete', 'seq')
  if meta[1] == run then return meta[2], meta[3], tonumber(meta[4]) end
  begin_life(run)
  return ARGV[1], '0', 0
end
local epoch, complete, seq = life()
`;
