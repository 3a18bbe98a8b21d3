import { createRequire } from "node:module";
import type { Socket } from "node:net";
import { type Clock, DeadlineExceeded, withDeadline } from "@rae/kit";
import type { BrokerAddress } from "./broker-address.ts";

// Not by import: Node does not find the names of its errors.
const {
  KafkaJSConnectionError,
}: { readonly KafkaJSConnectionError: new (message: string) => Error } = createRequire(
  import.meta.url,
)("kafkajs");

/** A request as kafkajs hands it to a connection; some have a time of their own for the answer. */
export interface GuardedCall {
  readonly requestTimeout?: number | null;
}

// Of kafkajs's own timer, which comes first where it runs.
const graceMs = 2_000;

/** The parts of a kafkajs connection that are guarded here. */
export interface GuardedConnection {
  socket?: Socket | undefined;
  connect(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  readonly requestTimeout: number;
  send(call: GuardedCall): Promise<unknown>;
}

/** What makes kafkajs's connections: to the broker that is named, else to one of those configured. */
export interface ConnectionBuilder {
  build(to?: {
    readonly host?: string;
    readonly port?: number;
    readonly rack?: string | null;
  }): Promise<{ readonly pool: readonly GuardedConnection[] }>;
}

/**
 * Mends what is wrong with kafkajs's connections. It cuts `[::1]:9092` at the first colon. Calls that find a connection closed open
 * one each, and all but the last leak; one that is closed before it is open never settles. And it goes on to use a connection on
 * which an answer did not come in time: if its other end is gone without a word, every later request would time out too. Each time that a closed
 * one is closed again, which is at each attempt to reach a broker that is away, a listener stays on its socket. And a connection that is
 * opened while the one before it is being closed may lose the timer of its requests, which then wait for ever.
 */
export function guardConnections(
  builder: ConnectionBuilder,
  brokers: readonly BrokerAddress[],
  clock: Clock,
): void {
  const build = builder.build.bind(builder);
  let next = 0;
  builder.build = async (to = {}) => {
    const made = await build(to.host === undefined ? brokers[next++ % brokers.length] : to);
    for (const connection of made.pool) guard(connection, clock);
    return made;
  };
}

function guard(connection: GuardedConnection, clock: Clock): void {
  const connect = connection.connect.bind(connection);
  let connecting: Promise<unknown> | undefined;
  connection.connect = () => {
    connecting ??= untilClosed(connect(), connection).finally(() => {
      connecting = undefined;
    });
    return connecting;
  };
  const disconnect = connection.disconnect.bind(connection);
  connection.disconnect = () => {
    if (connection.socket?.destroyed) connection.socket = undefined;
    return disconnect();
  };
  const send = connection.send.bind(connection);
  connection.send = async (call) => {
    const { socket } = connection;
    const limitMs = (call.requestTimeout ?? connection.requestTimeout) + graceMs;
    try {
      return await withDeadline(clock, limitMs, "an answer of Kafka", () => send(call));
    } catch (error) {
      const isSilent =
        error instanceof DeadlineExceeded ||
        (error instanceof Error && error.name === "KafkaJSRequestTimeoutError");
      // Not the one that was opened since.
      if (isSilent && connection.socket === socket) socket?.destroy(error);
      throw error;
    }
  };
}

function untilClosed(connected: Promise<unknown>, { socket }: GuardedConnection): Promise<unknown> {
  const { promise: closed, reject } = Promise.withResolvers<never>();
  socket?.once("close", () => reject(new KafkaJSConnectionError("the connection was closed")));
  return Promise.race([connected, closed]);
}
