/** What a version that is one older or one newer makes of our messages. */
import {
  type BoxEvent,
  type CommandOutcome,
  encodeBoxEvent,
  encodeCommand,
  encodeControl,
  encodeOutcome,
  isDeviceEvent,
  parseBoxEvent,
  parseCommand,
  parseControl,
  parseOutcome,
} from "@rae/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorCodeOf } from "./error-code-of.ts";
import { anyEvent } from "./event-arbitrary.ts";

/** Fields with numbers that this schema does not use, of each wire type. */
const newerFields: readonly (readonly [string, readonly number[]])[] = [
  ["a number", [0xc0, 0x3e, 0x96, 0x01]],
  ["64 bits", [0xc1, 0x3e, 1, 2, 3, 4, 5, 6, 7, 8]],
  ["text or a message", [0xc2, 0x3e, 2, 0x68, 0x69]],
  ["32 bits", [0xc5, 0x3e, 1, 2, 3, 4]],
];
const extended = (bytes: Uint8Array, field: readonly number[]) =>
  Buffer.concat([Buffer.from(field), bytes, Buffer.from(field)]);

const attached: BoxEvent = {
  boxId: "box-1",
  registryId: "r",
  connection: 1,
  sequence: 1,
  observedAtMs: 1,
  kind: "Attached",
  sessionId: "s",
  revision: 1,
  attributes: { "model.name": { value: "A", observedAtMs: 1 } },
};
const outcome: CommandOutcome = {
  ...{ commandId: "c", boxId: "box-1", sessionId: "s", atMs: 1 },
  state: "failed",
  source: "agent",
};

describe("a newer sender", () => {
  it.each(newerFields)("may add %s to every message", (_, field) => {
    expect(parseBoxEvent(extended(encodeBoxEvent(attached), field))).toEqual(attached);
    const command = {
      ...{ commandId: "c", boxId: "box-1" },
      kind: "unknown",
      kindNumber: 9,
    } as const;
    expect(parseCommand(extended(encodeCommand(command), field))).toEqual(command);
    expect(parseOutcome(extended(encodeOutcome(outcome), field))).toEqual(outcome);
    const control = { gatewayId: "g", kind: "gateway-alive", atMs: 1 } as const;
    expect(parseControl(extended(encodeControl(control), field))).toEqual(control);
  });

  it("may name attributes that this version does not know", () => {
    const event = { ...attached, attributes: { "thermal.fan": { value: 7, observedAtMs: 1 } } };
    expect(parseBoxEvent(encodeBoxEvent(event))).toEqual(event);
  });

  it("may give an attribute a type of value that this version does not know: the others are kept", () => {
    // attributes { key: "a.new", value { 9: "x" } }
    const added = [0x4a, 0x0c, 0x0a, 5, ...Buffer.from("a.new"), 0x12, 3, 0x4a, 1, 0x78];
    expect(parseBoxEvent(Buffer.concat([encodeBoxEvent(attached), Buffer.from(added)]))).toEqual(
      attached,
    );
  });

  it("may send a device event of a kind that this version does not know: its order is kept", () => {
    const { attributes: _, ...rest } = attached;
    const event = { ...rest, kind: "unknown", kindNumber: 42 } as const;
    const read = parseBoxEvent(encodeBoxEvent(event));
    expect(read).toEqual(event);
    expect(isDeviceEvent(read)).toBe(true);
  });

  it("may send a box event of a kind that this version does not know", () => {
    const { attributes: _, sessionId: __, revision: ___, ...origin } = attached;
    const event = { ...origin, kind: "unknown-box-event", kindNumber: 42 } as const;
    const read = parseBoxEvent(encodeBoxEvent(event));
    expect(read).toEqual(event);
    expect(isDeviceEvent(read)).toBe(false);
  });

  it("may send an error code that this version does not know", () => {
    const error = { code: "on-fire", message: "smoke", details: {} };
    expect(parseOutcome(encodeOutcome({ ...outcome, error })).error).toEqual(error);
  });

  it("may send a control record of a kind that this version does not know", () => {
    const bytes = Buffer.from([0x0a, 1, 0x67, 0x10, 77]);
    expect(parseControl(bytes)).toEqual({ gatewayId: "g", kind: "unknown", atMs: 0 });
  });

  it("may not invent outcome states: what a command came to must be understood", () => {
    const bytes = Buffer.from([
      0x0a,
      1,
      0x63,
      0x12,
      1,
      0x62,
      0x20,
      99,
      0x2a,
      5,
      ...Buffer.from("agent"),
    ]);
    expect(errorCodeOf(() => parseOutcome(bytes))).toBe("undecodable");
  });
});

describe("an older sender", () => {
  it("leaves out what it does not know: everything has a meaning when it is absent", () => {
    // box_id, registry_id, kind Birth and nothing else.
    const bytes = Buffer.from([0x0a, 1, 0x62, 0x12, 1, 0x72, 0x30, 10]);
    expect(parseBoxEvent(bytes)).toEqual({
      boxId: "b",
      registryId: "r",
      connection: 0,
      sequence: 0,
      observedAtMs: 0,
      kind: "Birth",
      status: {
        agentVersion: "",
        outboxRows: 0,
        outboxBytes: 0,
        outboxLimitBytes: 0,
        supersededDeltas: 0,
        interfaces: [],
        links: [],
      },
    });
  });
});

describe("any event", () => {
  it("comes back as it went", () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        expect(parseBoxEvent(encodeBoxEvent(event))).toEqual(event);
      }),
      { numRuns: 500 },
    );
  });

  it("with one byte changed is an event or undecodable, never another error", () => {
    fc.assert(
      fc.property(anyEvent, fc.nat(), fc.integer({ min: 1, max: 255 }), (event, at, flip) => {
        const bytes = Buffer.from(encodeBoxEvent(event));
        bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ flip;
        expect(errorCodeOf(() => parseBoxEvent(bytes))).toMatch(/^(none|undecodable)$/);
      }),
      { numRuns: 1000 },
    );
  });
});
