import { type BoxEvent, encodeBoxEvent, parseBoxEvent } from "@rae/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorCodeOf } from "./error-code-of.ts";

const origin = {
  boxId: "box-1",
  registryId: "0190a0a0-0000-7000-8000-000000000001",
  connection: 3,
  sequence: 9,
  observedAtMs: 1_700_000_000_123,
};
const device = { ...origin, sessionId: "0190a0a0-0000-7000-8000-000000000002", revision: 4 };
const status = {
  agentVersion: "0.1.0",
  outboxRows: 2,
  outboxBytes: 300,
  outboxLimitBytes: 1024,
  supersededDeltas: 1,
  interfaces: [{ name: "lo", addresses: ["127.0.0.1"] }],
  links: [{ id: "serial:tty-1", state: "open", detail: "" }],
};

const events: readonly BoxEvent[] = [
  {
    ...device,
    kind: "Attached",
    attributes: {
      "identity.mac": { value: "02:00:00:00:00:01", observedAtMs: 5 },
      "audio.volume": { value: 0, observedAtMs: 6 },
      "audio.muted": { value: false, observedAtMs: 7 },
      capabilities: { value: [], observedAtMs: 8 },
      "model.name": { value: "", observedAtMs: 9 },
    },
  },
  { ...device, kind: "AttributesChanged", attributes: {}, removed: ["app.active"] },
  { ...device, kind: "Snapshot", attributes: {}, supersedes: { from: 2, to: 4 } },
  { ...device, kind: "Snapshot", attributes: {} },
  { ...device, kind: "Detached", reason: "absent" },
  { ...device, kind: "unknown", kindNumber: 99 },
  { ...origin, kind: "Birth", status },
  { ...origin, kind: "Status", status },
  {
    ...origin,
    kind: "Status",
    status: {
      ...status,
      unreadableRegistries: ["registry.sqlite.unreadable-20261128T180352Z"],
      droppedSessions: 1,
      identityConflict: { takeovers: 3, sinceMs: 1_700_000_000_000 },
    },
  },
  { ...origin, kind: "Status", status: { ...status, seen: { atMs: 50_000, sessions: [] } } },
  { ...origin, kind: "Lost", reason: "stopped" },
  { ...origin, kind: "Roster", sessions: [{ sessionId: device.sessionId, revision: 4 }] },
  { ...origin, kind: "unknown-box-event", kindNumber: 77 },
];

describe("box events on the wire", () => {
  it.each(events.map((event) => [event.kind, event] as const))(
    "%s comes back as it went",
    (_, event) => {
      expect(parseBoxEvent(encodeBoxEvent(event))).toEqual(event);
    },
  );

  it("random bytes are an event or undecodable, never another error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) =>
        ["none", "undecodable"].includes(errorCodeOf(() => parseBoxEvent(bytes))),
      ),
      { numRuns: 2000 },
    );
  });

  it("a field that this version does not know is passed over", () => {
    const event = events[4];
    const extended = Buffer.concat([
      encodeBoxEvent(event as BoxEvent),
      Buffer.from([0xfa, 0x06, 1, 65]),
    ]);
    expect(parseBoxEvent(extended)).toEqual(event);
  });

  it.each([
    ["a box id that is none", { ...origin, boxId: "Box/1", kind: "Lost", reason: "" }],
    ["a device event without a revision", { ...device, revision: 0, kind: "Detached", reason: "" }],
    [
      "a superseded range beyond the revision",
      { ...device, kind: "Snapshot", attributes: {}, supersedes: { from: 2, to: 5 } },
    ],
    [
      "a session id that is too long",
      { ...device, sessionId: "s".repeat(65), kind: "Detached", reason: "" },
    ],
    ["a registry without a name", { ...origin, registryId: "", kind: "Lost", reason: "" }],
    [
      "a superseded range that runs backwards",
      { ...device, kind: "Snapshot", attributes: {}, supersedes: { from: 3, to: 2 } },
    ],
    [
      "a time that is no date",
      { ...origin, observedAtMs: 8.64e15 + 1024, kind: "Lost", reason: "" },
    ],
    [
      "an attribute's time that is no date",
      {
        ...device,
        kind: "Attached",
        attributes: { "model.name": { value: "", observedAtMs: 2 ** 60 } },
      },
    ],
    [
      "an attribute that is not a number",
      {
        ...device,
        kind: "Attached",
        attributes: { "audio.volume": { value: Number.NaN, observedAtMs: 1 } },
      },
    ],
    [
      "an attribute whose name is none",
      { ...device, kind: "Attached", attributes: { "Model Name": { value: "", observedAtMs: 1 } } },
    ],
    [
      "a roster entry without a session",
      { ...origin, kind: "Roster", sessions: [{ sessionId: "", revision: 1 }] },
    ],
    ["a number beyond 2^53", { ...origin, connection: 2 ** 60, kind: "Lost", reason: "" }],
  ] as const)("%s is undecodable", (_, event) => {
    expect(errorCodeOf(() => parseBoxEvent(encodeBoxEvent(event)))).toBe("undecodable");
  });
});
