import { expect, test } from "vitest";
import { type AssignableSession, assign } from "../../../src/core/assignment/assign.ts";
import { keyText } from "../../../src/core/assignment/device-key.ts";
import type { AssignableFace } from "../../../src/core/assignment/face-groups.ts";
import { face, session } from "./scripted-faces.ts";

interface Row {
  readonly name: string;
  readonly faces: readonly AssignableFace[];
  readonly sessions?: readonly AssignableSession[];
  /** Assets of the lab file, beside those that the faces have. */
  readonly assets?: readonly string[];
  /** Faces by the session that they get. */
  readonly devices: Readonly<Record<string, string>>;
  /** `key -> session that loses it`. */
  readonly moves?: Readonly<Record<string, string>>;
  /** Sessions that end, by the session that is the same device. */
  readonly ended?: Readonly<Record<string, string>>;
}

const tv = (faceId: string, keys: readonly string[], sessionId?: string) =>
  face(faceId, keys, { asset: "tv", sessionId });

const rows: Row[] = [
  { name: "a device never seen is new", faces: [face("f1", ["wire p1"])], devices: { f1: "new" } },
  {
    name: "the same wire is the same session",
    faces: [face("f1", ["wire p1"])],
    sessions: [session("s1", ["wire p1"])],
    devices: { f1: "s1" },
  },
  {
    name: "a device that comes back on its wire with another mac keeps its session",
    faces: [face("f1", ["wire p1", "mac b"])],
    sessions: [session("s1", ["wire p1", "mac a"])],
    devices: { f1: "s1" },
  },
  {
    name: "a device that comes back with its mac on another wire keeps its session",
    faces: [face("f1", ["wire p2", "mac a"])],
    sessions: [session("s1", ["wire p1", "mac a"])],
    devices: { f1: "s1" },
  },
  {
    name: "an address alone never matches, and goes to who has it now",
    faces: [face("f1", ["ip 192.0.2.7"])],
    sessions: [session("s1", ["usn u1", "ip 192.0.2.7"])],
    devices: { f1: "new" },
    moves: { "ip 192.0.2.7": "s1" },
  },
  {
    name: "a device that has no name but an address stays what it is",
    faces: [face("f1", ["ip 192.0.2.7"], { sessionId: "s1" })],
    sessions: [session("s1", ["ip 192.0.2.7"])],
    devices: { f1: "s1" },
  },
  {
    name: "an address that never answered is no device",
    faces: [face("f1", ["ip 192.0.2.7"], { mayBegin: false })],
    devices: {},
  },
  {
    name: "the wire beats the mac, and the mac moves to the winner",
    faces: [face("f1", ["wire p1", "mac a"])],
    sessions: [session("s1", ["wire p1"]), session("s2", ["wire p2", "mac a"])],
    devices: { f1: "s1" },
    moves: { "mac a": "s2" },
  },
  {
    name: "the usn beats the mac, and a session that only had the mac was the same device",
    faces: [face("f1", ["mac a", "usn u1"])],
    sessions: [session("s2", ["mac a"]), session("s1", ["usn u1"])],
    devices: { f1: "s1" },
    moves: { "mac a": "s2" },
    ended: { s2: "s1" },
  },
  {
    name: "the asset beats the wire",
    faces: [tv("f1", ["wire p1"])],
    sessions: [session("s2", ["wire p1", "usn u2"]), session("s1", ["asset tv", "usn u1"])],
    devices: { f1: "s1" },
    moves: { "wire p1": "s2" },
  },
  {
    name: "an adb serial matches as a usn does",
    faces: [face("f1", ["adb X1", "mac b"])],
    sessions: [session("s1", ["adb X1", "mac a"])],
    devices: { f1: "s1" },
  },
  {
    name: "a mac that a face of another session has, too, makes no match and does not move",
    faces: [face("f1", ["usn u1", "mac a"]), face("f2", ["wire p1", "mac a"])],
    sessions: [session("s1", ["wire p1", "mac a"])],
    devices: { f1: "new", f2: "s1" },
  },
  {
    name: "faces with one asset are one device",
    faces: [tv("f1", ["usn u1", "mac a"]), tv("f2", ["wire p1", "mac a"])],
    sessions: [session("s1", ["asset tv", "wire p1", "mac a"]), session("s2", ["usn u1"])],
    devices: { f1: "s1", f2: "s1" },
    moves: { "usn u1": "s2" },
    ended: { s2: "s1" },
  },
  {
    name: "the same value of another kind is another key",
    faces: [face("f1", ["usn a"])],
    sessions: [session("s1", ["mac a"])],
    devices: { f1: "new" },
  },
  {
    name: "a name at two addresses is one device",
    faces: [face("f1", ["usn u1", "ip a"]), face("f2", ["usn u1", "ip b"])],
    sessions: [session("s1", ["usn u1", "ip a"])],
    devices: { f1: "s1", f2: "s1" },
  },
  {
    name: "a name that two drivers find is two faces",
    faces: [face("f1", ["usn u1"]), face("f2", ["usn u1"], { driver: "other" })],
    sessions: [session("s1", ["usn u1"])],
    devices: { f1: "s1", f2: "new" },
  },
  {
    name: "one name with two serial numbers is two devices, each with its own session",
    faces: [face("f1", ["usn u1"], { serial: "X1" }), face("f2", ["usn u1"], { serial: "X2" })],
    sessions: [session("s2", ["usn u1"], "X2"), session("s1", ["usn u1"], "X1")],
    devices: { f1: "s1", f2: "s2" },
  },
  {
    name: "of two devices with one name, the absent one keeps it",
    faces: [face("f2", ["usn u1"], { serial: "X2" })],
    sessions: [session("s1", ["usn u1"], "X1"), session("s2", ["usn u1"], "X2")],
    devices: { f2: "s2" },
  },
  {
    name: "an asset given to a name that two devices have is the first one's",
    faces: [
      face("f1", ["usn u1"], { serial: "X1", asset: "tv" }),
      face("f2", ["usn u1"], { serial: "X2", asset: "tv" }),
    ],
    devices: { f1: "new", f2: "new 2" },
  },
  {
    name: "a device that comes with another serial number under its name is the same",
    faces: [face("f1", ["usn u1"], { serial: "X2" })],
    sessions: [session("s1", ["usn u1"], "X1")],
    devices: { f1: "s1" },
  },
  {
    name: "faces on one link are one device",
    faces: [face("f1", ["usn u1"], { place: "l" }), face("f2", ["ip a"], { place: "l" })],
    sessions: [session("s1", ["usn u1"])],
    devices: { f1: "s1", f2: "s1" },
  },
  {
    name: "a session waits for its asset while the lab file has it",
    faces: [face("f1", ["wire p1"], { sessionId: "s1" })],
    sessions: [session("s1", ["asset tv", "wire p1"])],
    assets: ["tv"],
    devices: { f1: "new" },
    moves: { "wire p1": "s1" },
  },
  {
    name: "a session whose asset is gone from the lab file is its wire's",
    faces: [face("f1", ["wire p1"], { asset: "tv-9" })],
    sessions: [session("s1", ["asset tv", "wire p1"])],
    devices: { f1: "s1" },
  },
  {
    name: "two assets that are swapped take their sessions along",
    faces: [
      face("f1", ["wire p1"], { asset: "b", sessionId: "s1" }),
      face("f2", ["wire p2"], { asset: "a", sessionId: "s2" }),
    ],
    sessions: [session("s1", ["asset a", "wire p1"]), session("s2", ["asset b", "wire p2"])],
    devices: { f1: "s2", f2: "s1" },
    moves: { "wire p1": "s1", "wire p2": "s2" },
  },
  {
    name: "what was joined by mistake splits, the wire keeping the session",
    faces: [
      face("f1", ["usn u1"], { sessionId: "s1" }),
      face("f2", ["wire p1"], { sessionId: "s1" }),
    ],
    sessions: [session("s1", ["asset tv", "wire p1", "usn u1"])],
    devices: { f1: "new", f2: "s1" },
    moves: { "usn u1": "s1" },
  },
];

