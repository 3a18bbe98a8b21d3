import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import type { NewRecord } from "@rae/stream";
import { MemoryRecordLog } from "@rae/stream/testing";
import { beforeEach, expect, test } from "vitest";
import {
  AppendChain,
  type AppendChainOptions,
  type AppendEntry,
} from "../../../src/gateway/ingest/append-chain.ts";

/** A log whose appends a test answers one by one. */
class ScriptedLog extends MemoryRecordLog {
  readonly batches: string[][] = [];
  readonly refused = new Set<string>();
  inFlight = 0;
  mostInFlight = 0;

  override async append(topic: string, records: readonly NewRecord[], signal: AbortSignal) {
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    this.batches.push(records.map(({ key }) => key));
    try {
      if (records.some(({ key }) => this.refused.has(key))) throw new Error("refused for good");
      await super.append(topic, records, signal);
    } finally {
      this.inFlight -= 1;
    }
  }
}

let log: ScriptedLog;
let settled: string[];
beforeEach(() => {
  log = new ScriptedLog({ partitions: 1 });
  settled = [];
});

function chain(options: Partial<AppendChainOptions> = {}): AppendChain {
  return new AppendChain({
    ...{ log, topic: "events", clock: systemClock, logger: silentLogger },
    ...{ batchRecords: 100, batchBytes: 10_000, appendMs: 5_000 },
    backoff: { initialMs: 1, maxMs: 2, factor: 2, jitter: 0 },
    ...{ onAppended() {}, onRetry() {} },
    ...options,
  });
}

function entry(key: string, owner?: object, sizeBytes = 10): AppendEntry {
  return {
    ...{ record: { key, value: Buffer.from(key), headers: {} }, owner, sizeBytes },
    appended: () => settled.push(key),
    failed: () => settled.push(`${key} failed`),
  };
}

const stored = () => log.records("events").map(({ key }) => key);

test("what is pushed in one turn is one append, and what comes meanwhile is the next", async () => {
  const appends = chain();
  log.freeze();
  for (const key of ["a", "b", "c"]) appends.push(entry(key));
  await eventually(() => expect(log.batches).toHaveLength(1));
  for (const key of ["d", "e"]) appends.push(entry(key));
  log.thaw();
  await appends.drained();

  expect(log.batches).toEqual([
    ["a", "b", "c"],
    ["d", "e"],
  ]);
  expect(settled).toEqual(["a", "b", "c", "d", "e"]);
  expect(log.mostInFlight).toBe(1);
});

test("a batch has a bound in records and in bytes, but takes at least one", async () => {
  const appends = chain({ batchRecords: 2, batchBytes: 25 });
  for (const key of ["a", "b", "c"]) appends.push(entry(key));
  appends.push(entry("large", undefined, 1_000));
  appends.push(entry("d", undefined, 20));
  appends.push(entry("e", undefined, 20));
  await appends.drained();

  expect(log.batches).toEqual([["a", "b"], ["c"], ["large"], ["d"], ["e"]]);
});

test("a failed append is the same batch again, before what came after it", async () => {
  let retries = 0;
  const appends = chain({
    onRetry: () => {
      retries += 1;
    },
  });
  log.failAppends(3);
  appends.push(entry("a"));
  appends.push(entry("b"));
  await eventually(() => expect(retries).toBeGreaterThan(0));
  appends.push(entry("c"));
  await appends.drained();

  expect(retries).toBe(3);
  expect(log.batches).toEqual([["a", "b"], ["a", "b"], ["a", "b"], ["a", "b"], ["c"]]);
  expect(stored()).toEqual(["a", "b", "c"]);
  expect(settled).toEqual(["a", "b", "c"]);
});

test("an append whose answer is lost is done again: a duplicate, never a gap", async () => {
  const appends = chain();
  log.failAppends(1, { written: true });
  appends.push(entry("a"));
  await appends.drained();

  expect(stored()).toEqual(["a", "a"]);
  expect(settled).toEqual(["a"]);
});

test("an append that does not answer in time is done again", async () => {
  const appends = chain({ appendMs: 20 });
  log.freeze();
  appends.push(entry("a"));
  await eventually(() => expect(log.batches.length).toBeGreaterThan(1));
  log.thaw();
  await appends.drained();

  expect(settled).toEqual(["a"]);
});

test("a record that the log never takes fails alone, with what its owner pushed behind it", async () => {
  const appends = chain();
  const [bad, good] = [{}, {}];
  log.refused.add("bad");
  appends.push(entry("before", bad));
  appends.push(entry("good-1", good));
  appends.push(entry("bad", bad));
  appends.push(entry("behind", bad));
  appends.push(entry("good-2", good));
  await appends.drained();

  expect(stored()).toEqual(["before", "good-1", "good-2"]);
  expect(settled).toEqual(["before", "good-1", "bad failed", "behind failed", "good-2"]);
});

test("after a refused record batches are whole again", async () => {
  const appends = chain();
  log.refused.add("bad");
  for (const key of ["a", "bad", "b"]) appends.push(entry(key));
  await appends.drained();
  for (const key of ["c", "d", "e"]) appends.push(entry(key));
  await appends.drained();

  expect(log.batches.at(-1)).toEqual(["c", "d", "e"]);
});

test("a stopped chain settles nothing more", async () => {
  const appends = chain();
  log.freeze();
  appends.push(entry("a"));
  await eventually(() => expect(log.inFlight).toBe(1));
  appends.stop();
  await appends.drained();
  log.thaw();

  expect(settled).toEqual([]);
  expect(appends.depth).toBe(0);
});

test("a chain that waits says for how long, and 0 when it does not", async () => {
  const appends = chain();
  expect(appends.stalledMs).toBe(0);
  log.freeze();
  appends.push(entry("a"));
  await eventually(() => expect(appends.stalledMs).toBeGreaterThan(20));
  log.thaw();
  await appends.drained();

  expect(appends.stalledMs).toBe(0);
});
