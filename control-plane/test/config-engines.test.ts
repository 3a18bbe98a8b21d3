import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, printConfig } from "@rae/kit";
import { afterAll, expect, test } from "vitest";
import { loadConfig } from "../src/config.ts";
import { type ControlPlaneConfig, controlPlaneSchema } from "../src/config-schema.ts";
import { cassandraAddress, kafkaOptions, redisOptions } from "../src/engine-options.ts";
import { readEngineSecrets } from "../src/engine-secrets.ts";

const folder = mkdtempSync(join(tmpdir(), "rae-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Environment = Readonly<Record<string, string>>;

function load(value: unknown, environment: Environment = {}): ControlPlaneConfig {
  const file = join(folder, "control-plane.yaml");
  writeFileSync(file, JSON.stringify(value));
  return loadConfig(file, {}, environment);
}

function faultsOf(work: () => unknown): readonly string[] {
  try {
    work();
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.faults : [String(error)];
  }
}

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const brokers = ["kafka-1:9092"];
const sasl = { username: "rae", password: "s3cret" };
const cassandra = { contactPoints: ["cassandra-1"], localDataCenter: "dc1" };
const defined = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("it is not configured");
  return value;
};

test("no engine is named by default, and the number of partitions is that of the engine", () => {
  const config = load({});
  expect([config.log.kafka, config.view.redis, config.history.cassandra]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(config.log.partitions).toBe(4);
  expect(load({ log: { kafka: { brokers } } }).log.partitions).toBe(12);
  expect(load({}, { RAE_KAFKA_BROKERS: "a:1" }).log.partitions).toBe(12);
  expect(load({ log: { kafka: { brokers }, partitions: 5 } }).log.partitions).toBe(5);
});

test("a broker has a name or an address, in brackets for IPv6, and a port", () => {
  const { kafka } = load({ log: { kafka: { brokers: ["kafka-1:9092", "[::1]:9092"] } } }).log;
  expect(kafka?.brokers).toEqual(["kafka-1:9092", "[::1]:9092"]);
  for (const broker of ["kafka-1", "::1:9092", "[::1]", "kafka-1:port"]) {
    expect(() => load({ log: { kafka: { brokers: [broker] } } })).toThrow("/log/kafka/brokers/0");
  }
});

test("variables name engines without a file, and win over one", () => {
  const environment = {
    RAE_KAFKA_BROKERS: "a:1, b:2",
    RAE_KAFKA_REPLICATION_FACTOR: "1",
    RAE_REDIS_URL: "rediss://ada:p%40ss@redis.example:6380/3",
    RAE_CASSANDRA_CONTACT_POINTS: "c:9042",
    RAE_CASSANDRA_DATA_CENTER: "dc2",
  };
  const file = {
    log: { kafka: { brokers, clientId: "mine" } },
    view: { redis: { cluster: { nodes: [{ host: "r1" }] }, keyPrefix: "mine:" } },
  };
  const { log, view, history } = load(file, environment);
  expect(log.kafka).toMatchObject({ brokers: ["a:1", "b:2"], clientId: "mine" });
  expect(log.kafka?.replicationFactor).toBe(1);
  expect(view.redis).toEqual({
    single: { host: "redis.example", port: 6380, db: 3 },
    ...{ username: "ada", password: "p@ss", tls: {}, keyPrefix: "mine:" },
  });
  expect(history.cassandra).toMatchObject({ contactPoints: ["c:9042"], localDataCenter: "dc2" });
});

test("a password may come by a variable, beside the rest in the file", () => {
  const file = {
    log: { kafka: { brokers, sasl: { username: "rae" } } },
    view: { redis: { single: { host: "r" } } },
    history: { cassandra: { ...cassandra, username: "rae" } },
  };
  const secrets = readEngineSecrets(
    load(file, {
      RAE_KAFKA_PASSWORD: "one",
      RAE_REDIS_PASSWORD: "two",
      RAE_CASSANDRA_PASSWORD: "three",
    }),
  );
  expect(secrets.kafka.login).toEqual({ username: "rae", password: "one" });
  expect(secrets.redis.login).toEqual({ password: "two" });
  expect(secrets.cassandra.login).toEqual({ username: "rae", password: "three" });
});

test.each([
  [{ RAE_REDIS_URL: "http://redis" }, /^\/view\/redis .*\(RAE_REDIS_URL\)$/],
  [
    { RAE_REDIS_URL: "redis://redis:6379/first" },
    /^\/view\/redis\/single\/db .*\(RAE_REDIS_URL\)$/,
  ],
  [{ RAE_KAFKA_BROKERS: " , " }, /^\/log\/kafka\/brokers .*\(RAE_KAFKA_BROKERS\)$/],
  [{ RAE_OPS_PORT: "high" }, /^\/ops\/port .*\(RAE_OPS_PORT\)$/],
])("a variable that cannot be is named: %j", (environment, fault) => {
  expect(faultsOf(() => load({}, environment))).toEqual([expect.stringMatching(fault)]);
});

test("--print-config hides every password and shows the rest", () => {
  const config = load({
    log: { kafka: { brokers, sasl } },
    view: {
      redis: {
        sentinel: { name: "rae", sentinels: [{ host: "s" }], password: "s3cret-2" },
        password: "s3cret-3",
      },
    },
    history: { cassandra: { ...cassandra, username: "rae", password: "s3cret-4" } },
  });
  const printed = printConfig(controlPlaneSchema, config);
  expect(printed).not.toContain("s3cret");
  expect(printed.match(/"\(hidden\)"/g)).toHaveLength(4);
  expect(printed).toContain("kafka-1:9092");
});

test("all contradictions are told at once, each with its place", () => {
  const both = { password: "a", passwordFile: "b" };
  const faults = faultsOf(() =>
    load({
      log: {
        kafka: {
          ...{ brokers, replicationFactor: 2, minInsyncReplicas: 3 },
          ...{ tls: { certFile: "c" }, sasl: { username: "rae" } },
        },
      },
      view: { redis: { single: { host: "a" }, cluster: { nodes: [{ host: "b" }] }, ...both } },
      history: { cassandra: { ...cassandra, username: "rae", replication: { dc9: 3 } } },
    }),
  );
  expect(faults).toEqual([
    "/log/kafka/tls needs certFile and keyFile, or neither",
    "/log/kafka/sasl needs password or passwordFile",
    expect.stringContaining("/log/kafka/minInsyncReplicas is more than replicationFactor"),
    "/view/redis takes one of single, sentinel and cluster",
    "/view/redis takes password or passwordFile, not both",
    "/history/cassandra needs username and a password, or neither",
    "/history/cassandra/replication does not name localDataCenter",
  ]);
});

test("Cassandra is not told to keep for longer than it can, and nothing for longer than a century", () => {
  const yearMs = 365 * 86_400_000;
  const history = { cassandra };
  expect(faultsOf(() => load({ history, historyRetentionMs: 25 * yearMs }))).toEqual([
    expect.stringMatching(/^\/historyRetentionMs must be at most 629510400000 with \/history/),
  ]);
  expect(faultsOf(() => load({ history, historyRetentionMs: 629_510_400_001 }))).toHaveLength(1);
  expect(load({ history, historyRetentionMs: 629_510_400_000 })).toMatchObject({ history });
  expect(load({ historyRetentionMs: 25 * yearMs })).toMatchObject({
    historyRetentionMs: 25 * yearMs,
  });
  const tooLong = { historyRetentionMs: 1e300, log: { retentionMs: { events: 1e16 } } };
  expect(faultsOf(() => load(tooLong))).toEqual([
    expect.stringContaining("/log/retentionMs/events must be <= 3153600000000"),
    expect.stringContaining("/historyRetentionMs must be <= 3153600000000"),
  ]);
});

test("an engine that is named takes what it needs, and nothing that is not known", () => {
  expect(faultsOf(() => load({ log: { kafka: {} } }))).toEqual([
    expect.stringMatching(/^\/log\/kafka .*brokers/),
  ]);
  expect(faultsOf(() => load({ view: { redis: {} } }))).toEqual([
    "/view/redis takes one of single, sentinel and cluster",
  ]);
  expect(faultsOf(() => load({ history: { cassandra: { ...cassandra, port: 1 } } }))).toEqual([
    "/history/cassandra/port is not known",
  ]);
});

test("passwords and certificates are read from their files", () => {
  const passwordFile = fileOf("password", "first line\nsecond\n");
  const config = load({
    view: { redis: { single: { host: "r" }, passwordFile, tls: { serverName: "redis.example" } } },
  });
  expect(redisOptions(defined(config.view.redis), config)).toMatchObject({
    topology: { kind: "single", host: "r", port: 6379, db: 0 },
    password: "first line",
    tls: { servername: "redis.example" },
  });
});

test("every file that cannot be used is told, with its place", () => {
  const emptyFile = fileOf("empty", "\n");
  const noPem = fileOf("no.pem", "-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----");
  const config = load({
    log: { kafka: { brokers, sasl: { username: "rae", passwordFile: "/nowhere/a" } } },
    view: { redis: { single: { host: "r" }, passwordFile: emptyFile } },
    history: { cassandra: { ...cassandra, tls: { caFile: noPem } } },
  });
  expect(faultsOf(() => readEngineSecrets(config))).toEqual([
    expect.stringMatching(/^\/log\/kafka\/sasl\/passwordFile \(\/nowhere\/a\) cannot be read: /),
    expect.stringMatching(/^\/view\/redis\/passwordFile .* has an empty first line$/),
    expect.stringMatching(/^\/history\/cassandra\/tls cannot be used: /),
  ]);
});

test("topics are made as configured; one copy less must be in sync, but at least one", () => {
  const topicsOf = (kafka: object, partitionsOf = {}) => {
    const config = load({ log: { kafka: { brokers, ...kafka }, partitions: 6, partitionsOf } });
    return kafkaOptions(defined(config.log.kafka), config).topics;
  };
  expect(topicsOf({ topicPrefix: "lab." })).toMatchObject({
    ...{ prefix: "lab.", partitions: 6, replicationFactor: 3, minInsyncReplicas: 2 },
    retentionMs: { events: 7 * 86_400_000 },
  });
  expect(topicsOf({}, { events: 24 }).partitionsOf).toEqual({ events: 24 });
  expect(topicsOf({ replicationFactor: 1 }).minInsyncReplicas).toBe(1);
  expect(topicsOf({ minInsyncReplicas: 1 }).minInsyncReplicas).toBe(1);
});

test("a user of Kafka and of Sentinel comes with its password", () => {
  const config = load({
    log: { kafka: { brokers, sasl } },
    view: {
      redis: {
        sentinel: { name: "rae", sentinels: [{ host: "s" }], username: "u", password: "p" },
      },
    },
    history: { cassandra },
  });
  expect(kafkaOptions(defined(config.log.kafka), config).sasl).toEqual({
    ...sasl,
    mechanism: "scram-sha-512",
  });
  expect(redisOptions(defined(config.view.redis), config).topology).toEqual({
    ...{ kind: "sentinel", name: "rae", db: 0, sentinels: [{ host: "s", port: 26379 }] },
    ...{ username: "u", password: "p" },
  });
  expect(cassandraAddress(defined(config.history.cassandra), config)).toEqual({
    ...cassandra,
    ...{ keyspace: "rae", consistency: "local-quorum" },
  });
});
