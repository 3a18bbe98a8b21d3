import { createRequire } from "node:module";
import type { Socket } from "node:net";
import { type Clock, DeadlineExceeded, withDeadline } from "@rae/kit";

// Not by import: Node does not find the names of its errors.
const kafkajs: {
  readonly KafkaJSConnectionError: new (
    message: string,
    facts?: { readonly code?: string | undefined },
  ) => Error;
} = createRequire(import.meta.url)("kafkajs");

/** A request as kafkajs hands it to a connection; some have a time of their own for the answer. */
export interface SentCall {
  readonly requestTimeout?: number | null;
}

/** The parts of a kafkajs connection that are used here. */
export interface KafkaConnection {
  readonly requestTimeout: number;
  readonly connectionTimeout: number;
  readonly requestQueue: { destroy(): void };
  connectionStatus: string;
  socket?: Socket | undefined;
  connect(): Promise<unknown>;
  authenticate(): Promise<unknown>;
  isAuthenticated(): boolean;
  send(call: SentCall): Promise<unknown>;
  processData(bytes: Buffer): void;
  setVersions(versions: unknown): void;
  setSupportAuthenticationProtocol(isSupported: boolean | null): void;
}

// Beyond kafkajs's own timer for opening a connection, whose error says more.
const graceMs = 2_000;

/** The error after which kafkajs tries another broker. */
export function connectionError(message: string, code?: string): Error {
  return new kafkajs.KafkaJSConnectionError(message, { code });
}

/**
 * A kafkajs connection for the life of one socket. Each wait has a deadline, after which the socket is
 * destroyed: a broker that froze, or is gone without a word, would answer no later request either. Whatever
 * still waits when the socket ends rejects then.
 */
export class OneSocket {
  readonly #connection: KafkaConnection;
  readonly #clock: Clock;
  readonly #ended = new AbortController();
  #isOpen = false;

  constructor(connection: KafkaConnection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
    const processData = connection.processData.bind(connection);
    connection.processData = (bytes) => {
      try {
        processData(bytes);
      } catch (error) {
        // Thrown from a socket's event, it would end the process.
        const reason = error instanceof Error ? error.message : String(error);
        this.end(connectionError(`the broker's answer cannot be read: ${reason}`));
      }
    };
  }

  get isOpen(): boolean {
    return this.#isOpen && !this.#ended.signal.aborted;
  }

  get isAuthenticated(): boolean {
    return this.#connection.isAuthenticated();
  }

  /** To be called once. */
  async open(): Promise<void> {
    const { connectionTimeout } = this.#connection;
    try {
      await this.#within(connectionTimeout + graceMs, "connecting to Kafka", async () => {
        const connected = this.#connection.connect();
        const { socket } = this.#connection;
        socket?.once("error", ({ message, code }: NodeJS.ErrnoException) =>
          this.end(connectionError(`Connection error: ${message}`, code)),
        );
        socket?.once("close", () => this.end(connectionError("the connection was closed")));
        await connected;
        socket?.once("end", () => this.end(connectionError("the broker closed the connection")));
      });
      this.#isOpen = true;
    } catch (error) {
      this.end(error);
      throw error;
    }
  }

  async authenticate(): Promise<void> {
    const { requestTimeout } = this.#connection;
    await this.#within(requestTimeout, "Kafka's login", () => this.#connection.authenticate());
  }

  async send(call: SentCall): Promise<unknown> {
    const limitMs = call.requestTimeout ?? this.#connection.requestTimeout;
    return await this.#within(limitMs, "an answer of Kafka", () => this.#connection.send(call));
  }

  /** Destroys the socket; whatever waits rejects with the reason. Later calls do nothing. */
  end(reason: unknown): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort(reason);
    this.#connection.connectionStatus = "disconnected";
    this.#connection.requestQueue.destroy();
    this.#connection.socket?.destroy();
  }

  async #within<T>(limitMs: number, what: string, task: () => Promise<T>): Promise<T> {
    try {
      return await withDeadline(this.#clock, limitMs, what, task, this.#ended.signal);
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
      const silent = connectionError(error.message);
      this.end(silent);
      throw silent;
    }
  }
}
