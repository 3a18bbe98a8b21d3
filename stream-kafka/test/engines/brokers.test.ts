import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engines, openEngines } from "@rae/deploy/engines";
import { CloseStack, sleep, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { type LogRecord, partitionOfKey, type RecordLog } from "@rae/stream";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { openKafka } from "../../src/cluster/cluster.ts";
import { createKafkaTopics } from "../../src/record-log.ts";
import { endOf, labOptions, missingOrLate, never, openLab, recordOf, soon } from "./kafka-lab.ts";

const keys = Array.from({ length: 24 }, (_, index) => `box-${index}`);

let folder: string;
let engines: Engines;
let opened: CloseStack;
let log: RecordLog;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rae-kafka-"));
  engines = await openEngines({
    dataDir: folder,
    kafka: { brokers: 3 },
    cassandra: false,
    redis: false,
  });
});
afterAll(async () => {
  await engines.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  opened = new CloseStack();
  const base = labOptions(engines.brokers.map((broker) => broker.address));
  const topics = { ...base.topics, partitions: 6, replicationFactor: 3, minInsyncReplicas: 2 };
  log = opened.use("log", openLab({ ...base, requestTimeoutMs: 4_000, topics }));
});
afterEach(() => opened.close());

interface Writing {
  /** How many records of the last key were confirmed. */
  confirmed(): number;
  /** Resolves, when all is confirmed, with how many records each key got. */
  stop(): Promise<number>;
}

/** Appends to every key in order, some hundred appends under way. */
function startWriting(): Writing {
  let isStopped = false;
  let number = 0;
  let confirmed = 0;
  const run = async () => {
    while (!isStopped) {
      const from = number;
      number += 20;
      // None is waited for before the next is given.
      const appends = Array.from({ length: 20 }, (_, index) =>
        keys.map((key) => log.append("events", [recordOf(key, from + index)], soon())),
      );
      await Promise.all(appends.flat());
      confirmed = number;
    }
  };
  const running = Promise.all([run(), run()]);
  running.catch(() => {});
  return {
    confirmed: () => confirmed,
    stop: async () => {
      isStopped = true;
      await running;
      return number;
    },
  };
}

async function readAll(): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  const tail = await log.tail({
    topics: ["events"],
    sinceMs: 0,
    handle: (slice) => void records.push(...slice.records),
    onFailure: never,
  });
  await tail.caughtUp;
  await tail.close();
  return records;
}

it("loses no record that was confirmed, and keeps each key's order, while a leader is killed mid-send", async () => {
  const handled: LogRecord[] = [];
  const failures: unknown[] = [];
  await log.consume({
    group: "readers",
    topics: ["events"],
    handle: async (slice) => {
      handled.push(...slice.records);
      return endOf(slice);
    },
    onFailure: (error) => failures.push(error),
  });
  const writing = startWriting();
  const [broker] = engines.brokers;
  const goesOn = async () => {
    const before = writing.confirmed();
    await eventually(() => expect(writing.confirmed()).toBeGreaterThan(before + 100), {
      timeoutMs: 40_000,
    });
  };
  await goesOn();
  await broker?.kill("SIGKILL");
  await goesOn();
  await broker?.start();
  await goesOn();
  const each = await writing.stop();
  expect(missingOrLate(await readAll(), each)).toEqual([]);
  const faults = () => missingOrLate(handled, each);
  await eventually(() => expect(faults()).toEqual([]), { timeoutMs: 30_000, intervalMs: 500 });
  expect(failures).toEqual([]);
});

it("goes on by itself after all brokers stood still for ten seconds, with nothing lost and no lag left", async () => {
  const handled: LogRecord[] = [];
  const failures: unknown[] = [];
  const consumption = await log.consume({
    group: "readers",
    topics: ["events"],
    handle: async (slice) => {
      handled.push(...slice.records);
      return endOf(slice);
    },
    onFailure: (error) => failures.push(error),
  });
  const writing = startWriting();
  await eventually(() => expect(handled.length).toBeGreaterThan(100));
  await Promise.all(engines.brokers.map((broker) => broker.kill("SIGSTOP")));
  await expect(log.check(AbortSignal.timeout(1_000))).rejects.toThrow();
  await sleep(systemClock, 9_000);
  await Promise.all(engines.brokers.map((broker) => broker.kill("SIGCONT")));
  const each = await writing.stop();
  const faults = () => missingOrLate(handled, each);
  await eventually(() => expect(faults()).toEqual([]), { timeoutMs: 30_000, intervalMs: 500 });
  const lag = () =>
    consumption.lag().reduce((sum, at) => sum + at.endOffset - at.committedOffset, 0);
  await eventually(() => expect(lag()).toBe(0), { timeoutMs: 20_000 });
  expect(failures).toEqual([]);
});

it("opens and reads the other partitions while some have no leader, and those once they have", async () => {
  const base = labOptions(engines.brokers.map((broker) => broker.address));
  const options = { ...base, topics: { ...base.topics, partitions: 6 } };
  await createKafkaTopics(options);
  const admin = openKafka(options).admin();
  await admin.connect();
  const { topics } = await admin.fetchTopicMetadata({ topics: [`${options.topics.prefix}events`] });
  await admin.disconnect();
  const ill = new Set(
    topics[0]?.partitions
      .filter(({ leader }) => leader === 1)
      .map(({ partitionId }) => partitionId),
  );
  expect(ill.size).toBeGreaterThan(0);
  const [broker] = engines.brokers;
  await broker?.kill("SIGKILL");
  const alone = opened.use("log", openLab(options));
  const handled: LogRecord[] = [];
  await eventually(
    async () => {
      await alone.consume({
        group: "readers",
        topics: ["events"],
        handle: async (slice) => {
          handled.push(...slice.records);
          return endOf(slice);
        },
        onFailure: never,
      });
    },
    { timeoutMs: 30_000 },
  );
  const isIll = (key: string) => ill.has(partitionOfKey(key, 6));
  // Some are durable only once the broker is back.
  const soonEnough = AbortSignal.timeout(110_000);
  const appended = keys.map((key) => alone.append("events", [recordOf(key, 0)], soonEnough));
  const well = keys.filter((key) => !isIll(key));
  await eventually(() => expect(new Set(handled.map(({ key }) => key))).toEqual(new Set(well)), {
    timeoutMs: 40_000,
  });
  await broker?.start();
  await Promise.all(appended);
  await eventually(() => expect(new Set(handled.map(({ key }) => key))).toEqual(new Set(keys)), {
    timeoutMs: 40_000,
  });
});
