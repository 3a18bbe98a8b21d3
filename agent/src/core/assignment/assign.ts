import { compareTexts } from "./compare-texts.ts";
import { compareKeys, type DeviceKey, holds, keyText, rankOf, sameKey } from "./device-key.ts";
import { type AssignableFace, type FaceGroup, groupFaces } from "./face-groups.ts";
import { TextIndex } from "./text-index.ts";

/** What decides of an open session whose it is. */
export interface AssignableSession {
  readonly sessionId: string;
  readonly keys: readonly DeviceKey[];
  /** The serial number that it shows. */
  readonly serial: string | undefined;
  /**
   * After a start, while faces of it may still be found: until then it loses no key and does not end, and `keys` are those of the start, so
   * that the order in which faces are found decides nothing.
   */
  readonly isHeld?: boolean;
}

export interface AssignedDevice {
  readonly faces: readonly AssignableFace[];
  /** Undefined: a new session. */
  readonly sessionId: string | undefined;
  /** The keys of the session from now on. */
  readonly keys: readonly DeviceKey[];
}

/** A key that a device took from a session of another device. */
export interface MovedKey {
  readonly key: DeviceKey;
  readonly fromSessionId: string;
  readonly to: AssignedDevice;
}

/** A session that no face serves. */
export interface LeftSession {
  readonly sessionId: string;
  readonly keys: readonly DeviceKey[];
  /** It has no name left but an address: it was only another name for the device that took its last one. */
  readonly sameAs: AssignedDevice | undefined;
}

export interface Assignment {
  readonly devices: readonly AssignedDevice[];
  readonly left: readonly LeftSession[];
  readonly moves: readonly MovedKey[];
}

/**
 * Decides for all faces and open sessions at once who is whose. Given is a closed set: whatever shares a key with one in it is in it.
 *
 * A session goes to the device that has its highest-ranked key; an address never decides. A session that has an asset of the lab
 * file waits for that asset, wherever it is now. Each device takes all its keys along, so that what was joined by mistake splits and what was
 * named wrongly is corrected; what is decided does not depend on the order in which the faces came, nor on what they were
 * before, save that a device which has no key but an address stays what it is.
 */
export function assign(
  faces: readonly AssignableFace[],
  sessions: readonly AssignableSession[],
  isAsset: (asset: string) => boolean,
): Assignment {
  const groups = groupFaces(faces).map((group) => ({ ...group, keys: keysOf(group) }));
  const matches = matchGroups(groups, sessions, isAsset);
  const claims = indexByKey(groups);
  const devices = new Map<KeyedGroup, AssignedDevice>();
  for (const group of groups) {
    const session = matches.get(group);
    if (session === undefined && !group.faces.some(({ mayBegin }) => mayBegin)) continue;
    const kept = session === undefined ? [] : keptKeys(session, group, claims);
    const keys = [...kept, ...group.keys].toSorted(compareKeys);
    devices.set(group, { faces: group.faces, sessionId: session?.sessionId, keys });
  }
  const served = new Map([...devices.values()].map((device) => [device.sessionId, device]));
  const moves: MovedKey[] = [];
  const left: LeftSession[] = [];
  for (const session of sessions.filter(({ isHeld = false }) => !isHeld)) {
    const own = served.get(session.sessionId);
    const taken = session.keys.flatMap((key): MovedKey[] => {
      if (own !== undefined && holds(own.keys, key)) return [];
      const [to] = [...claims.with(keyText(key))]
        .filter((group) => isPlace(key) || !isContradicted(group, session))
        .flatMap((group) => devices.get(group) ?? []);
      return to === undefined ? [] : [{ key, fromSessionId: session.sessionId, to }];
    });
    moves.push(...taken);
    if (own === undefined) left.push(leftSession(session, taken, isAsset));
  }
  return { devices: [...devices.values()], left, moves };
}

function indexByKey<T extends Keyed>(all: readonly T[]): TextIndex<T> {
  const index = new TextIndex<T>();
  for (const each of all) index.set(each, each.keys.map(keyText));
  return index;
}

interface Keyed {
  readonly keys: readonly DeviceKey[];
}

interface KeyedGroup extends FaceGroup {
  readonly keys: readonly DeviceKey[];
}

function keysOf({ faces, asset }: FaceGroup): readonly DeviceKey[] {
  const named: DeviceKey[] = asset === undefined ? [] : [{ kind: "asset", value: asset }];
  const keys = [...named, ...faces.flatMap((face) => face.keys)];
  return keys
    .filter((key, index) => keys.findIndex((other) => sameKey(other, key)) === index)
    .toSorted(compareKeys);
}

