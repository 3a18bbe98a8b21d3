import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { auth, Client } from "cassandra-driver";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataCenter, type Engines, openEngines } from "../harness/engines.ts";
import { kafkaClient } from "../harness/kafka-client.ts";

let folder: string;
let engines: Engines;
let ca: Buffer;
let username: string;
let password: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rae-secured-engines-"));
  engines = await openEngines({ dataDir: folder, isSecured: true });
  const { secured } = engines;
  if (secured === undefined) throw new Error("the engines are not secured");
  ca = readFileSync(secured.caFile);
  ({ username, password } = secured);
});

afterAll(async () => {
  await engines.abandon();
  rmSync(folder, { recursive: true, force: true });
});

describe("Kafka", () => {
  async function brokerCount(mechanism: "plain" | "scram-sha-512", secret: string) {
    const kafka = kafkaClient({
      brokers: engines.brokers.map(({ address }) => address),
      ssl: { ca: [ca] },
      sasl: { mechanism, username, password: secret } as never,
      retry: { retries: 2 },
    });
    const admin = kafka.admin();
    try {
      await admin.connect();
      return (await admin.describeCluster()).brokers.length;
    } finally {
      await admin.disconnect();
    }
  }

  it.each(["plain", "scram-sha-512"] as const)("takes a login by %s", async (mechanism) => {
    expect(await brokerCount(mechanism, password)).toBe(1);
    await expect(brokerCount(mechanism, "wrong")).rejects.toThrow();
  });
});

describe("Redis", () => {
  async function ping(secret: string): Promise<string> {
    const { host, port } = engines.redis;
    const tls = { ca };
    const redis = new Redis({ host, port, tls, username, password: secret, retryStrategy: null });
    redis.on("error", () => {});
    try {
      return await redis.ping();
    } finally {
      redis.disconnect();
    }
  }

  it("takes a login by TLS", async () => {
    expect(await ping(password)).toBe("PONG");
    await expect(ping("wrong")).rejects.toThrow();
  });
});

describe("Cassandra", () => {
  async function version(secret: string): Promise<string> {
    const { address } = engines.cassandra;
    const client = new Client({
      contactPoints: [address],
      localDataCenter: dataCenter,
      authProvider: new auth.PlainTextAuthProvider(username, secret),
      sslOptions: { ca, rejectUnauthorized: true, host: "127.0.0.1" },
    });
    try {
      const found = await client.execute("SELECT release_version FROM system.local");
      return String(found.first()?.release_version);
    } finally {
      await client.shutdown();
    }
  }

  it("takes a login by TLS", async () => {
    expect(await version(password)).toMatch(/^5\./);
    await expect(version("wrong")).rejects.toThrow();
  });
});
