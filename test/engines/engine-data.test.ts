import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "cassandra-driver";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dataCenter, type Engine, type Engines, openEngines } from "../harness/engines.ts";
import { kafkaClient } from "../harness/kafka-client.ts";

let folder: string;
let engines: Engines;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rae-engine-data-"));
  engines = await openEngines({ dataDir: folder });
});

afterAll(async () => {
  await engines.abandon();
  rmSync(folder, { recursive: true, force: true });
});

function kafkaOf(...brokers: readonly Engine[]) {
  return kafkaClient({ brokers: brokers.map(({ address }) => address) });
}

async function endOffset(topic: string): Promise<string | undefined> {
  const admin = kafkaOf(...engines.brokers).admin();
  await admin.connect();
  const [partition] = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return partition?.high;
}

async function produce(topic: string, count: number): Promise<void> {
  const producer = kafkaOf(...engines.brokers).producer();
  await producer.connect();
  await producer.send({
    topic,
    acks: -1,
    messages: Array.from({ length: count }, (_, index) => ({ value: `value ${index}` })),
  });
  await producer.disconnect();
}

it("Kafka keeps what it acknowledged when it is killed and started again, on the same port", async () => {
  const [kafka] = engines.brokers;
  const admin = kafkaOf(...engines.brokers).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: "kept", numPartitions: 1 }] });
  await admin.disconnect();
  await produce("kept", 100);
  const { address, pid } = kafka as Engine;
  await kafka?.kill("SIGKILL");
  await kafka?.start();
  expect(kafka?.address).toBe(address);
  expect(kafka?.pid).not.toBe(pid);
  expect(await endOffset("kept")).toBe("100");
  await produce("kept", 1);
  expect(await endOffset("kept")).toBe("101");
});

function cassandraClient(): Client {
  const { host, port } = engines.cassandra;
  return new Client({
    contactPoints: [host],
    protocolOptions: { port },
    localDataCenter: dataCenter,
  });
}

it("Cassandra keeps what it acknowledged a moment before it was killed", async () => {
  let client = cassandraClient();
  await client.execute(
    "CREATE KEYSPACE kept WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}",
  );
  await client.execute("CREATE TABLE kept.rows (id int PRIMARY KEY)");
  const ids = Array.from({ length: 500 }, (_, id) => id);
  const insert = "INSERT INTO kept.rows (id) VALUES (?)";
  for (const id of ids) await client.execute(insert, [id], { prepare: true });
  await engines.cassandra.kill("SIGKILL");
  await client.shutdown();
  await engines.cassandra.start();
  client = cassandraClient();
  const found = await client.execute("SELECT id FROM kept.rows");
  await client.shutdown();
  expect(found.rows.map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual(ids);
});

async function keysOf({ host, port }: Engine): Promise<readonly string[]> {
  const redis = new Redis({ host, port });
  try {
    return await redis.keys("*");
  } finally {
    redis.disconnect();
  }
}

async function setKey({ host, port }: Engine, key: string): Promise<void> {
  const redis = new Redis({ host, port });
  await redis.set(key, "value");
  redis.disconnect();
}

it("Redis starts empty after it was killed", async () => {
  await setKey(engines.redis, "a");
  expect(await keysOf(engines.redis)).toEqual(["a"]);
  await engines.redis.kill("SIGKILL");
  await engines.redis.start();
  expect(await keysOf(engines.redis)).toEqual([]);
});

it("Redis keeps its data if it is told to", async () => {
  const dataDir = join(folder, "persistent");
  const own = await openEngines({
    ...{ dataDir, kafka: false, cassandra: false },
    redis: { isPersistent: true },
  });
  try {
    await setKey(own.redis, "a");
    await own.redis.kill("SIGKILL");
    await own.redis.start();
    expect(await keysOf(own.redis)).toEqual(["a"]);
  } finally {
    await own.close();
  }
});
