import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engines, openEngines } from "@rae/deploy/engines";
import { CloseStack, sleep, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { type LogRecord, partitionOfKey, type RecordLog } from "@rae/stream";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { openKafka } from "../../src/cluster/open-cluster.ts";
import type { KafkaRecordLogOptions } from "../../src/cluster/record-log-options.ts";
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

async function readAll(from: RecordLog = log): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  const tail = await from.tail({
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
  const leaders = await leadersOf(options);
  const ill = new Set([...leaders.keys()].filter((partition) => leaders.get(partition) === 1));
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

it("goes on in all other partitions while one has no leader, and writes nothing of theirs twice", async () => {
  const options = labOptions(engines.brokers.map((broker) => broker.address));
  const alone = opened.use("log without copies", openLab(options));
  const partitionOf = (key: string) => partitionOfKey(key, 4);
  await Promise.all(keys.map((key) => alone.append("events", [recordOf(key, 0)], soon())));
  const leaders = await leadersOf(options);
  const ill = engines.brokers[(leaders.get(0) ?? 0) - 1];
  if (ill === undefined) throw new Error("nobody leads partition 0");
  const isIll = (key: string) => leaders.get(partitionOf(key)) === leaders.get(0);
  const well = keys.filter((key) => !isIll(key));
  expect(well).not.toEqual([]);

  await ill.kill("SIGKILL");
  const held = keys.filter(isIll).map((key) => alone.append("events", [recordOf(key, 1)], soon()));
  for (const append of held) append.catch(() => {});
  await eventually(
    () => expect(alone.waitingAppends().some(({ waitingMs }) => waitingMs > 10_000)).toBe(true),
    { timeoutMs: 60_000, intervalMs: 100 },
  );
  const rounds = 50;
  for (let number = 1; number <= rounds; number += 1) {
    await Promise.all(well.map((key) => alone.append("events", [recordOf(key, number)], soon())));
  }
  await ill.start();
  await Promise.all(held);

  const written = await readAll(alone);
  const countOf = Map.groupBy(written, ({ key }) => key);
  for (const key of well) expect(countOf.get(key)).toHaveLength(rounds + 1);
  for (const key of keys.filter(isIll)) expect(countOf.get(key)?.length).toBeGreaterThan(1);
});

/** The broker that leads each partition of the events, by its id. */
async function leadersOf(options: KafkaRecordLogOptions): Promise<ReadonlyMap<number, number>> {
  const admin = openKafka(options).admin();
  await admin.connect();
  try {
    const topic = `${options.topics.prefix}events`;
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics[0]?.partitions ?? [];
    return new Map(partitions.map(({ partitionId, leader }) => [partitionId, leader]));
  } finally {
    await admin.disconnect();
  }
}
