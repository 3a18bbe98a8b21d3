import { eventually, ManualClock } from "@rae/kit/testing";
import { deadLetterHeaders, type ProcessSlice, runStream, type StreamHandle } from "@rae/stream";
import type { MemoryRecordLog } from "@rae/stream/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { group, keyIn, newRecord, soon, streamFixture, textOf } from "../stream-fixture.ts";

const [a, b] = [keyIn(0), keyIn(1)];
const events0 = { topic: "events", partition: 0 };

describe("a stream", () => {
  let log: MemoryRecordLog;
  let options: ReturnType<typeof streamFixture>["options"];
  let applied: string[];
  let stream: StreamHandle | undefined;
  beforeEach(() => {
    ({ log, options } = streamFixture());
    applied = [];
    stream = undefined;
  });
  afterEach(async () => {
    log.thaw();
    log.failCommits(0);
    await stream?.drain(100);
    await log.close();
  });

  const start = (process: ProcessSlice): StreamHandle => {
    stream = runStream({ ...options, process });
    return stream;
  };
  const applyAll: ProcessSlice = async ({ records }) => {
    applied.push(...records.map(textOf));
    return {};
  };
  const append = (...records: [key: string, text: string][]) =>
    log.append(
      "events",
      records.map(([key, text]) => newRecord(key, text)),
      soon(),
    );
  const deadLetters = () => log.records("dead-letters");

  it("sends poison to the dead letters, with where it lay, why, its headers and its bytes, and goes on", async () => {
    start(async ({ records }) => {
      const isBad = (text: string) => text.endsWith("bad");
      applied.push(...records.map(textOf).filter((text) => !isBad(text)));
      const bad = records.filter((record) => isBad(textOf(record)));
      return { poison: bad.map((record) => ({ record, code: "undecodable", reason: "not ours" })) };
    });
    await append([a, "1"], [a, "bad"], [a, "3"]);
    await eventually(() => expect(applied).toEqual([`${a}:1`, `${a}:3`]));
    await eventually(() => expect(deadLetters()).toHaveLength(1));
    const [letter] = deadLetters();
    expect(letter).toMatchObject({
      key: a,
      value: new TextEncoder().encode("bad"),
      headers: {
        "box-id": a,
        [deadLetterHeaders.topic]: "events",
        [deadLetterHeaders.partition]: "0",
        [deadLetterHeaders.offset]: "1",
        [deadLetterHeaders.code]: "undecodable",
        [deadLetterHeaders.reason]: "not ours",
      },
    });
    const count = await options.metrics.getSingleMetricAsString("rae_stream_dead_letters_total");
    expect(count).toContain('{group="readers",topic="events",code="undecodable"} 1');
  });

  it("does not count a slice as done before its dead letters are durable", async () => {
    log.failAppends(0);
    await append([a, "bad"]);
    log.failAppends(3);
    const report = start(async ({ records }) => ({
      poison: records.map((record) => ({ record, code: "undecodable", reason: "" })),
    }));
    await eventually(() => expect(deadLetters()).toHaveLength(1));
    await report.drain(1_000);
    expect(log.committedOffset(group, events0)).toBe(1);
  });

  it("commits nothing of a slice whose dead letters cannot be written", async () => {
    await append([a, "bad"]);
    let processed = 0;
    log.failAppends(1_000_000);
    const handle = start(async ({ records }) => {
      processed += 1;
      return { poison: records.map((record) => ({ record, code: "undecodable", reason: "" })) };
    });
    await eventually(() => expect(processed).toBe(1));
    const report = await handle.drain(100);
    expect(report.isComplete).toBe(false);
    expect(log.committedOffset(group, events0)).toBe(0);
    expect(deadLetters()).toEqual([]);
  });

  it("repeats the slice of one partition while the others go on", async () => {
    let attempts = 0;
    let isAway = true;
    start(async (slice, signal) => {
      if (slice.partition === 0) {
        attempts += 1;
        if (isAway) throw new Error("store away");
      }
      return await applyAll(slice, signal);
    });
    await append([a, "1"], [b, "1"]);
    await eventually(() => expect(attempts).toBeGreaterThan(2));
    await append([b, "2"]);
    await eventually(() => expect(applied).toEqual([`${b}:1`, `${b}:2`]));
    isAway = false;
    await eventually(() => expect(applied).toContain(`${a}:1`));
    const retries = await options.metrics.getSingleMetricAsString("rae_stream_retries_total");
    expect(retries).toContain('{group="readers",what="slice"}');
  });

  it("gets records past one that keeps failing, in order up to it", async () => {
    start(async (slice, signal) => {
      if (slice.records.some((record) => textOf(record).endsWith("stuck"))) {
        throw new Error("cannot now");
      }
      return await applyAll(slice, signal);
    });
    await append([a, "1"], [a, "2"], [a, "3"], [a, "stuck"], [a, "5"]);
    await eventually(() => expect(applied).toEqual([`${a}:1`, `${a}:2`, `${a}:3`]));
  });

  it("holds a bounded part of a partition in memory while its store is away", async () => {
    const slice = { maxRecords: 10, maxBytes: 1e6 };
    const queue = { maxRecords: 20, maxBytes: 1e6 };
    options = { ...options, limits: { slice, queue } };
    const many = Array.from({ length: 100 }, (_, n): [string, string] => [a, `${n}`]);
    await append(...many);
    const handle = start(() => Promise.reject(new Error("store away")));
    await eventually(() => expect(handle.lag()[0]).toMatchObject({ queuedRecords: 20 }));
    await append(...many);
    expect(handle.lag()[0]).toMatchObject({ endOffset: 200, queuedRecords: 20 });
    const [lag] = handle.lag();
    expect(lag?.handledOffset).toBe(0);
    expect(lag?.inFlightRecords).toBeLessThanOrEqual(slice.maxRecords);
  });

  it("counts what was handled when a partition is taken away mid-slice, and handles the rest once again", async () => {
    const { promise: inHand, resolve: started } = Promise.withResolvers<void>();
    let revoked = false;
    start(async (slice, signal) => {
      if (!revoked) {
        started();
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        throw signal.reason;
      }
      return await applyAll(slice, signal);
    });
    await append([a, "1"], [a, "2"]);
    await inHand;
    revoked = true;
    await log.revoke(events0, group);
    await eventually(() => expect(applied).toEqual([`${a}:1`, `${a}:2`]));
  });

  it("gives all slices of one assignment one signal, which ends with it, and the next another", async () => {
    const signals = new Set<AbortSignal>();
    start(async (slice, signal) => {
      signals.add(signal);
      return await applyAll(slice, signal);
    });
    for (const text of ["1", "2", "3"]) {
      await append([a, text]);
      await eventually(() => expect(applied).toContain(`${a}:${text}`));
    }
    expect(signals.size).toBe(1);
    await log.revoke(events0, group);
    expect([...signals].map((signal) => signal.aborted)).toEqual([true]);
    await append([a, "4"]);
    await eventually(() => expect(applied).toContain(`${a}:4`));
    expect(signals.size).toBe(2);
  });

  it("commits what it finished before it gives a partition away", async () => {
    const other: string[] = [];
    start(applyAll);
    await append([a, "1"]);
    await eventually(() => expect(applied).toEqual([`${a}:1`]));
    const second = runStream({
      ...options,
      process: async ({ records }) => {
        other.push(...records.map(textOf));
        return {};
      },
    });
    await eventually(() => expect(second.lag()).not.toEqual([]));
    await log.revoke(events0, group);
    await append([a, "2"]);
    await eventually(() => expect([...applied, ...other].toSorted()).toEqual([`${a}:1`, `${a}:2`]));
    expect((await second.drain(1_000)).isComplete).toBe(true);
  });

  it("commits nothing for a partition that was taken away without a word", async () => {
    const { promise: inHand, resolve: started } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const handle = start(async (slice, signal) => {
      started();
      await released;
      return await applyAll(slice, signal);
    });
    await append([a, "1"]);
    await inHand;
    log.steal(events0, group);
    release();
    await eventually(() => expect(applied).toEqual([`${a}:1`]));
    await handle.drain(1_000);
    expect(log.committedOffset(group, events0)).toBe(0);
  });

  it("is made anew after it has failed, with the same handle, and goes on behind its last commit", async () => {
    const handle = start(applyAll);
    await append([a, "1"]);
    await eventually(() => expect(applied).toEqual([`${a}:1`]));
    log.failGroup(group, new Error("connection lost for good"));
    expect(handle.state()).toBe("running");
    await append([a, "2"]);
    await eventually(() => expect(applied).toEqual([`${a}:1`, `${a}:2`]));
    expect(handle.state()).toBe("running");
    const restarts = await options.metrics.getSingleMetricAsString("rae_stream_restarts_total");
    expect(restarts).toContain('{group="readers"} 1');
  });

  it("starts when the log comes, however late", async () => {
    log.failConsumes(4);
    const handle = start(applyAll);
    expect(handle.state()).toBe("restarting");
    expect(handle.failure()).toBeUndefined();
    await append([a, "1"]);
    await eventually(() => expect(applied).toEqual([`${a}:1`]));
    expect(handle.state()).toBe("running");
    expect(handle.failure()).toBeUndefined();
  });

  it("says why it is restarting, until it is not", async () => {
    log.failConsumes(Number.POSITIVE_INFINITY);
    const handle = start(applyAll);
    const reason = () => String(handle.failure());
    await eventually(() => expect(reason()).toContain("told to fail this consume"));
    log.failConsumes(0);
    await eventually(() => expect(handle.state()).toBe("running"));
    expect(handle.failure()).toBeUndefined();
    log.failConsumes(Number.POSITIVE_INFINITY);
    log.failGroup(group, new Error("not allowed"));
    await eventually(() => expect(handle.failure()).toBeInstanceOf(Error));
  });

  it("drains: finishes the slice in hand, commits it, takes no more, and says that it is complete", async () => {
    const { promise: inHand, resolve: started } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const handle = start(async (slice, signal) => {
      started();
      await released;
      return await applyAll(slice, signal);
    });
    await append([a, "1"]);
    await inHand;
    const draining = handle.drain(5_000);
    await append([b, "1"], [a, "2"]);
    release();
    expect(await draining).toEqual({ isComplete: true, unfinished: [] });
    expect(handle.state()).toBe("stopped");
    expect(applied).toEqual([`${a}:1`]);
    expect(log.committedOffset(group, events0)).toBe(1);
  });

  it("drains within its deadline a slice that never ends by itself, and says which it is", async () => {
    const clock = new ManualClock();
    options = { ...options, clock };
    const { promise: inHand, resolve: started } = Promise.withResolvers<void>();
    const handle = start(async (_slice, signal) => {
      started();
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      throw signal.reason;
    });
    await append([a, "1"]);
    await inHand;
    const draining = handle.drain(1_000);
    await clock.advance(800);
    const report = await draining;
    expect(report.isComplete).toBe(false);
    expect(report.unfinished).toMatchObject([{ ...events0, handledOffset: 0, inFlightRecords: 1 }]);
  });

  it("ends a drain at its deadline even if the process ignores its signal", async () => {
    const clock = new ManualClock();
    options = { ...options, clock };
    const { promise: inHand, resolve: started } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const handle = start(async () => {
      started();
      await released;
      return {};
    });
    await append([a, "1"]);
    await inHand;
    const draining = handle.drain(1_000);
    await clock.advance(1_000);
    const report = await draining;
    release();
    expect(report).toMatchObject({ isComplete: false, unfinished: [events0] });
    expect(report.failure).toEqual(new Error("draining took longer than 1000 ms"));
  });

  it("drains while it waits for a restart, and is not restarted", async () => {
    log.failConsumes(1_000);
    const handle = start(applyAll);
    expect(await handle.drain(1_000)).toEqual({ isComplete: true, unfinished: [] });
    expect(handle.state()).toBe("stopped");
    await append([a, "1"]);
    expect(applied).toEqual([]);
  });

  it("says at the drain which handled records it could not commit", async () => {
    const handle = start(applyAll);
    await append([a, "1"]);
    await eventually(() => expect(applied).toEqual([`${a}:1`]));
    log.failCommits(1_000_000);
    const report = await handle.drain(200);
    expect(report.isComplete).toBe(false);
    expect(report.unfinished).toMatchObject([{ ...events0, handledOffset: 1, committedOffset: 0 }]);
    await expect(handle.close()).rejects.toThrow("events/0");
  });

  it("closes as it drains, and more than once", async () => {
    const handle = start(applyAll);
    await append([a, "1"]);
    await eventually(() => expect(applied).toEqual([`${a}:1`]));
    await handle.close();
    await handle.close();
    expect(log.committedOffset(group, events0)).toBe(1);
  });

  it("catches up when a frozen log thaws", async () => {
    start(applyAll);
    await append([a, "1"]);
    await eventually(() => expect(applied).toHaveLength(1));
    log.freeze();
    const appending = append([a, "2"], [b, "2"]);
    log.thaw();
    await appending;
    await eventually(() => expect(applied).toHaveLength(3));
  });

  it("shows fetches, commits, ages and lag as metrics", async () => {
    const handle = start(applyAll);
    await append([a, "1"], [a, "2"]);
    await eventually(() => expect(applied).toHaveLength(2));
    expect(await options.metrics.metrics()).toContain(
      'rae_stream_lag_records{group="readers",topic="events",partition="0"} 0',
    );
    await handle.drain(1_000);
    const text = await options.metrics.metrics();
    expect(text).toContain('rae_stream_records_total{group="readers",topic="events"} 2');
    expect(text).toContain('rae_stream_fetches_total{group="readers",topic="events"} 1');
    expect(text).toContain('rae_stream_commits_total{group="readers"} 1');
    expect(text).toContain('rae_stream_commit_bytes_total{group="readers"} 18');
    expect(text).toContain('rae_stream_record_age_seconds_count{group="readers",topic="events"} 1');
    expect(text).not.toContain("rae_stream_lag_records{");
  });
});
