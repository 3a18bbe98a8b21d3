import type { ConnectionOptions } from "node:tls";
import { backoffDelays } from "@rae/kit";
import { Cluster, Redis, type RedisCommander } from "ioredis";
import { storeBackoff } from "../../core/store-backoff.ts";

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

export type RedisTopology =
  | { readonly kind: "single"; readonly host: string; readonly port: number; readonly db?: number }
  | {
      readonly kind: "sentinel";
      /** Of the master, as the sentinels know it. */
      readonly name: string;
      readonly sentinels: readonly RedisAddress[];
      readonly db?: number;
      /** Of the sentinels themselves. */
      readonly username?: string;
      readonly password?: string;
    }
  | { readonly kind: "cluster"; readonly nodes: readonly RedisAddress[] };

export interface RedisConnectionOptions {
  readonly topology: RedisTopology;
  readonly username?: string;
  readonly password?: string;
  /** Presence turns TLS on, for the sentinels too. */
  readonly tls?: ConnectionOptions;
}

/** What both clients of ioredis, for one server and for a cluster, can do. */
export type RedisClient = RedisCommander;

/** Connections to one Redis, however it is set up. */
export interface RedisConnection {
  readonly client: RedisClient;
  /** Calls back for every message on a channel, through losses of the connection; what is sent while it is away is missed. */
  subscribe(channel: string, onMessage: (message: string) => void): void;
  /** Calls back each time that commands can be sent. */
  onReady(callback: () => void): void;
  /** Calls back for what is wrong with the connection; the client goes on trying. */
  onError(callback: (error: Error) => void): void;
  close(): void;
}

const connectTimeoutMs = 2_000;
/** A server that owes an answer for longer is taken for gone. */
const silentMs = 3_000;

/** Connects in the background and for ever. */
export function connectRedis(options: RedisConnectionOptions): RedisConnection {
  const { topology } = options;
  if (topology.kind === "cluster") return connectCluster(options, topology.nodes);
  const client = new Redis({
    ...commonOptions(options),
    ...placeOptions(topology, options),
    retryStrategy: delaysForEver(),
  });
  let subscriber: Redis | undefined;
  let onError: (error: Error) => void = () => {};
  client.on("error", (error: Error) => onError(error));
  return {
    client,
    subscribe(channel, onMessage) {
      subscriber = client.duplicate({ maxRetriesPerRequest: null });
      subscriber.on("error", (error: Error) => onError(error));
      subscriber.on("message", (_: string, message: string) => onMessage(message));
      // It waits for the connection, and is made again with each new one.
      subscriber.subscribe(channel).catch((error: Error) => onError(error));
    },
    onReady: (callback) => client.on("ready", callback),
    onError: (callback) => {
      onError = callback;
    },
    close() {
      client.disconnect();
      subscriber?.disconnect();
    },
  };
}

function connectCluster(
  options: RedisConnectionOptions,
  nodes: readonly RedisAddress[],
): RedisConnection {
  const client = new Cluster([...nodes], {
    redisOptions: commonOptions(options),
    clusterRetryStrategy: delaysForEver(),
    clusterNodeRetryStrategy: delaysForEver(),
    slotsRefreshTimeout: connectTimeoutMs,
    slotsRefreshInterval: 10_000,
    maxRedirections: 4,
    // Certificates are made out to names: only the addresses that the nodes tell of each other are left as they are.
    dnsLookup: (address, callback) => callback(null, address),
  });
  return {
    client,
    subscribe(channel, onMessage) {
      client.on("message", (_channel: string, message: string) => onMessage(message));
      client.subscribe(channel).catch(() => {});
    },
    onReady: (callback) => client.on("ready", callback),
    onError: (callback) => client.on("error", callback),
    close: () => client.disconnect(),
  };
}

function placeOptions(
  topology: Exclude<RedisTopology, { readonly kind: "cluster" }>,
  { tls }: RedisConnectionOptions,
) {
  const db = topology.db ?? 0;
  if (topology.kind === "single") return { host: topology.host, port: topology.port, db };
  return {
    db,
    name: topology.name,
    sentinels: topology.sentinels.map(({ host, port }) => ({ host, port })),
    sentinelRetryStrategy: delaysForEver(),
    sentinelReconnectStrategy: delaysForEver(),
    sentinelCommandTimeout: connectTimeoutMs,
    // The sentinels tell of a failover before the old master notices.
    failoverDetector: true,
    ...(topology.username === undefined ? {} : { sentinelUsername: topology.username }),
    ...(topology.password === undefined ? {} : { sentinelPassword: topology.password }),
    ...(tls === undefined ? {} : { enableTLSForSentinelMode: true, sentinelTLS: tls }),
  };
}

function commonOptions({ username, password, tls }: RedisConnectionOptions) {
  return {
    connectTimeout: connectTimeoutMs,
    socketTimeout: silentMs,
    // Commands wait for one attempt to connect; the callers have deadlines and try again themselves.
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    // A master that has become a replica.
    reconnectOnError: (error: Error) => error.message.startsWith("READONLY"),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
  };
}

function delaysForEver(): (attempt: number) => number {
  let delays = backoffDelays(storeBackoff);
  return (attempt) => {
    if (attempt <= 1) delays = backoffDelays(storeBackoff);
    return Math.min(delays.next().value, longestDelayMs);
  };
}

/** A restarted server is to be found within a second. */
const longestDelayMs = 500;
