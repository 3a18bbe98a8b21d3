import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeEntryCell,
  entryCellBytes,
  writeEntryCell,
} from "../../src/adapters/cassandra/entry-cell.ts";
import type { HistoryEntry } from "../../src/ports/history.ts";
import { sampleEntry } from "../../src/testing/sample-records.ts";

/** In the middle of other bytes, as in a chunk. */
function encodeEntryCell(entry: HistoryEntry): Buffer {
  const around = Buffer.alloc(7 + entryCellBytes(entry) + 7, 0xee);
  const end = writeEntryCell(around, 7, entry);
  expect([...around.subarray(0, 7), ...around.subarray(end)]).toEqual(Array(14).fill(0xee));
  return around.subarray(7, end);
}

const time = fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 });

test("every entry comes back from its cell as it was", () => {
  const part = fc.record({
    kind: fc.string({ unit: "grapheme", maxLength: 20 }),
    boxId: fc.string({ unit: "grapheme", maxLength: 300 }),
    observedAtMs: time,
    receivedAtMs: time,
    clockSuspect: fc.boolean(),
    payload: fc.uint8Array(),
  });
  const property = fc.property(part, (changes) => {
    const entry = sampleEntry(changes);
    const { sessionId, revision, slot } = entry;
    const decoded = decodeEntryCell(encodeEntryCell(entry), { sessionId, revision, slot });
    expect({ ...decoded, payload: [...decoded.payload] }).toEqual({
      ...entry,
      payload: [...entry.payload],
    });
  });
  fc.assert(property);
});

test("a cell of a newer form is refused, not misread", () => {
  const cell = encodeEntryCell(sampleEntry());
  cell[0] = 2;
  expect(() => decodeEntryCell(cell, sampleEntry())).toThrow(/form 2, made by a newer version/);
});
