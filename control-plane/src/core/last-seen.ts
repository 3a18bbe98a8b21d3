import {
  type Attributes,
  type BoxStatus,
  encodeSeenTimes,
  isBoxAttribute,
  parseSeenTimes,
  type SessionSeen,
} from "@rae/protocol";
import type { BoxRecord } from "./box-record.ts";
import type { DeviceRecord } from "./device-record.ts";

/** What a box's record keeps of a status: `seen` is packed, as it is the only part that grows with the devices. */
export function keptOf({ seen, ...status }: BoxStatus): Pick<BoxRecord, "status" | "seen"> {
  if (seen === undefined) return { status };
  return { status, seen: Buffer.from(encodeSeenTimes(seen)).toString("base64") };
}

/**
 * A device's attributes with the time at which its box last saw each: that of the event that told the value, or a later one from the
 * box's newest status. Both are by the box's clock. The status does not count for a record that lacks what was told before it.
 */
export function withLastSeen(record: DeviceRecord, box: BoxRecord | undefined): Attributes {
  const { attributes, sessionId, revision, stale } = record;
  const { atMs, sessions } = seenBy(box);
  const session = sessions.get(sessionId);
  if (session === undefined || stale || revision < session.revision) return attributes;
  const own = new Map(
    session.others.flatMap(({ names, seenAtMs }) => names.map((name) => [name, seenAtMs] as const)),
  );
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { value, observedAtMs }]) => {
      const seenAtMs = own.get(name) ?? (isBoxAttribute(name) ? atMs : session.seenAtMs);
      return [name, { value, observedAtMs: Math.max(observedAtMs, seenAtMs) }];
    }),
  );
}

interface BoxSeen {
  readonly atMs: number;
  readonly sessions: ReadonlyMap<string, SessionSeen>;
}

const nothing: BoxSeen = { atMs: 0, sessions: new Map() };

/** Unpacked when a device of the box is first shown, until the box's next status. */
const unpacked = new WeakMap<BoxRecord, BoxSeen>();

function seenBy(box: BoxRecord | undefined): BoxSeen {
  if (box?.seen === undefined) return nothing;
  const known = unpacked.get(box);
  if (known !== undefined) return known;
  const { atMs, sessions } = parseSeenTimes(Buffer.from(box.seen, "base64"));
  const seen = { atMs, sessions: new Map(sessions.map((each) => [each.sessionId, each])) };
  unpacked.set(box, seen);
  return seen;
}
