import { describe, expect, test } from "vitest";
import type { DeviceKey, KeyKind } from "../../../src/core/assignment/device-key.ts";
import {
  decideIdentity,
  type KnownSession,
  mergeKeys,
} from "../../../src/core/assignment/identity.ts";

function keys(...texts: string[]): DeviceKey[] {
  return texts.map((text) => {
    const [kind = "", ...value] = text.split(" ");
    return { kind: kind as KeyKind, value: value.join(" ") };
  });
}

function session(sessionId: string, held: string[], claimed: string[] = []): KnownSession {
  return { sessionId, keys: keys(...held), claimed: keys(...claimed) };
}

interface Row {
  readonly name: string;
  readonly keys: string[];
  readonly sessions: KnownSession[];
  readonly session: string | undefined;
  /** `key -> session that loses it`. */
  readonly moves?: Record<string, string>;
}

const rows: Row[] = [
  { name: "a device never seen is new", keys: ["wire p1"], sessions: [], session: undefined },
  {
    name: "the same wire is the same session",
    keys: ["wire p1"],
    sessions: [session("s1", ["wire p1"])],
    session: "s1",
  },
  {
    name: "a device that comes back on its wire with another mac keeps its session",
    keys: ["wire p1", "mac b"],
    sessions: [session("s1", ["wire p1", "mac a"])],
    session: "s1",
  },
  {
    name: "a device that comes back with its mac on another wire keeps its session",
    keys: ["wire p2", "mac a"],
    sessions: [session("s1", ["wire p1", "mac a"])],
    session: "s1",
    moves: {},
  },
  {
    name: "an address alone never matches",
    keys: ["ip 192.0.2.7"],
    sessions: [session("s1", ["usn u1", "ip 192.0.2.7"])],
    session: undefined,
    moves: { "ip 192.0.2.7": "s1" },
  },
  {
    name: "the wire beats the mac, and the mac moves to the winner",
    keys: ["wire p1", "mac a"],
    sessions: [session("s1", ["wire p1"]), session("s2", ["wire p2", "mac a"])],
    session: "s1",
    moves: { "mac a": "s2" },
  },
  {
    name: "the usn beats the mac",
    keys: ["mac a", "usn u1"],
    sessions: [session("s2", ["mac a"]), session("s1", ["usn u1"])],
    session: "s1",
    moves: { "mac a": "s2" },
  },
  {
    name: "the asset beats the wire",
    keys: ["asset tv-17", "wire p1"],
    sessions: [session("s2", ["wire p1"]), session("s1", ["asset tv-17", "usn u1"])],
    session: "s1",
    moves: { "wire p1": "s2" },
  },
  {
    name: "an adb serial matches as a usn does",
    keys: ["adb X1", "mac b"],
    sessions: [session("s1", ["adb X1", "mac a"])],
    session: "s1",
  },
  {
    name: "a mac that a live face of another session claims makes no match and does not move",
    keys: ["usn u1", "mac a"],
    sessions: [session("s1", ["wire p1", "mac a"], ["wire p1", "mac a"])],
    session: undefined,
    moves: {},
  },
  {
    name: "faces with one asset are one device though the other face is live",
    keys: ["asset tv-17", "usn u1", "mac a"],
    sessions: [session("s1", ["asset tv-17", "wire p1", "mac a"], ["wire p1", "mac a"])],
    session: "s1",
  },
  {
    name: "the same value of another kind is another key",
    keys: ["usn a"],
    sessions: [session("s1", ["mac a"])],
    session: undefined,
  },
];

describe("identity", () => {
  test.each(rows)("$name", (row) => {
    const decision = decideIdentity(keys(...row.keys), row.sessions);
    const moves = decision.moves.map(({ key, fromSessionId }) => [
      `${key.kind} ${key.value}`,
      fromSessionId,
    ]);
    expect(decision.sessionId).toBe(row.session);
    expect(Object.fromEntries(moves)).toEqual(row.moves ?? {});
  });
});

describe("the keys of a session", () => {
  test("a new mac takes the place of the old one", () => {
    const known = session("s1", ["wire p1", "mac a"]);
    expect(mergeKeys(known, keys("wire p1", "mac b"))).toEqual(keys("wire p1", "mac b"));
  });

  test("a mac that another live face claims stays beside the new one", () => {
    const known = session("s1", ["wire p1", "mac a"], ["wire p1", "mac a"]);
    expect(mergeKeys(known, keys("usn u1", "mac b"))).toEqual(
      keys("wire p1", "usn u1", "mac a", "mac b"),
    );
  });

  test("a kind that the face does not tell stays", () => {
    expect(mergeKeys(session("s1", ["wire p1", "mac a"]), keys("wire p1"))).toEqual(
      keys("wire p1", "mac a"),
    );
  });

  test("an asset does not outlive the lab file's word", () => {
    expect(mergeKeys(session("s1", ["asset tv-17", "wire p1"]), keys("wire p1"))).toEqual(
      keys("wire p1"),
    );
  });
});
