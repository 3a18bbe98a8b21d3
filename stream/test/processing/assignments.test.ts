import { eventually } from "@rae/kit/testing";
import {
  type Assignment,
  type PrepareAssignments,
  type ProcessSlice,
  runStream,
  type StreamHandle,
} from "@rae/stream";
import type { MemoryRecordLog } from "@rae/stream/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { group, keyIn, newRecord, soon, streamFixture, textOf } from "../stream-fixture.ts";

const [a, b] = [keyIn(0), keyIn(1)];
const events0 = { topic: "events", partition: 0 };

describe("partitions that a stream gains", () => {
  let log: MemoryRecordLog;
  let options: ReturnType<typeof streamFixture>["options"];
  let applied: string[];
  let streams: StreamHandle[];
  beforeEach(() => {
    ({ log, options } = streamFixture());
    applied = [];
    streams = [];
  });
  afterEach(async () => {
    for (const stream of streams) await stream.drain(100);
    await log.close();
  });

  const process: ProcessSlice = async ({ records }) => {
    applied.push(...records.map(textOf));
    return {};
  };
  const start = (onAssigned: PrepareAssignments) => {
    const stream = runStream({ ...options, process, onAssigned });
    streams.push(stream);
    return stream;
  };
  const append = (key: string, text: string) =>
    log.append("events", [newRecord(key, text)], soon());
  const numbersOf = (gained: readonly Assignment[]) => gained.map(({ partition }) => partition);

  it("are prepared together, before their first record, though nothing is on the log", async () => {
    const gains: number[][] = [];
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    start(async (gained) => {
      gains.push(numbersOf(gained));
      await released;
    });
    await eventually(() => expect(gains).toEqual([[0, 1, 2, 3]]));
    await append(a, "1");
    await eventually(() => expect(streams[0]?.lag()[0]?.inFlightRecords).toBe(1));
    expect(applied).toEqual([]);
    release();
    await eventually(() => expect(applied).toEqual([`${a}:1`]));
    expect(gains).toHaveLength(1);
  });

  it("hold up no drain while they are prepared: nothing of them has begun, and all comes again", async () => {
    const preparing = Promise.withResolvers<void>();
    const stream = start(() => preparing.promise);
    await append(a, "1");
    await eventually(() => expect(stream.lag()[0]?.inFlightRecords).toBe(1));
    const report = await stream.drain(60_000);
    expect(report).toEqual({ isComplete: true, unfinished: [] });
    expect(applied).toEqual([]);
    expect(log.committedOffset(group, events0)).toBe(0);
    preparing.resolve();
  });

  it("are prepared again until it succeeds, while those that are prepared go on", async () => {
    let isAway = false;
    let failures = 0;
    start(async () => {
      if (!isAway) return;
      failures += 1;
      throw new Error("store away");
    });
    await append(a, "1");
    await append(b, "1");
    await eventually(() => expect(applied.toSorted()).toEqual([`${a}:1`, `${b}:1`].toSorted()));
    isAway = true;
    await log.revoke(events0, group);
    await append(a, "2");
    await append(b, "2");
    await eventually(() => expect(applied).toContain(`${b}:2`));
    await eventually(() => expect(failures).toBeGreaterThan(3));
    expect(applied).not.toContain(`${a}:2`);
    isAway = false;
    await eventually(() => expect(applied).toContain(`${a}:2`));
    const retries = await options.metrics.getSingleMetricAsString("rae_stream_retries_total");
    expect(retries).toContain('what="assignment"');
  });

  it("end by their signal, each for itself", async () => {
    const held = new Map<number, AbortSignal>();
    const stream = start(async (gained) => {
      for (const { partition, signal } of gained) held.set(partition, signal);
    });
    await eventually(() => expect(held.size).toBe(4));
    const [first, second] = [held.get(0), held.get(1)];
    await log.revoke(events0, group);
    expect([first?.aborted, second?.aborted]).toEqual([true, false]);
    await eventually(() => expect(held.get(0)).not.toBe(first));
    expect(held.get(0)?.aborted).toBe(false);
    await stream.drain(1_000);
    expect([...held.values()].map(({ aborted }) => aborted)).toEqual([true, true, true, true]);
  });

  it("end with a consumption that fails, and are prepared again with the next", async () => {
    const gains: (readonly Assignment[])[] = [];
    start(async (gained) => {
      gains.push(gained);
    });
    await eventually(() => expect(gains).toHaveLength(1));
    log.failGroup(group, new Error("connection lost for good"));
    await eventually(() => expect(gains).toHaveLength(2));
    expect(gains[0]?.every(({ signal }) => signal.aborted)).toBe(true);
    expect(gains[1]?.map(({ signal }) => signal.aborted)).toEqual([false, false, false, false]);
    await append(a, "1");
    await eventually(() => expect(applied).toEqual([`${a}:1`]));
  });

  it("stop being prepared when none is ours any more", async () => {
    let signal: AbortSignal | undefined;
    const stream = start((_gained, ending) => {
      signal = ending;
      return new Promise((_resolve, reject) => {
        ending.addEventListener("abort", () => reject(ending.reason));
      });
    });
    await eventually(() => expect(signal).toBeDefined());
    await append(a, "1");
    await eventually(() => expect(stream.lag()[0]?.inFlightRecords).toBe(1));
    await stream.drain(200);
    expect(signal?.aborted).toBe(true);
    expect(applied).toEqual([]);
  });
});
