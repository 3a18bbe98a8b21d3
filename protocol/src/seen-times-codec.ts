import type { SeenOthers, SeenTimes, SessionSeen } from "./seen-times.ts";
import { uuidBytes, uuidText } from "./uuid.ts";
import { rae } from "./wire.ts";
import {
  check,
  checkedCount,
  checkedTime,
  decodeOrThrow,
  isAttributeNameForm,
} from "./wire-check.ts";

/** As the bytes of `rae.v1.SeenTimes`, to keep them: about 40 bytes for a session. */
export function encodeSeenTimes(seen: SeenTimes): Uint8Array {
  return rae.v1.SeenTimes.encode(writeSeenTimes(seen)).finish();
}

/** Reads what `encodeSeenTimes` made. @throws RaeError `undecodable`. */
export function parseSeenTimes(bytes: Uint8Array): SeenTimes {
  return readSeenTimes(decodeOrThrow(bytes, (present) => rae.v1.SeenTimes.decode(present)));
}

/** @throws RaeError `undecodable`. */
export function readSeenTimes(wire: rae.v1.SeenTimes.$Properties): SeenTimes {
  const atMs = checkedTime(wire.atMs, "status.seen.atMs");
  const names = wire.names ?? [];
  check(names.every(isAttributeNameForm), "status.seen.names");
  const timeOf = (ageMs: number | null | undefined) =>
    checkedTime(atMs - checkedCount(ageMs, "status.seen.ageMs"), "status.seen.ageMs");
  const readOthers = (others: rae.v1.SeenOthers.$Properties): SeenOthers => ({
    names: (others.names ?? []).map((index) => {
      check(index < names.length, "status.seen.others");
      return names[index] ?? "";
    }),
    seenAtMs: timeOf(others.ageMs),
  });
  const readSession = (session: rae.v1.SessionSeen.$Properties): SessionSeen => {
    const id = session.sessionId ?? new Uint8Array(0);
    check(id.length === 16, "status.seen.sessionId");
    return {
      sessionId: uuidText(id),
      revision: checkedCount(session.revision, "status.seen.revision"),
      seenAtMs: timeOf(session.ageMs),
      others: (session.others ?? []).map(readOthers),
    };
  };
  return { atMs, sessions: (wire.sessions ?? []).map(readSession) };
}

export function writeSeenTimes({ atMs, sessions }: SeenTimes): rae.v1.SeenTimes.$Properties {
  const indexes = new Map<string, number>();
  const indexOf = (name: string) => {
    const index = indexes.get(name) ?? indexes.size;
    indexes.set(name, index);
    return index;
  };
  const written = sessions.map(({ sessionId, revision, seenAtMs, others }) => ({
    sessionId: uuidBytes(sessionId),
    revision,
    ageMs: Math.max(0, atMs - seenAtMs),
    others: others.map((each) => ({
      names: each.names.map(indexOf),
      ageMs: Math.max(0, atMs - each.seenAtMs),
    })),
  }));
  return { atMs, sessions: written, names: [...indexes.keys()] };
}
