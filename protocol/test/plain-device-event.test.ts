import { isDeepStrictEqual } from "node:util";
import { encodeBoxEvent, parseBoxEvent } from "@rae/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBoxEvent } from "../src/box-event-codec.ts";
import { readPlainDeviceEvent } from "../src/plain-device-event.ts";
import { anyEvent } from "./event-arbitrary.ts";

const event = {
  boxId: "box-1",
  registryId: "0190a0a0-0000-7000-8000-000000000001",
  connection: 3,
  sequence: 9,
  observedAtMs: 1_700_000_000_123,
  sessionId: "0190a0a0-0000-7000-8000-000000000002",
  revision: 4,
  kind: "AttributesChanged",
  attributes: {
    "identity.mac": { value: "02:00:00:00:00:01", observedAtMs: 5 },
    "audio.volume": { value: 12.5, observedAtMs: 6 },
    "audio.muted": { value: true, observedAtMs: 7 },
    capabilities: { value: ["power", "app"], observedAtMs: 8 },
    "connection.links": { value: [], observedAtMs: 0 },
    "model.name": { value: "", observedAtMs: 9 },
  },
  removed: ["app.active"],
} as const;

/** What a reader makes of bytes: the event, or that it refuses them. */
function readBy(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): unknown {
  try {
    return read(bytes);
  } catch {
    return "refused";
  }
}

/** Bytes as they went, cut, changed, joined: nearly messages. */
const nearly = fc
  .record({
    first: anyEvent,
    second: anyEvent,
    joined: fc.boolean(),
    changes: fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }),
    cut: fc.nat({ max: 3 }),
  })
  .map(({ first, second, joined, changes, cut }) => {
    const whole = joined
      ? Buffer.concat([encodeBoxEvent(first), encodeBoxEvent(second)])
      : Buffer.from(encodeBoxEvent(first));
    for (const [where, byte] of changes) whole[where % whole.length] = byte;
    return whole.subarray(0, whole.length - cut);
  });

describe("the quick reader of device events", () => {
  const { stackTraceLimit } = Error;
  // Most of the bytes here are refused, a hundred thousand times.
  beforeAll(() => {
    Error.stackTraceLimit = 0;
  });
  afterAll(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  it("reads what agents write", () => {
    expect(readPlainDeviceEvent(encodeBoxEvent(event))).toEqual(event);
  });

  it.each([
    { ...event, kind: "Attached" as const },
    { ...event, kind: "Snapshot" as const },
    { ...event, kind: "Detached" as const, reason: "absent" },
  ])("reads $kind", ({ attributes, removed, ...rest }) => {
    const told = rest.kind === "Detached" ? rest : { ...rest, attributes };
    expect(readPlainDeviceEvent(encodeBoxEvent(told))).toEqual(told);
  });

  it("leaves texts beyond ASCII to the generated code", () => {
    const japanese = { "model.name": { value: "ブラビア", observedAtMs: 1 } };
    const bytes = encodeBoxEvent({ ...event, attributes: japanese });
    expect(readPlainDeviceEvent(bytes)).toBeUndefined();
    expect(parseBoxEvent(bytes)).toMatchObject({ attributes: japanese });
  });

  it("reads of every event what the generated code reads of it, or nothing", () => {
    fc.assert(
      fc.property(anyEvent, (any) => {
        const bytes = encodeBoxEvent(any);
        expect([undefined, any]).toContainEqual(readPlainDeviceEvent(bytes));
      }),
      { numRuns: 1_000 },
    );
  });

  it("refuses and accepts the bytes that the generated code refuses and accepts, with the same meaning", () => {
    fc.assert(
      fc.property(nearly, (bytes) => {
        expect(readBy(parseBoxEvent, bytes)).toEqual(readBy(readBoxEvent, bytes));
      }),
      { numRuns: 5_000 },
    );
  });

  it("means the same at every byte that is cut off or changed", () => {
    const whole = encodeBoxEvent(event);
    const variants = Array.from(whole, (_, at) => whole.subarray(0, at));
    for (let at = 0; at < whole.length; at += 1) {
      for (let byte = 0; byte < 256; byte += 1) variants.push(whole.with(at, byte));
    }
    const differing = variants.filter(
      (bytes) => !isDeepStrictEqual(readBy(parseBoxEvent, bytes), readBy(readBoxEvent, bytes)),
    );
    expect(differing).toEqual([]);
  });

  it("gives the same text for the same bytes, and another for others of the same length", () => {
    const names = Array.from({ length: 3_000 }, (_, index) => `app-${index % 1_500}`);
    const read = names.map((value) => {
      const attributes = { "app.active": { value, observedAtMs: 1 } };
      return readPlainDeviceEvent(encodeBoxEvent({ ...event, attributes }));
    });
    expect(read).toMatchObject(names.map((value) => ({ attributes: { "app.active": { value } } })));
  });
});
