import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { logTopics, parseOutcome } from "@rae/protocol";
import type { LogRecord, PartitionLag } from "@rae/stream";
import { MemoryRecordLog } from "@rae/stream/testing";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aggregatorMetrics } from "../../src/aggregator/aggregator-metrics.ts";
import { BoxPlaces } from "../../src/aggregator/box-places.ts";
import { CommandSweeper } from "../../src/aggregator/command-sweeper.ts";
import { LogHead } from "../../src/aggregator/log-head.ts";
import { MemoryFleetView } from "../../src/testing/memory-fleet-view.ts";
import { MemoryHistory } from "../../src/testing/memory-history.ts";
import { sampleBox, sampleCommand, sampleGateway } from "../../src/testing/sample-records.ts";

let clock: ManualClock;
let log: MemoryRecordLog;
let view: MemoryFleetView;
let history: MemoryHistory;
let sweeper: CommandSweeper;
let places: BoxPlaces;
let lag: PartitionLag[];
let assignment: AbortController;
let appended: LogRecord[];

beforeEach(async () => {
  clock = new ManualClock();
  log = new MemoryRecordLog({ clock });
  view = new MemoryFleetView();
  history = new MemoryHistory();
  places = new BoxPlaces();
  await places.learn(log, AbortSignal.timeout(5_000));
  lag = [];
  assignment = new AbortController();
  appended = [];
  const idle = { healing: () => 0, openCommands: () => 0 };
  sweeper = new CommandSweeper({
    ...{ log, view, history, places, clock, logger: silentLogger },
    head: new LogHead(clock, () => lag),
    metrics: aggregatorMetrics(new Registry(), idle),
  });
  sweeper.assigned(0, assignment.signal);
  await log.tail({
    topics: [logTopics.outcomes],
    sinceMs: 0,
    handle: (slice) => {
      appended.push(...slice.records);
    },
    onFailure: () => {},
  });
});
afterEach(async () => {
  sweeper.close();
  await log.close();
});

const outcomes = () => appended.map((each) => parseOutcome(each.value));
const open = () => {
  const record = sampleCommand({ deadlineMs: clock.nowMs() + 10_000 });
  sweeper.watch(record, 0);
  return record;
};

const behind = (topic: string, partition: number): PartitionLag => ({
  ...{ topic, partition, handledOffset: 0, committedOffset: 0, endOffset: 9 },
  ...{ inFlightRecords: 0, queuedRecords: 0, queuedBytes: 0, oldestUnhandledAtMs: 0 },
});

test.each([logTopics.outcomes, logTopics.events])(
  "nothing is said of a box while what decides may wait in its partition of %s",
  async (topic) => {
    const { boxId } = open();
    const partition = places.partitionOf(topic, boxId);
    lag = [behind(topic, partition)];
    await clock.advance(60_000);
    expect(outcomes()).toEqual([]);
    lag = [behind(topic, (partition + 1) % 4)];
    await clock.advance(500);
    expect(outcomes()).toMatchObject([{ state: "expired", source: "sweeper" }]);
  },
);

test("commands of a partition that another has now are left to it", async () => {
  open();
  assignment.abort();
  expect(sweeper.size).toBe(0);
  open();
  expect(sweeper.size).toBe(0);
  await clock.advance(60_000);
  expect(outcomes()).toEqual([]);
});

test("a deadline has two seconds of grace", async () => {
  open();
  await clock.advance(11_900);
  expect(outcomes()).toEqual([]);
  await clock.advance(600);
  expect(outcomes()).toHaveLength(1);
});

test("what was said is said again only if it was not folded in thirty seconds", async () => {
  open();
  await clock.advance(12_500);
  await clock.advance(29_000);
  expect(outcomes()).toHaveLength(1);
  await clock.advance(2_000);
  expect(outcomes()).toHaveLength(2);
});

test("an outcome that another aggregator folded is enough", async () => {
  const record = open();
  const done = { ...record, state: "succeeded", finishedAtMs: clock.nowMs() } as const;
  await history.write({ entries: [], devices: [], boxes: [], commands: [done], leases: [] });
  await clock.advance(60_000);
  expect(outcomes()).toEqual([]);
  expect(sweeper.size).toBe(0);
});

test("a command whose box is held by a silent gateway is expired", async () => {
  const gateways = [sampleGateway({ aliveAtMs: clock.nowMs() - 5_000 })];
  await view.apply({ devices: [], boxes: [sampleBox()], gateways, commands: [], leases: [] });
  open();
  await clock.advance(20_000);
  expect(outcomes()).toMatchObject([{ state: "expired", error: { code: "expired" } }]);
});

test("a command whose box was lost with the view may have been carried out: nobody knows", async () => {
  await history.write({ entries: [], devices: [], boxes: [sampleBox()], commands: [], leases: [] });
  view.lose();
  open();
  await clock.advance(20_000);
  expect(outcomes()).toMatchObject([{ state: "unknown" }]);
});

test("stores that are away delay it", async () => {
  open();
  history.fail(3);
  view.fail(2);
  log.failAppends(2);
  await clock.advance(20_000);
  expect(outcomes()).toHaveLength(1);
});
