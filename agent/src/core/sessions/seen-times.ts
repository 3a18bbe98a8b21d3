import {
  type Attributes,
  isBoxAttribute,
  type SeenOthers,
  type SeenTimes,
  type SessionSeen,
} from "@rae/protocol";
import type { StoredSession } from "./stored-session.ts";

/** On the wire: with links and interfaces, a Birth must fit into one message. Room for some 2,000 sessions. */
const limitBytes = 96 * 1024;
/** One device with names without end must not take the room of the others. */
const sessionLimitBytes = 512;
/** Times of one session beside the one that most of its attributes have; still older ones are told as one. */
const maxOthers = 4;

type Times = Pick<SessionSeen, "seenAtMs" | "others">;

/**
 * When the sessions' attributes were last seen; never later than it was, and earlier only where there is no room to tell them apart. What
 * the box itself decides is left to the time of the whole, except for a session that `isHeld`: of it the box has not yet decided
 * anything. Sessions for which there is no room at all are left out.
 */
export function seenTimes(
  sessions: readonly StoredSession[],
  isHeld: (sessionId: string) => boolean,
  nowMs: number,
): SeenTimes {
  const names = new Set<string>();
  const told: SessionSeen[] = [];
  let leftBytes = limitBytes;
  for (const { sessionId, revision, attributes } of sessions) {
    const times = timesOf(attributes, isHeld(sessionId), nowMs);
    leftBytes -= sizeOf(times, nowMs, names);
    if (leftBytes < 0) break;
    told.push({ sessionId, revision, ...times });
  }
  return { atMs: nowMs, sessions: told };
}

function timesOf(attributes: Attributes, isHeld: boolean, nowMs: number): Times {
  const names = Object.keys(attributes).filter((name) => isHeld || !isBoxAttribute(name));
  const timeOf = (name: string) => Math.min(attributes[name]?.observedAtMs ?? 0, nowMs);
  const seenAtMs = names[0] === undefined ? nowMs : timeOf(names[0]);
  // So it is of most sessions, and this runs for all of them at once.
  if (names.every((name) => timeOf(name) === seenAtMs)) return { seenAtMs, others: [] };
  const groups = [...Map.groupBy(names, timeOf)]
    .map(([at, these]): SeenOthers => ({ seenAtMs: at, names: these }))
    .toSorted((a, b) => b.seenAtMs - a.seenAtMs);
  const most = Math.max(...groups.map((group) => group.names.length));
  const common = groups.find((group) => group.names.length === most);
  const others = atMost(
    maxOthers,
    groups.filter((group) => group !== common),
  );
  const times = { seenAtMs: common?.seenAtMs ?? seenAtMs, others };
  if (sizeOf(times, nowMs, new Set()) <= sessionLimitBytes) return times;
  return { seenAtMs: groups.at(-1)?.seenAtMs ?? seenAtMs, others: [] };
}

/** The first ones as they are, the rest in one with the oldest time; `groups` begin with the newest. */
function atMost(count: number, groups: readonly SeenOthers[]): readonly SeenOthers[] {
  const oldest = groups.at(-1);
  if (oldest === undefined || groups.length <= count) return groups;
  const rest = groups.slice(count - 1).flatMap(({ names }) => names);
  return [...groups.slice(0, count - 1), { names: rest, seenAtMs: oldest.seenAtMs }];
}

/** What a session takes on the wire at most; adds its names to those that are told already. */
function sizeOf({ seenAtMs, others }: Times, nowMs: number, told: Set<string>): number {
  let bytes = sessionBytes + numberBytes(nowMs - seenAtMs);
  for (const each of others) {
    bytes += 6 + numberBytes(nowMs - each.seenAtMs);
    for (const name of each.names) {
      bytes += told.size < 2 ** 7 ? 1 : 2;
      if (told.has(name)) continue;
      told.add(name);
      bytes += name.length + 2;
    }
  }
  return bytes;
}

/** Header, id and a revision of four bytes. */
const sessionBytes = 3 + 18 + 5;

/** Of a number field: seven bits a byte, and its tag. */
function numberBytes(value: number): number {
  return 1 + Math.max(1, Math.ceil(Math.log2(value + 1) / 7));
}
