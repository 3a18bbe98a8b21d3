import { luaLife } from "./life.ts";

/** ARGV: ..., the kind's letter, keys. Returns their values. */
export const luaRead = `${luaLife}
return redis.call('HMGET', HASH[ARGV[3]], unpack(ARGV, 4))
`;

const luaValues = `
local function values_of(kind, ids)
  local values = {}
  for first = 1, #ids, 1000 do
    local page = redis.call('HMGET', HASH[kind], unpack(ids, first, math.min(first + 999, #ids)))
    for n = 1, #page do values[#values + 1] = page[n] end
  end
  return values
end
`;

/** ARGV: ..., a box's id. Returns the values of its open devices; nil if the shard is not complete. */
export const luaReadBox = `${luaLife}${luaValues}
if complete ~= '1' then return false end
local members = redis.call('ZRANGEBYLEX', OPEN_DEVICES, '[' .. ARGV[3] .. '\\0', '(' .. ARGV[3] .. '\\1')
local ids = {}
for n = 1, #members do ids[n] = string.sub(members[n], #ARGV[3] + 2) end
return values_of('d', ids)
`;

/**
 * A page of a scan. ARGV: ..., the epoch that the scan began in, the kind's letter, where the page before ended ('' at first),
 * records in a page. Returns where this page ends ('' at the end), then values; nil if the epoch is another now.
 */
export const luaPage = `${luaLife}${luaValues}
if epoch ~= ARGV[3] then return false end
local kind, cursor, count = ARGV[4], ARGV[5], ARGV[6]
if kind == 'b' or kind == 'g' then
  local page = redis.call('HSCAN', HASH[kind], cursor == '' and '0' or cursor, 'COUNT', count)
  local reply = { page[1] == '0' and '' or page[1] }
  for n = 2, #page[2], 2 do reply[#reply + 1] = page[2][n] end
  return reply
end
local index = ({ d = OPEN_DEVICES, c = OPEN_COMMANDS, l = OPEN_LEASES })[kind]
local members = redis.call('ZRANGEBYLEX', index, cursor == '' and '-' or ('(' .. cursor), '+', 'LIMIT', 0, count)
local ids = {}
for n = 1, #members do ids[n] = kind == 'd' and string.match(members[n], '%z(.*)$') or members[n] end
local reply = values_of(kind, ids)
table.insert(reply, 1, members[tonumber(count)] or '')
return reply
`;

/**
 * Changes behind a place. ARGV: ..., the epoch, the place, changes to keep, changes in a page. Returns 'lost', 'old', or the
 * place that the page reaches and the newest; then for each record that changed, by the last of its changes: that change's
 * place, the kind's letter, the value as it is now.
 */
export const luaFollow = `${luaLife}
if epoch ~= ARGV[3] then return { 'lost' } end
local from = tonumber(ARGV[4])
if from > seq then return { 'lost' } end
if from < seq - tonumber(ARGV[5]) then return { 'old' } end
local entries = redis.call('XRANGE', CHANGES, string.format('%.0f-0', from + 1), '+', 'COUNT', ARGV[6])
local seen, newest = {}, {}
for n = #entries, 1, -1 do
  local kind, id = entries[n][2][1], entries[n][2][2]
  if not seen[kind .. id] then
    seen[kind .. id] = true
    newest[#newest + 1] = { string.match(entries[n][1], '^%d+'), kind, id }
  end
end
local last = #entries > 0 and string.match(entries[#entries][1], '^%d+') or ARGV[4]
local reply = { last, string.format('%.0f', seq) }
for n = #newest, 1, -1 do
  local place, kind, id = unpack(newest[n])
  local value = redis.call('HGET', HASH[kind], id)
  if value then
    reply[#reply + 1] = place
    reply[#reply + 1] = kind
    reply[#reply + 1] = value
  end
end
return reply
`;