interface Candidate {
  readonly group: KeyedGroup;
  readonly session: AssignableSession;
  readonly score: number;
}

const deciding = [1, 2, 3, 4];

function matchGroups(
  groups: readonly KeyedGroup[],
  sessions: readonly AssignableSession[],
  isAsset: (asset: string) => boolean,
): ReadonlyMap<KeyedGroup, AssignableSession> {
  const holders = indexByKey(sessions);
  const byId = new Map(sessions.map((session) => [session.sessionId, session]));
  const matches = new Map<KeyedGroup, AssignableSession>();
  const taken = new Set<AssignableSession>();
  const matchBy = (candidatesOf: (group: KeyedGroup) => readonly AssignableSession[]) => {
    const candidates: Candidate[] = [];
    for (const group of groups) {
      if (matches.has(group)) continue;
      for (const session of candidatesOf(group)) {
        if (taken.has(session) || !mayMatch(group, session, isAsset)) continue;
        candidates.push({ group, session, score: likeness(group, session) });
      }
    }
    for (const { group, session } of candidates.toSorted(compareCandidates)) {
      if (matches.has(group) || taken.has(session)) continue;
      matches.set(group, session);
      taken.add(session);
    }
  };
  // What began since the start because not all faces were found yet comes after what was there before.
  for (const heldOnes of [true, false]) {
    for (const rank of deciding) {
      matchBy(({ keys }) =>
        keys
          .filter((key) => rankOf(key) === rank)
          .flatMap((key) => [...holders.with(keyText(key))])
          .filter(({ isHeld = false }) => isHeld === heldOnes),
      );
    }
  }
  matchBy(({ faces }) => faces.flatMap(({ sessionId = "" }) => byId.get(sessionId) ?? []));
  return matches;
}

/** A session with an asset of the lab file is that asset's alone. */
function mayMatch(
  { asset }: KeyedGroup,
  session: AssignableSession,
  isAsset: (asset: string) => boolean,
): boolean {
  const own = session.keys.find(({ kind }) => kind === "asset")?.value;
  return own === undefined || own === asset || !isAsset(own);
}

/** Which of several sessions with the deciding key is meant: by the serial number, then by the number of common keys. */
function likeness({ faces, keys }: KeyedGroup, session: AssignableSession): number {
  const common = session.keys.filter((key) => holds(keys, key)).length;
  if (isContradicted({ faces }, session)) return common - 1_000;
  return faces.some(({ serial }) => serial !== undefined && serial === session.serial)
    ? common + 1_000
    : common;
}

/** Whether serial numbers say that the session is another device's, which has the same name. */
function isContradicted(
  { faces }: Pick<KeyedGroup, "faces">,
  { serial }: AssignableSession,
): boolean {
  const serials = faces.flatMap((face) => face.serial ?? []);
  return serial !== undefined && serials.length > 0 && !serials.includes(serial);
}

function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    b.score - a.score ||
    compareTexts(a.session.sessionId, b.session.sessionId) ||
    compareTexts(a.group.faces[0]?.faceId ?? "", b.group.faces[0]?.faceId ?? "")
  );
}

/**
 * What a session keeps of its keys: a kind that the faces give replaces what it had of it, as a device keeps its session when it comes
 * back with another MAC; what another device claims now is not kept either.
 */
function keptKeys(
  { keys, isHeld = false }: AssignableSession,
  group: KeyedGroup,
  claims: TextIndex<KeyedGroup>,
): readonly DeviceKey[] {
  if (isHeld) return keys.filter((old) => old.kind !== "asset" && !holds(group.keys, old));
  return keys.filter(
    (old) =>
      old.kind !== "asset" &&
      !group.keys.some(({ kind }) => kind === old.kind) &&
      claims.with(keyText(old)).size === 0,
  );
}

/** Whether a key says where a device is, and not what it calls itself. */
function isPlace({ kind }: DeviceKey): boolean {
  return kind === "asset" || kind === "wire" || kind === "ip";
}

function leftSession(
  { sessionId, keys }: AssignableSession,
  taken: readonly MovedKey[],
  isAsset: (asset: string) => boolean,
): LeftSession {
  const remaining = keys.filter(
    (key) =>
      !taken.some((move) => sameKey(move.key, key)) && (key.kind !== "asset" || isAsset(key.value)),
  );
  const names = remaining.filter(({ kind }) => kind !== "ip");
  const [last] = taken.toSorted((a, b) => compareKeys(a.key, b.key));
  return { sessionId, keys: remaining, sameAs: names.length === 0 ? last?.to : undefined };
}
