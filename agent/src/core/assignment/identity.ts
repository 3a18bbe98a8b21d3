import type { DeviceKey, KeyKind } from "./device-key.ts";

/** What identity knows of an open session. */
export interface KnownSession {
  readonly sessionId: string;
  readonly keys: readonly DeviceKey[];
  /** Keys that live faces of the session claim, other than the face to be decided on. */
  readonly claimed: readonly DeviceKey[];
}

export interface IdentityDecision {
  /** The open session that the face belongs to; undefined: a new one. */
  readonly sessionId: string | undefined;
  /** Keys that leave another session for this one. */
  readonly moves: readonly { readonly key: DeviceKey; readonly fromSessionId: string }[];
}

const ranks: Readonly<Record<KeyKind, number>> = {
  asset: 1,
  wire: 2,
  usn: 3,
  adb: 3,
  mac: 4,
  ip: 5,
};

/**
 * Decides which session a face belongs to. The highest-ranked key that an open session holds wins; lower keys of other sessions
 * move to it. Two rules keep sessions apart: an address alone (`ip`) says nothing, and a key that a live face of another session
 * claims does not match, since then there are two faces, which are one device only if the lab file gives them one `asset`.
 */
export function decideIdentity(
  keys: readonly DeviceKey[],
  sessions: readonly KnownSession[],
): IdentityDecision {
  const ranked = keys
    .filter((key) => key.kind !== "ip")
    .toSorted((a, b) => ranks[a.kind] - ranks[b.kind]);
  const winner = ranked.flatMap((key) => sessions.find((each) => matches(each, key)) ?? [])[0];
  const others = sessions.filter((each) => each !== winner);
  return {
    sessionId: winner?.sessionId,
    moves: others.flatMap((other) =>
      keys
        .filter((key) => holds(other.keys, key) && !holds(other.claimed, key))
        .map((key) => ({ key, fromSessionId: other.sessionId })),
    ),
  };
}

/** Whether two keys are the same. */
export function sameKey(a: DeviceKey, b: DeviceKey): boolean {
  return a.kind === b.kind && a.value === b.value;
}

/** Whether `key` is among `keys`. */
export function holds(keys: readonly DeviceKey[], key: DeviceKey): boolean {
  return keys.some((each) => sameKey(each, key));
}

/**
 * The keys of a session after a face of it gave `keys`: a kind that is given replaces what no live face claims any more, as a
 * device keeps its session when it comes back with another MAC. Assets are the lab file's to give, and are left out.
 */
export function mergeKeys(session: KnownSession, keys: readonly DeviceKey[]): DeviceKey[] {
  const kept = session.keys.filter(
    (old) =>
      !holds(keys, old) &&
      (holds(session.claimed, old) || !keys.some((key) => key.kind === old.kind)),
  );
  return [...kept, ...keys]
    .filter((key) => key.kind !== "asset")
    .toSorted((a, b) => ranks[a.kind] - ranks[b.kind] || a.value.localeCompare(b.value));
}

function matches(session: KnownSession, key: DeviceKey): boolean {
  return holds(session.keys, key) && (key.kind === "asset" || !holds(session.claimed, key));
}
