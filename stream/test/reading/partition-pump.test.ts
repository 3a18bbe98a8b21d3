import { ManualClock } from "@rae/kit/testing";
import {
  defaultLimits,
  isOffsetMissing,
  type LogRecord,
  type PositionGap,
  type ReadPartition,
  RecordLogUnavailable,
  type SliceHandler,
} from "@rae/stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PartitionPump } from "../../src/reading/partition-pump.ts";

const partition = { topic: "events", partition: 0 };
const backoff = { initialMs: 100, maxMs: 1_000, factor: 2, jitter: 0 };

function records(from: number, count: number): LogRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    ...partition,
    offset: from + index,
    key: "a",
    value: new Uint8Array(),
    headers: {},
    appendedAtMs: 1_000 + from + index,
  }));
}

describe("a partition's pump", () => {
  let clock: ManualClock;
  let stored: LogRecord[];
  let reads: number[];
  let handled: number[];
  let failures: unknown[];
  let isOurs: boolean;
  let readFailure: unknown;
  let firstOffset: number;
  let markedOffset: number;
  let gaps: PositionGap[];
  let told: number[][];
  let handle: SliceHandler;
  let pumps: PartitionPump[];
  beforeEach(() => {
    clock = new ManualClock();
    stored = [];
    reads = [];
    handled = [];
    failures = [];
    isOurs = true;
    readFailure = undefined;
    firstOffset = 0;
    markedOffset = 0;
    gaps = [];
    told = [];
    pumps = [];
    handle = async (slice) => {
      handled.push(...slice.records.map((record) => record.offset));
      return (slice.records.at(-1)?.offset ?? 0) + 1;
    };
  });
  afterEach(async () => {
    await Promise.all(pumps.map((pump) => pump.stop({ abort: true })));
  });

  const read: ReadPartition = async (_partition, fromOffset) => {
    reads.push(fromOffset);
    if (readFailure !== undefined) throw readFailure;
    const endOffset = Math.max((stored.at(-1)?.offset ?? firstOffset - 1) + 1, markedOffset);
    if (isOffsetMissing(fromOffset, { firstOffset, endOffset })) {
      return { records: [], nextOffset: firstOffset, endOffset, isOffsetMissing: true };
    }
    const found = stored.filter((record) => record.offset >= fromOffset);
    return { records: found, nextOffset: endOffset, endOffset };
  };
  const start = (startOffset = 0) => {
    const pump = new PartitionPump({
      partition,
      startOffset,
      read,
      handle: (slice, signal) => handle(slice, signal),
      isOurs: () => isOurs,
      onHandled: (nextOffset, count) => told.push([nextOffset, count]),
      onGap: (gap) => gaps.push(gap),
      onFailure: (error) => failures.push(error),
      clock,
      backoff,
      limits: defaultLimits,
    });
    pumps.push(pump);
    return pump;
  };

  it("starts at its offset, hands out what is there, and reads again when woken, not before", async () => {
    stored = records(0, 5);
    const pump = start(3);
    await clock.advance(0);
    expect(handled).toEqual([3, 4]);
    expect(reads).toEqual([3, 5]);
    await clock.advance(60_000);
    expect(reads).toEqual([3, 5]);
    stored = records(0, 6);
    pump.wake(6);
    await clock.advance(0);
    expect(handled).toEqual([3, 4, 5]);
  });

  it("goes on behind records that the log no longer has", async () => {
    stored = records(40, 2);
    const pump = start(0);
    await clock.advance(0);
    expect(handled).toEqual([40, 41]);
    expect(pump.handledOffset).toBe(42);
  });

  it("hands nothing out while it cannot be sure that the partition is ours, and does when it can again", async () => {
    isOurs = false;
    stored = records(0, 2);
    start();
    await clock.advance(5_000);
    expect(handled).toEqual([]);
    isOurs = true;
    await clock.advance(1_000);
    expect(handled).toEqual([0, 1]);
  });

  it("reads again, after a backoff, while the log is away", async () => {
    readFailure = new RecordLogUnavailable("away");
    start();
    await clock.advance(299);
    expect(reads).toEqual([0, 0]);
    readFailure = undefined;
    firstOffset = 0;
    markedOffset = 0;
    gaps = [];
    told = [];
    stored = records(0, 1);
    await clock.advance(1);
    expect(handled).toEqual([0]);
    expect(failures).toEqual([]);
  });

  it("ends with a read that fails for good", async () => {
    readFailure = new Error("damaged");
    const pump = start();
    await clock.advance(10_000);
    expect(failures).toEqual([new Error("damaged")]);
    expect(reads).toEqual([0]);
    await pump.stop({ abort: false });
  });

  it("takes a handler that makes no progress for one that failed, and does not spin", async () => {
    stored = records(0, 2);
    let calls = 0;
    handle = async () => {
      calls += 1;
      return 0;
    };
    const pump = start();
    await clock.advance(250);
    expect(calls).toBe(2);
    expect(pump.handledOffset).toBe(0);
    expect(pump.oldestUnhandledAtMs).toBe(1_000);
  });

  it.each([
    { how: "gently lets the handler finish", abort: false, aborted: false },
    { how: "with an abort tells the handler", abort: true, aborted: true },
  ])("stopped $how, and counts what it says either way", async ({ abort, aborted }) => {
    stored = records(0, 4);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const signals: AbortSignal[] = [];
    handle = async (_slice, signal) => {
      signals.push(signal);
      await released;
      return 3;
    };
    const pump = start();
    await clock.advance(0);
    const stopped = pump.stop({ abort });
    expect(signals.map((signal) => signal.aborted)).toEqual([aborted]);
    release();
    await stopped;
    expect(pump.handledOffset).toBe(3);
    expect(signals).toHaveLength(1);
  });

  it.each([
    ["past the end", 9, { direction: "past-end", missingRecords: 5 }],
    ["before the first record", 0, { direction: "before-first", missingRecords: 2 }],
  ])("goes on at the first record there is from a position %s, and says so", async (_, at, gap) => {
    firstOffset = 2;
    stored = records(2, 2);
    const pump = start(at);
    await clock.advance(0);
    expect(handled).toEqual([2, 3]);
    expect(gaps).toEqual([{ ...partition, fromOffset: at, toOffset: 2, endOffset: 4, ...gap }]);
    expect(pump).toMatchObject({ handledOffset: 4, endOffset: 4 });
  });

  it("tells how far it is behind a log that ends before its position", async () => {
    stored = records(0, 5);
    handle = (_slice, signal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const pump = start(100);
    await clock.advance(0);
    expect(pump).toMatchObject({ handledOffset: 0, endOffset: 5 });
  });

  it("goes on at the end of a log that has no record left", async () => {
    firstOffset = 7;
    const pump = start(3);
    await clock.advance(0);
    expect(gaps).toMatchObject([{ toOffset: 7, endOffset: 7, missingRecords: 4 }]);
    expect(pump).toMatchObject({ handledOffset: 7, endOffset: 7 });
  });

  it("hands out what it has read before it reads a log that was made anew under it", async () => {
    stored = records(0, 4);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const handleLater = handle;
    handle = async (slice, signal) => {
      await released;
      return await handleLater(slice, signal);
    };
    const pump = start();
    await clock.advance(0);
    stored = records(0, 2);
    pump.wake(4);
    await clock.advance(0);
    expect(gaps).toEqual([]);
    release();
    await clock.advance(0);
    expect(handled).toEqual([0, 1, 2, 3, 0, 1]);
    expect(gaps).toMatchObject([{ fromOffset: 4, toOffset: 0, direction: "past-end" }]);
    expect(pump).toMatchObject({ handledOffset: 2, endOffset: 2 });
  });

  it("passes over what is no record, and has handled it when it has handled all before", async () => {
    stored = records(0, 2);
    markedOffset = 3;
    const pump = start();
    await clock.advance(0);
    expect(told).toEqual([[3, 2]]);
    markedOffset = 4;
    pump.wake(4);
    await clock.advance(0);
    expect(told).toEqual([
      [3, 2],
      [4, 0],
    ]);
    expect(pump.handledOffset).toBe(4);
  });

  it("lets sockets and timers have their turn during a long replay", async () => {
    stored = records(0, 10);
    let turns = 0;
    let isReplaying = true;
    const turn = () => {
      turns += 1;
      if (isReplaying) setImmediate(turn);
    };
    setImmediate(turn);
    const byOne: ReadPartition = async (_partition, from) => ({
      records: stored.slice(from, from + 1),
      nextOffset: Math.min(from + 1, 10),
      endOffset: 10,
    });
    const pump = new PartitionPump({
      partition,
      startOffset: 0,
      read: byOne,
      handle,
      isOurs: () => true,
      onHandled: (nextOffset, count) => told.push([nextOffset, count]),
      onGap: (gap) => gaps.push(gap),
      onFailure: (error) => failures.push(error),
      clock,
      backoff,
      limits: defaultLimits,
    });
    pumps.push(pump);
    for (let step = 0; step < 10 && handled.length < 10; step += 1) await clock.advance(0);
    isReplaying = false;
    expect(handled).toHaveLength(10);
    expect(turns).toBeGreaterThanOrEqual(9);
  });
});
