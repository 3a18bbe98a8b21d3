import fc from "fast-check";
import { expect, test } from "vitest";
import {
  chunksOf,
  decodeChunk,
  type EntryChunk,
} from "../../src/adapters/cassandra/entry-chunk.ts";
import { firstReceived } from "../../src/adapters/cassandra/first-received.ts";
import type { HistoryEntry } from "../../src/ports/history.ts";
import { sampleEntry, sampleTimeMs } from "../../src/testing/sample-records.ts";

const revision = fc.oneof(fc.nat(250), fc.integer({ min: 1_900, max: 2_100 }), fc.maxSafeNat());
const entry = fc
  .record({
    revision,
    slot: fc.constantFrom("change", "snapshot" as const),
    receivedAtMs: fc.nat(5).map((laterMs) => sampleTimeMs + laterMs),
    payload: fc.oneof(fc.uint8Array(), fc.integer({ min: 0, max: 40_000 }).map(filled)),
  })
  .map((part) => sampleEntry(part));
const entries = fc.array(entry, { maxLength: 60 });

function filled(sizeBytes: number): Uint8Array {
  return new Uint8Array(sizeBytes).fill(sizeBytes);
}

const decoded = (chunk: EntryChunk) =>
  decodeChunk(chunk.cell, { ...chunk, sessionId: "session-1" });
const plain = (all: readonly HistoryEntry[]) =>
  all.map((each) => ({ ...each, payload: Buffer.from(each.payload).toString("hex") }));
const blocksOf = (all: readonly HistoryEntry[]) =>
  new Set(all.map((each) => Math.floor(each.revision / 100)));

test("entries come back from their chunks as they were, in order", () => {
  const property = fc.property(entries, (some) => {
    const unique = firstReceived([...some]);
    expect(plain(chunksOf(unique).flatMap(decoded))).toEqual(plain(unique));
  });
  fc.assert(property);
});

test("a chunk holds entries of one block, and has 28 KiB at most unless it is one entry", () => {
  const property = fc.property(entries, (some) => {
    for (const chunk of chunksOf(firstReceived([...some]))) {
      const held = decoded(chunk);
      expect(blocksOf(held).size).toBe(1);
      expect(chunk.cell.length <= 28 * 1024 + 1 || held.length === 1).toBe(true);
      expect(chunk.receivedAtMs).toBe(Math.min(...held.map((each) => each.receivedAtMs)));
    }
  });
  fc.assert(property);
});

test("chunks of one block have the same id only if they hold the same places, received at the same times", () => {
  const inBlock = fc.array(
    entry.map((each) => ({ ...each, revision: each.revision % 4, payload: new Uint8Array(1) })),
    { minLength: 1, maxLength: 4 },
  );
  const held = (chunk: EntryChunk) =>
    decoded(chunk).map((each) => [each.revision, each.slot, each.receivedAtMs]);
  const property = fc.property(inBlock, inBlock, (some, others) => {
    const [one, another] = [some, others].flatMap((each) => chunksOf(firstReceived([...each])));
    if (one === undefined || another === undefined) throw new Error("there is no chunk");
    const isSame = JSON.stringify(held(one)) === JSON.stringify(held(another));
    expect(one.id.equals(another.id)).toBe(isSame);
  });
  fc.assert(property, { numRuns: 1_000 });
});

test("of repetitions the one received first stays, wherever it stands", () => {
  const property = fc.property(entries, (some) => {
    const first = new Map<string, number>();
    for (const { revision: number, slot, receivedAtMs } of some) {
      const place = `${number} ${slot}`;
      first.set(place, Math.min(receivedAtMs, first.get(place) ?? Infinity));
    }
    const kept = firstReceived([...some]);
    expect(kept).toHaveLength(first.size);
    for (const each of kept) {
      expect(each.receivedAtMs).toBe(first.get(`${each.revision} ${each.slot}`));
    }
  });
  fc.assert(property);
});

test("a chunk of a newer form is refused, not misread", () => {
  const [chunk] = chunksOf([sampleEntry()]);
  if (chunk === undefined) throw new Error("there is no chunk");
  chunk.cell[0] = 2;
  expect(() => decoded(chunk)).toThrow(/form 2, made by a newer version/);
});
