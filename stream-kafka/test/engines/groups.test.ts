import { sharedEngines } from "@rae/deploy/engines/testing";
import { CloseStack, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { type LogRecord, partitionOfKey, type RecordLog, type Slice } from "@rae/stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openKafka } from "../../src/cluster/open-cluster.ts";
import type { KafkaRecordLogOptions } from "../../src/cluster/record-log-options.ts";
import { endOf, labOptions, missingOrLate, never, openLab, recordOf, soon } from "./kafka-lab.ts";

const sessionTimeoutMs = 6_000;
const keys = Array.from({ length: 16 }, (_, index) => `box-${index}`);

let opened: CloseStack;
let open: () => RecordLog;
let log: RecordLog;
let options: KafkaRecordLogOptions;
beforeEach(() => {
  opened = new CloseStack();
  options = labOptions(sharedEngines().kafkaBrokers, { read: { sessionTimeoutMs } });
  open = () => opened.use("log", openLab(options));
  log = open();
});
afterEach(() => opened.close());

async function appendEach(from: number, to: number): Promise<void> {
  for (let number = from; number < to; number += 1) {
    await log.append(
      "events",
      keys.map((key) => recordOf(key, number)),
      soon(),
    );
  }
}

it("gives the same partition of all topics to one member, and each partition to one", async () => {
  const consume = async () =>
    await open().consume({
      group: "readers",
      topics: ["events", "outcomes"],
      handle: async (slice) => endOf(slice),
      onFailure: never,
    });
  const members = [await consume(), await consume()];
  const shareOf = (index: number, topic: string) =>
    (members[index]?.lag() ?? [])
      .filter((lag) => lag.topic === topic)
      .map((lag) => lag.partition)
      .toSorted();
  // Where to go on is found for each topic by itself.
  await eventually(() => {
    for (const index of [0, 1]) {
      expect(shareOf(index, "events")).toHaveLength(2);
      expect(shareOf(index, "outcomes")).toEqual(shareOf(index, "events"));
    }
    expect([...shareOf(0, "events"), ...shareOf(1, "events")].toSorted()).toEqual([0, 1, 2, 3]);
  });
});

it("goes on with the other partitions while a handler of one does not come to an end", async () => {
  const done: LogRecord[] = [];
  const stuck = Promise.withResolvers<number>();
  const consumption = await log.consume({
    group: "readers",
    topics: ["events"],
    handle: async (slice, signal) => {
      if (slice.records.some((record) => record.key === "box-0")) {
        if (signal.aborted) throw signal.reason;
        return await stuck.promise;
      }
      done.push(...slice.records);
      return endOf(slice);
    },
    onFailure: never,
  });
  const partition = partitionOfKey("box-0", 4);
  const others = keys.filter((key) => partitionOfKey(key, 4) !== partition).length;
  expect(others).toBeGreaterThan(0);
  await appendEach(0, 20);
  await eventually(() => expect(done).toHaveLength(others * 20));
  await appendEach(20, 40);
  await eventually(() => expect(done).toHaveLength(others * 40));
  // What is told of the stuck partition is how far it really reaches.
  const stuckLag = () => consumption.lag().find((lag) => lag.inFlightRecords > 0);
  await eventually(() => expect(stuckLag()?.endOffset).toBeGreaterThanOrEqual(40));
  expect(stuckLag()).toMatchObject({ handledOffset: 0, committedOffset: 0 });
  stuck.reject(new Error("not now"));
});

it("lets slices in hand end before the group is joined again, so that nothing is handled twice", async () => {
  const inHand = new Map<number, string>();
  const overlaps: string[] = [];
  const handled: LogRecord[] = [];
  const reader = (name: string) => async (slice: Slice) => {
    const holder = inHand.get(slice.partition);
    if (holder !== undefined) overlaps.push(`${name} while ${holder}`);
    inHand.set(slice.partition, name);
    await new Promise((resolve) => systemClock.schedule(300, () => resolve(undefined)));
    inHand.delete(slice.partition);
    handled.push(...slice.records);
    return endOf(slice);
  };
  const consume = async (name: string) =>
    await open().consume({
      group: "readers",
      topics: ["events"],
      handle: reader(name),
      limits: {
        slice: { maxRecords: 4, maxBytes: 10_000 },
        queue: { maxRecords: 8, maxBytes: 10_000 },
      },
      onFailure: never,
    });
  const first = await consume("first");
  await appendEach(0, 20);
  await eventually(() => expect(handled.length).toBeGreaterThan(0));
  await consume("second");
  await eventually(() => expect(handled.length).toBeGreaterThan(100));
  await first.close();
  await eventually(() => expect(handled.length).toBeGreaterThanOrEqual(320), { timeoutMs: 30_000 });
  expect(overlaps).toEqual([]);
  expect(missingOrLate(handled, 20)).toEqual([]);
  expect(handled).toHaveLength(320);
});

it("goes on at the first record there is when retention took what it had not read", async () => {
  const consume = async (handle: (slice: Slice) => Promise<number>) =>
    await log.consume({ group: "readers", topics: ["events"], handle, onFailure: never });
  await appendEach(0, 4);
  // One record of each partition is committed, so that the rest is read from there.
  const seen = new Set<number>();
  const first = await consume(async ({ partition, records: [record] }) => {
    if (seen.has(partition)) throw new Error("not now");
    seen.add(partition);
    return (record?.offset ?? 0) + 1;
  });
  await eventually(() => expect(seen.size).toBe(4));
  const lags = first.lag();
  await first.close();
  const admin = openKafka(options).admin();
  await admin.connect();
  opened.push("admin", () => admin.disconnect());
  const topic = `${options.topics.prefix}events`;
  // It looks for the partitions' leaders, which deleting does not.
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({
    topic,
    partitions: lags.map(({ partition }) => ({ partition, offset: "4" })),
  });
  const read: LogRecord[] = [];
  await consume(async (slice) => {
    read.push(...slice.records);
    return endOf(slice);
  });
  const left = lags.reduce((sum, lag) => sum + lag.endOffset - 4, 0);
  await eventually(() => expect(read).toHaveLength(left));
  expect(Math.min(...read.map((record) => record.offset))).toBe(4);
});

it("commits after a second, in one request, also when nothing more comes", async () => {
  await appendEach(0, 3);
  const commits: number[] = [];
  const consumption = await log.consume({
    group: "readers",
    topics: ["events"],
    handle: async (slice) => endOf(slice),
    onFailure: never,
    observer: {
      onFetch: () => {},
      onRetry: () => {},
      onCommit: (partitions) => commits.push(partitions),
    },
  });
  const committed = () => consumption.lag().reduce((sum, lag) => sum + lag.committedOffset, 0);
  await eventually(() => expect(committed()).toBe(48), { timeoutMs: 5_000 });
  expect(commits.length).toBeLessThanOrEqual(2);
});
