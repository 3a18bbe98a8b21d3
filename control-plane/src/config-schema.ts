import { defaults, logTopics } from "@rae/protocol";
import { type Static, Type } from "typebox";
import { leasePolicySchema } from "./api/leases/lease-policy.ts";
import { cassandraSchema, kafkaSchema, redisSchema } from "./engine-schema.ts";

const port = (fallback: number | undefined, description: string) =>
  Type.Integer({
    minimum: 0,
    maximum: 65535,
    ...(fallback === undefined ? {} : { default: fallback }),
    description,
  });

const dayMs = 86_400_000;
const partitionCount = Type.Integer({ minimum: 1, maximum: 256 });
/** Times that are taken from now stay dates, and what engines hold as 64 bits stays exact. */
const retentionMaxMs = 100 * 365 * dayMs;
const retention = (fallback: number) =>
  Type.Integer({
    minimum: 660_000,
    maximum: retentionMaxMs,
    default: fallback,
    description: "longer than any command",
  });

/** Configuration of the control plane. Every field has a default; times are milliseconds, sizes bytes. */
export const controlPlaneSchema = Type.Object(
  {
    dataDir: Type.String({ default: "data", minLength: 1, description: "folder of all files" }),
    logLevel: Type.Union(
      ["trace", "debug", "info", "warn", "error", "fatal", "silent"].map((level) =>
        Type.Literal(level),
      ),
      { default: "info" },
    ),
    http: Type.Object(
      {
        host: Type.String({ default: "127.0.0.1" }),
        port: port(8080, "REST; 0 takes any free port"),
        behindProxy: Type.Boolean({
          default: false,
          description:
            "a proxy in front ends TLS, so that another address than loopback may be bound",
        }),
        documentation: Type.Boolean({
          default: true,
          description: "/docs and /openapi.json, which anybody can read; they hold no secret",
        }),
        certFile: Type.Optional(Type.String({ minLength: 1 })),
        keyFile: Type.Optional(Type.String({ minLength: 1 })),
      },
      { additionalProperties: false, default: {} },
    ),
    mqtt: Type.Object(
      {
        host: Type.String({ default: "127.0.0.1" }),
        port: port(8883, "MQTT over TLS; 0 takes any free port"),
        serverNames: Type.Array(Type.String({ minLength: 1 }), {
          default: [],
          description: "names and addresses for the server's certificate, beside loopback",
        }),
        packetLimitBytes: Type.Integer({
          minimum: defaults.packetLimitBytes,
          maximum: 1024 * 1024,
          default: defaults.packetLimitBytes,
          description: "of one MQTT packet; agents send up to the minimum",
        }),
      },
      { additionalProperties: false, default: {} },
    ),
    ops: Type.Object(
      {
        host: Type.String({ default: "127.0.0.1" }),
        port: Type.Optional(
          port(undefined, "health and metrics of a gateway or aggregator; 0 takes any free port"),
        ),
      },
      { additionalProperties: false, default: {} },
    ),
    log: Type.Object(
      {
        kafka: Type.Optional(kafkaSchema),
        partitions: Type.Integer({
          minimum: 1,
          maximum: 256,
          description: "of topics that are made; 12 on Kafka, 4 on SQLite if not given",
        }),
        partitionsOf: Type.Object(
          {
            [logTopics.events]: Type.Optional(partitionCount),
            [logTopics.commands]: Type.Optional(partitionCount),
            [logTopics.outcomes]: Type.Optional(partitionCount),
            [logTopics.control]: Type.Optional(partitionCount),
            [logTopics.leases]: Type.Optional(partitionCount),
            [logTopics.audit]: Type.Optional(partitionCount),
            [logTopics.deadLetters]: Type.Optional(partitionCount),
            [logTopics.console]: Type.Optional(partitionCount),
          },
          {
            additionalProperties: false,
            default: {},
            description: "the same, of single topics",
          },
        ),
        retentionMs: Type.Object(
          {
            [logTopics.events]: retention(7 * dayMs),
            [logTopics.commands]: retention(dayMs),
            [logTopics.outcomes]: retention(dayMs),
            [logTopics.control]: retention(dayMs),
            [logTopics.leases]: retention(dayMs),
            [logTopics.audit]: retention(7 * dayMs),
            [logTopics.deadLetters]: retention(30 * dayMs),
            [logTopics.console]: retention(3_600_000),
          },
          {
            additionalProperties: false,
            default: {},
            description: "how long records stay on the log; view and history keep what they hold",
          },
        ),
      },
      { additionalProperties: false, default: {} },
    ),
    view: Type.Object(
      { redis: Type.Optional(redisSchema) },
      { additionalProperties: false, default: {} },
    ),
    history: Type.Object(
      { cassandra: Type.Optional(cassandraSchema) },
      { additionalProperties: false, default: {} },
    ),
    historyRetentionMs: Type.Integer({
      minimum: 60_000,
      maximum: retentionMaxMs,
      default: defaults.historyRetentionMs,
    }),
    auditRetentionMs: Type.Integer({
      minimum: 60_000,
      maximum: retentionMaxMs,
      default: defaults.auditRetentionMs,
      description: "how long it is known who changed what",
    }),
    leases: leasePolicySchema,
    drainTimeoutMs: Type.Integer({ minimum: 100, maximum: 120_000, default: 10_000 }),
  },
  { additionalProperties: false },
);

export type ControlPlaneConfig = Static<typeof controlPlaneSchema>;
