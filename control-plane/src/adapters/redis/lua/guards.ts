/**
 * The orders of `core/{device,box,command,lease}-order.ts` on heads as `record-head.ts` writes them. That both say the same is a
 * property test's business.
 */
export const luaGuards = `
local function later_device(next, stored)
  local pattern = '^(%S+) ([01]) (%S+) ([^\\n]*)\\n'
  local n_revision, n_stale, n_ended, n_box = string.match(next, pattern)
  local s_revision, s_stale, s_ended, s_box = string.match(stored, pattern)
  if s_ended ~= '-' or s_box ~= n_box then return false end
  if n_revision ~= s_revision then return tonumber(n_revision) > tonumber(s_revision) end
  return n_ended ~= '-' or (s_stale == '1' and n_stale == '0')
end

local function later_box(next, stored)
  local pattern = '^(%S+) (%S+) ([pl]) (%S+) (%S+) (%S+) ([^\\n]*)\\n'
  local n_registry, n_connection, n_presence, n_roster, n_sequence, n_status, n_superseded = string.match(next, pattern)
  local s_registry, s_connection, s_presence, s_roster, s_sequence, s_status = string.match(stored, pattern)
  if n_registry ~= s_registry then
    return string.find(n_superseded, ' ' .. s_registry .. ' ', 1, true) ~= nil
  end
  local connections = tonumber(n_connection) - tonumber(s_connection)
  if connections ~= 0 then return connections > 0 end
  if n_presence ~= s_presence then return n_presence == 'l' end
  local places = tonumber(n_roster) - tonumber(s_roster)
  if places == 0 then places = tonumber(n_sequence) - tonumber(s_sequence) end
  if places ~= 0 then return places > 0 end
  return tonumber(n_status) > tonumber(s_status)
end

local function later_gateway(next, stored)
  local pattern = '^(%S+) ([01])\\n'
  local n_alive, n_stopped = string.match(next, pattern)
  local s_alive, s_stopped = string.match(stored, pattern)
  if n_alive ~= s_alive then return tonumber(n_alive) > tonumber(s_alive) end
  return n_stopped == '1' and s_stopped == '0'
end

local function later_command(next, stored)
  local pattern = '^(%d) (%S+) ([01]) (%d+) (%S+)\\n'
  local n_rank, n_state, n_provisional, n_late = string.match(next, pattern)
  local s_rank, s_state, s_provisional, s_late = string.match(stored, pattern)
  local ranks = tonumber(n_rank) - tonumber(s_rank)
  if n_provisional ~= s_provisional then return n_provisional == '0' and ranks >= 0 end
  if ranks ~= 0 then return ranks > 0 end
  return n_state == s_state and tonumber(n_late) > tonumber(s_late)
end

local function later_lease(next, stored)
  return tonumber(string.match(next, '^%d+')) > tonumber(string.match(stored, '^%d+'))
end
`;
