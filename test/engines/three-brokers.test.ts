import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@rae/kit/testing";
import type { Admin, Producer } from "kafkajs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Engines, openEngines } from "../harness/engines.ts";
import { kafkaClient } from "../harness/kafka-client.ts";

const topic = "copied";

let folder: string;
let engines: Engines;
let admin: Admin;
let producer: Producer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rae-three-brokers-"));
  const kafka = { brokers: 3 } as const;
  engines = await openEngines({ dataDir: folder, kafka, cassandra: false, redis: false });
  const client = kafkaClient({
    brokers: engines.brokers.map(({ address }) => address),
    retry: { retries: 20, maxRetryTime: 1_000 },
  });
  admin = client.admin();
  producer = client.producer();
  await Promise.all([admin.connect(), producer.connect()]);
  await admin.createTopics({ topics: [{ topic, numPartitions: 3, replicationFactor: 3 }] });
});

afterAll(async () => {
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  await engines.abandon();
  rmSync(folder, { recursive: true, force: true });
});

async function partitions() {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics[0]?.partitions ?? [];
}

async function produceToEach(): Promise<void> {
  const messages = [0, 1, 2].map((partition) => ({ partition, value: "value" }));
  await producer.send({ topic, acks: -1, messages });
}

async function endOffsets(): Promise<readonly string[]> {
  return (await admin.fetchTopicOffsets(topic)).map(({ high }) => high);
}

it("three brokers are one cluster, each leads a part of a topic, and all have copies", async () => {
  // Each broker hears of the others, and of a new topic, in its own time.
  await eventually(
    async () => {
      expect((await admin.describeCluster()).brokers).toHaveLength(3);
      const found = await partitions();
      expect(found.map(({ leader }) => leader).sort()).toEqual([1, 2, 3]);
      expect(found.map(({ isr }) => isr.length)).toEqual([3, 3, 3]);
    },
    { timeoutMs: 30_000 },
  );
  await produceToEach();
  expect(await endOffsets()).toEqual(["1", "1", "1"]);
});

it("a broker that is killed is done without; when it is back, it has copies of all", async () => {
  const [broker] = engines.brokers;
  await broker?.kill("SIGKILL");
  await eventually(
    async () => expect((await partitions()).map(({ leader }) => leader)).not.toContain(1),
    { timeoutMs: 30_000 },
  );
  await produceToEach();
  expect(await endOffsets()).toEqual(["2", "2", "2"]);
  await broker?.start();
  await eventually(
    async () => expect((await partitions()).map(({ isr }) => isr.length)).toEqual([3, 3, 3]),
    { timeoutMs: 30_000 },
  );
  await produceToEach();
  expect(await endOffsets()).toEqual(["3", "3", "3"]);
});
