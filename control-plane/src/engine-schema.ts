import { type Static, Type } from "typebox";

const closed = { additionalProperties: false } as const;
const text = (description: string) => Type.String({ minLength: 1, description });
const secret = (description: string) => Type.String({ minLength: 1, secret: true, description });
const portOf = (fallback: number) =>
  Type.Integer({ minimum: 1, maximum: 65535, default: fallback });
const server = (port: number) =>
  Type.Object({ host: text("name or address"), port: portOf(port) }, closed);

const certificates = {
  caFile: Type.Optional(text("PEM of the authority to trust instead of the system's")),
  certFile: Type.Optional(text("PEM of our certificate, if the server asks for one")),
  keyFile: Type.Optional(text("PEM of its key")),
};

/** Presence turns TLS on; `{}` trusts the authorities that the system trusts. */
export const tlsSchema = Type.Object(
  {
    ...certificates,
    serverName: Type.Optional(text("name in the server's certificate, if it is not the host's")),
  },
  closed,
);

const password = {
  password: Type.Optional(secret("or passwordFile")),
  passwordFile: Type.Optional(text("file whose first line is the password")),
};
const credentials = { username: Type.Optional(Type.String({ minLength: 1 })), ...password };

/** Without it, the log is an SQLite file. */
export const kafkaSchema = Type.Object(
  {
    brokers: Type.Array(
      Type.String({
        pattern: "^(\\[[^\\]]+\\]|[^:\\[\\]]+):\\d{1,5}$",
        description: "host:port, or [address]:port for IPv6",
      }),
      { minItems: 1, description: "some of the brokers" },
    ),
    clientId: Type.String({ minLength: 1, default: "rae" }),
    topicPrefix: Type.String({
      pattern: "^[a-zA-Z0-9._-]{0,100}$",
      default: "",
      description: "before the names of topics and groups, where a cluster is shared",
    }),
    replicationFactor: Type.Integer({ minimum: 1, maximum: 10, default: 3 }),
    minInsyncReplicas: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10,
        description: "replicationFactor - 1, but at least 1, if not given",
      }),
    ),
    sessionTimeoutMs: Type.Integer({
      minimum: 6_000,
      maximum: 300_000,
      default: 15_000,
      description: "after which the partitions of an aggregator that is silent are another's",
    }),
    rack: Type.Optional(
      text("where this process is, as the brokers' broker.rack names it: nearer replicas are read"),
    ),
    // Without serverName, as each broker has a name of its own.
    tls: Type.Optional(Type.Object(certificates, closed)),
    sasl: Type.Optional(
      Type.Object(
        {
          mechanism: Type.Union(
            [Type.Literal("plain"), Type.Literal("scram-sha-256"), Type.Literal("scram-sha-512")],
            { default: "scram-sha-512" },
          ),
          username: Type.String({ minLength: 1 }),
          ...password,
        },
        closed,
      ),
    ),
  },
  closed,
);

/** Without it, the fleet view is an SQLite file. One of single, sentinel and cluster is given. */
export const redisSchema = Type.Object(
  {
    single: Type.Optional(
      Type.Object(
        {
          host: text("name or address"),
          port: portOf(6379),
          db: Type.Integer({ minimum: 0, default: 0 }),
        },
        closed,
      ),
    ),
    sentinel: Type.Optional(
      Type.Object(
        {
          name: text("of the master"),
          sentinels: Type.Array(server(26379), { minItems: 1 }),
          db: Type.Integer({ minimum: 0, default: 0 }),
          ...credentials,
        },
        closed,
      ),
    ),
    cluster: Type.Optional(
      Type.Object({ nodes: Type.Array(server(6379), { minItems: 1 }) }, closed),
    ),
    ...credentials,
    tls: Type.Optional(tlsSchema),
    keyPrefix: Type.String({
      pattern: "^[a-zA-Z0-9:._-]{0,100}$",
      default: "rae:",
      description: "before every key, where a server is shared",
    }),
  },
  closed,
);

/** Without it, the history is an SQLite file. */
export const cassandraSchema = Type.Object(
  {
    contactPoints: Type.Array(text("host, host:port, an IPv6 address or [address]:port"), {
      minItems: 1,
    }),
    localDataCenter: text("the one that is near"),
    keyspace: Type.String({ pattern: "^[a-z][a-z0-9_]{0,47}$", default: "rae" }),
    ...credentials,
    tls: Type.Optional(tlsSchema),
    replication: Type.Optional(
      Type.Record(Type.String(), Type.Integer({ minimum: 1, maximum: 10 }), {
        description: "copies in each data centre; 3 in the local one if not given",
      }),
    ),
    consistency: Type.Union(
      [
        Type.Literal("local-quorum"),
        Type.Literal("quorum"),
        Type.Literal("one"),
        Type.Literal("local-one"),
      ],
      { default: "local-quorum", description: "one and local-one only where there is one server" },
    ),
  },
  closed,
);

export type TlsConfig = Static<typeof tlsSchema>;
export type KafkaConfig = Static<typeof kafkaSchema>;
export type RedisConfig = Static<typeof redisSchema>;
export type CassandraConfig = Static<typeof cassandraSchema>;
