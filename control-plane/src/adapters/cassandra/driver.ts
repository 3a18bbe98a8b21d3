import { isIP } from "node:net";
import type { Logger } from "@rae/kit";
import { Client, policies, types } from "cassandra-driver";
import { type ContactPoint, formatContactPoint, parseContactPoint } from "./contact-point.ts";
import { NearestServers } from "./load-balancing.ts";
import type { CassandraAddress, CassandraConsistency } from "./options.ts";

const levels: Readonly<Record<CassandraConsistency, number>> = {
  "local-quorum": types.consistencies.localQuorum,
  quorum: types.consistencies.quorum,
  one: types.consistencies.one,
  "local-one": types.consistencies.localOne,
};

/**
 * The level at which lightweight transactions agree, and at which they are read that may still be under way. Where writes wait for
 * other data centres, these must agree there, too.
 */
export function serialLevel({ consistency }: Pick<CassandraAddress, "consistency">): number {
  const { serial, localSerial } = types.consistencies;
  return consistency === "quorum" ? serial : localSerial;
}

/** One try of one request at one server. */
const requestTimeoutMs = 2_000;

export interface DriverOptions extends CassandraAddress {
  readonly logger: Logger;
  /** False: no keyspace is entered, as it may not exist yet. */
  readonly entersKeyspace: boolean;
}

/** A client of the driver that has not connected yet. Its prepared requests may be made again and again. */
export function createDriver(options: DriverOptions): Client {
  const { localDataCenter, keyspace, username, password, tls } = options;
  const contactPoints = options.contactPoints.map(parseContactPoint);
  const client = new Client({
    contactPoints: contactPoints.map(formatContactPoint),
    localDataCenter,
    ...(options.entersKeyspace ? { keyspace } : {}),
    ...(username === undefined ? {} : { credentials: { username, password: password ?? "" } }),
    ...(tls === undefined ? {} : { sslOptions: tlsOptions(tls, contactPoints) }),
    applicationName: "rae",
    encoding: { useBigIntAsLong: true, copyBuffer: true },
    monitorReporting: { enabled: false },
    policies: {
      loadBalancing: new NearestServers({ localDc: localDataCenter }),
      // Some 10 s after a server is back it is found at the latest; the driver's own limit is ten minutes.
      reconnection: new policies.reconnection.ExponentialReconnectionPolicy(250, 5_000, true),
      // The servers' clock stamps what has no timestamp of its own, which spares a Long in each request.
      timestampGeneration: null as unknown as policies.timestampGeneration.TimestampGenerator,
    },
    pooling: { warmup: true, heartBeatInterval: 10_000 },
    socketOptions: { connectTimeout: requestTimeoutMs, readTimeout: requestTimeoutMs },
    queryOptions: {
      prepare: true,
      isIdempotent: true,
      consistency: levels[options.consistency ?? "local-quorum"],
      serialConsistency: serialLevel(options),
    },
  });
  client.on("log", (level: string, className: string, message: string) => {
    if (level === "verbose") return;
    options.logger.debug({ level, className, told: message }, "cassandra driver");
  });
  return client;
}

function tlsOptions(
  { serverName, ...pem }: NonNullable<CassandraAddress["tls"]>,
  contactPoints: readonly ContactPoint[],
) {
  // The driver connects by address, while certificates may bear the name by which a contact point is known.
  const host = contactPoints[0]?.host ?? "";
  const name = serverName ?? (isIP(host) === 0 ? host : undefined);
  return { ...pem, rejectUnauthorized: true, ...(name === undefined ? {} : { servername: name }) };
}