test.each(rows)(
  "$name",
  ({ faces, sessions = [], assets = [], devices, moves = {}, ended = {} }) => {
    const known = new Set([...assets, ...faces.flatMap(({ asset }) => asset ?? [])]);
    const result = assign(faces, sessions, (asset) => known.has(asset));
    let fresh = 0;
    const idOf = new Map(
      result.devices.map((device) => {
        if (device.sessionId !== undefined) return [device, device.sessionId];
        fresh += 1;
        return [device, fresh === 1 ? "new" : `new ${fresh}`];
      }),
    );
    const placed = result.devices.flatMap((device) =>
      device.faces.map(({ faceId }) => [faceId, idOf.get(device)]),
    );
    expect(Object.fromEntries(placed)).toEqual(devices);
    const moved = result.moves.map(({ key, fromSessionId }) => [keyText(key), fromSessionId]);
    expect(Object.fromEntries(moved)).toEqual(moves);
    const over = result.left.flatMap(({ sessionId, sameAs }) =>
      sameAs === undefined ? [] : [[sessionId, idOf.get(sameAs)]],
    );
    expect(Object.fromEntries(over)).toEqual(ended);
  },
);

const keysAfter = (held: readonly string[], faces: readonly AssignableFace[]) => {
  const { devices } = assign(faces, [session("s1", held)], () => false);
  return devices.find(({ sessionId }) => sessionId === "s1")?.keys.map(keyText);
};

test("a new mac takes the place of the old one", () => {
  expect(keysAfter(["wire p1", "mac a"], [face("f1", ["wire p1", "mac b"])])).toEqual([
    "wire p1",
    "mac b",
  ]);
});

test("the macs of both faces of a device stay", () => {
  expect(
    keysAfter(
      ["asset tv", "wire p1", "mac a"],
      [tv("f1", ["wire p1", "mac a"]), tv("f2", ["mac b"])],
    ),
  ).toEqual(["asset tv", "wire p1", "mac a", "mac b"]);
});

test("a kind that no face tells stays", () => {
  expect(keysAfter(["wire p1", "mac a"], [face("f1", ["wire p1"])])).toEqual(["wire p1", "mac a"]);
});

test("an asset does not outlive the lab file's word", () => {
  expect(keysAfter(["asset tv", "wire p1"], [face("f1", ["wire p1"])])).toEqual(["wire p1"]);
});
