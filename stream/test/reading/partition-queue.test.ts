import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PartitionQueue } from "../../src/reading/partition-queue.ts";
import type { LogRecord } from "../../src/record-log.ts";

const wide = { maxRecords: 1_000, maxBytes: 1e6 };

function record(offset: number, sizeBytes = 10): LogRecord {
  return {
    topic: "events",
    partition: 0,
    offset,
    key: "",
    value: new Uint8Array(sizeBytes),
    headers: {},
    appendedAtMs: 0,
  };
}

function filled(queue: PartitionQueue, count: number, sizeBytes = 10): PartitionQueue {
  const from = queue.nextFetchOffset;
  queue.push(Array.from({ length: count }, (_, n) => record(from + n, sizeBytes)));
  return queue;
}

const offsetsOf = (records: readonly LogRecord[]) => records.map(({ offset }) => offset);

describe("a partition's queue", () => {
  it.each([
    { what: "below both limits", count: 9, sizeBytes: 10, isPaused: false },
    { what: "at its limit of records", count: 10, sizeBytes: 1, isPaused: true },
    { what: "at its limit of bytes", count: 2, sizeBytes: 500, isPaused: true },
    { what: "over both", count: 20, sizeBytes: 500, isPaused: true },
  ])("$what pauses: $isPaused", ({ count, sizeBytes, isPaused }) => {
    const queue = new PartitionQueue(0, { maxRecords: 10, maxBytes: 1_000 });
    expect(filled(queue, count, sizeBytes).isPaused).toBe(isPaused);
  });

  it("once paused, resumes only when it is half empty", () => {
    const queue = filled(new PartitionQueue(0, { maxRecords: 10, maxBytes: 1e6 }), 10);
    queue.take({ maxRecords: 4, maxBytes: 1e6 });
    expect(queue.isPaused).toBe(true);
    queue.take({ maxRecords: 1, maxBytes: 1e6 });
    expect(queue.isPaused).toBe(false);
    filled(queue, 4);
    expect(queue.isPaused).toBe(false);
  });

  it("paused by bytes, does not resume while few records are still too large", () => {
    const queue = filled(new PartitionQueue(0, { maxRecords: 100, maxBytes: 1_000 }), 3, 400);
    queue.take({ maxRecords: 1, maxBytes: 1e6 });
    expect(queue.isPaused).toBe(true);
  });

  it("gives one record at least, however large", () => {
    const queue = filled(new PartitionQueue(0, wide), 2, 5_000);
    expect(offsetsOf(queue.take({ maxRecords: 10, maxBytes: 100 }))).toEqual([0]);
  });

  it("stops taking before the record that would pass the limit of bytes", () => {
    const queue = filled(new PartitionQueue(0, wide), 5, 40);
    expect(offsetsOf(queue.take({ maxRecords: 10, maxBytes: 100 }))).toEqual([0, 1]);
  });

  it("refuses records that go back", () => {
    const queue = filled(new PartitionQueue(5, wide), 2);
    expect(() => queue.push([record(6)])).toThrow("go back");
    expect(() => new PartitionQueue(5, wide).push([record(4)])).toThrow("go back");
  });

  it("refuses to take back what does not lie before its oldest record", () => {
    const queue = filled(new PartitionQueue(0, wide), 3);
    expect(() => queue.putBack([record(2)])).toThrow("out of order");
  });

  it("skips nothing, doubles nothing and counts exactly, whatever is pushed, taken and put back", () => {
    const step = fc.oneof(
      fc.record({ push: fc.array(fc.tuple(fc.nat(3), fc.nat(50)), { maxLength: 12 }) }),
      fc.record({ take: fc.integer({ min: 1, max: 9 }), maxBytes: fc.nat(300), back: fc.nat(9) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = new PartitionQueue(0, { maxRecords: 20, maxBytes: 500 });
        const pushed: LogRecord[] = [];
        const taken: LogRecord[] = [];
        for (const each of steps) {
          if ("push" in each) {
            const records: LogRecord[] = [];
            for (const [gap, size] of each.push) {
              const last = records.at(-1)?.offset ?? queue.nextFetchOffset - 1;
              records.push(record(last + 1 + gap, size));
            }
            queue.push(records);
            pushed.push(...records);
          } else {
            const got = queue.take({ maxRecords: each.take, maxBytes: each.maxBytes });
            const keep = Math.max(0, got.length - each.back);
            queue.putBack(got.slice(keep));
            taken.push(...got.slice(0, keep));
          }
          const waiting = pushed.slice(taken.length);
          expect(queue.sizeRecords).toBe(waiting.length);
          expect(queue.sizeBytes).toBe(
            waiting.reduce((sum, r) => sum + (r.value?.byteLength ?? 0), 0),
          );
          expect(queue.peek()).toBe(waiting[0]);
          expect(taken).toEqual(pushed.slice(0, taken.length));
        }
      }),
    );
  });
});
