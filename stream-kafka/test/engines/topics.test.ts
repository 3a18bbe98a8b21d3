import { sharedEngines } from "@rae/deploy/engines/testing";
import { CloseStack, type Logger, silentLogger } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import type { LogRecord } from "@rae/stream";
import { type Admin, Partitioners } from "kafkajs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openKafka } from "../../src/cluster/open-cluster.ts";
import type { KafkaRecordLogOptions } from "../../src/cluster/record-log-options.ts";
import { createKafkaTopics } from "../../src/record-log.ts";
import { endOf, labOptions, never, openLab, recordOf, soon } from "./kafka-lab.ts";

let opened: CloseStack;
let options: KafkaRecordLogOptions;
let admin: Admin;
beforeEach(async () => {
  opened = new CloseStack();
  const base = labOptions(sharedEngines().kafkaBrokers);
  options = { ...base, topics: { ...base.topics, retentionMs: { events: 700_000 } } };
  admin = openKafka(options).admin();
  await admin.connect();
  opened.push("admin", () => admin.disconnect());
});
afterEach(() => opened.close());

const onCluster = (topic: string) => `${options.topics.prefix}${topic}`;
const withTopics = (topics: Partial<KafkaRecordLogOptions["topics"]>): KafkaRecordLogOptions => ({
  ...options,
  topics: { ...options.topics, ...topics },
});

it("creates topics with what Rae needs and counts of their own, and finds nothing amiss afterwards", async () => {
  options = withTopics({ partitionsOf: { events: 6 } });
  const expected = [
    { topic: onCluster("events"), partitions: 6, findings: [] },
    { topic: onCluster("outcomes"), partitions: 4, findings: [] },
  ];
  await expect(createKafkaTopics(options)).resolves.toEqual(
    expected.map((each) => ({ ...each, change: "created" })),
  );
  await expect(createKafkaTopics(options)).resolves.toEqual(
    expected.map((each) => ({ ...each, change: undefined })),
  );
});

it("says of each setting of a topic that others created what comes of it and how to mend it", async () => {
  const setting = (name: string, value: string) => ({ name, value });
  await admin.createTopics({
    topics: [
      {
        topic: onCluster("events"),
        numPartitions: 4,
        configEntries: [
          setting("cleanup.policy", "compact"),
          setting("compression.type", "lz4"),
          setting("max.message.bytes", "20000"),
          setting("retention.ms", "1000"),
        ],
      },
    ],
  });
  const warnings: string[] = [];
  const logger: Logger = Object.assign(Object.create(silentLogger), {
    warn: (_: object, message: string) => warnings.push(message),
  });
  const [events] = await createKafkaTopics(options);
  const told = events?.findings.map((finding) => /^\S+ is \S+/.exec(finding)?.[0]);
  expect(told?.toSorted()).toEqual([
    "cleanup.policy is compact",
    "compression.type is lz4",
    "max.message.bytes is 20000",
    "message.timestamp.type is CreateTime",
    "retention.ms is 1000",
  ]);
  expect(events?.findings.join("\n")).toContain(
    `--alter --topic ${onCluster("events")} --add-config cleanup.policy=delete`,
  );
  // And a process that starts says so, and works.
  const log = opened.use("log", openLab({ ...options, logger }));
  await log.check(soon());
  expect(warnings.filter((message) => message === "topic is not as needed")).toHaveLength(5);
});

it("adds the partitions that are configured when told to, and else works with those that are there", async () => {
  await createKafkaTopics(options);
  const wider = withTopics({ partitionsOf: { events: 7 } });
  const log = opened.use("log", openLab(wider));
  await log.append("events", [recordOf("box-1", 0)], soon());
  const partitions = async () => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [onCluster("events")] });
    return topics[0]?.partitions.length;
  };
  await expect(partitions()).resolves.toBe(4);
  await expect(createKafkaTopics(wider)).resolves.toMatchObject([
    { partitions: 7, change: "grown" },
    { partitions: 4, change: undefined },
  ]);
  // Those that still have the former configuration use all there are.
  await expect(createKafkaTopics(options)).resolves.toMatchObject([
    { partitions: 7, findings: [expect.stringContaining("configure 7")] },
    { partitions: 4, findings: [] },
  ]);
});

it("reads partitions that are added under a running group and a tail from their first record", async () => {
  const handled: LogRecord[] = [];
  const consume = async () =>
    await opened.use("log", openLab(options)).consume({
      group: "readers",
      topics: ["events", "outcomes"],
      handle: async (slice) => {
        handled.push(...slice.records);
        return endOf(slice);
      },
      onFailure: never,
    });
  const members = [await consume(), await consume()];
  const followed: LogRecord[] = [];
  await opened.use("log", openLab(options)).tail({
    topics: ["events"],
    sinceMs: 0,
    handle: ({ records }) => void followed.push(...records),
    onFailure: never,
  });
  await admin.createPartitions({ topicPartitions: [{ topic: onCluster("events"), count: 7 }] });
  const producer = openKafka(options).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: 10 },
  });
  await producer.connect();
  opened.push("producer", () => producer.disconnect());
  const messages = Array.from({ length: 7 }, (_, partition) => ({
    key: `box-${partition}`,
    value: `${partition}`,
    partition,
  }));
  await producer.send({ topic: onCluster("events"), messages });
  // A producer whose partitions are not all ready yet sends to the others twice.
  for (const read of [handled, followed]) {
    await eventually(
      () => {
        const firsts = read.filter(({ offset }) => offset === 0).map(({ partition }) => partition);
        expect(new Set(firsts)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
      },
      { timeoutMs: 60_000 },
    );
  }
  await eventually(() => {
    const shares = members.map(
      (member) => member.lag().filter((lag) => lag.topic === "events").length,
    );
    expect(shares.toSorted()).toEqual([3, 4]);
  });
});
