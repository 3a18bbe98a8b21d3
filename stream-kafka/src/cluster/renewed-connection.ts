import type { Clock } from "@rae/kit";
import { connectionError, type KafkaConnection, OneSocket, type SentCall } from "./one-socket.ts";

/**
 * A connection as kafkajs's pool uses it, with a new kafkajs connection beneath each time that it is
 * opened. kafkajs 2.2.4 opens the same one again, and it still holds what its last socket left there:
 * half of an answer, so that all later bytes are read as nonsense; requests that nobody will answer, on
 * which closing waits; and listeners to a socket that ends late, which close the new one.
 */
export class RenewedConnection {
  readonly #make: () => Promise<KafkaConnection>;
  readonly #clock: Clock;
  #connection: KafkaConnection | undefined;
  #current: OneSocket | undefined;
  #connecting: Promise<void> | undefined;
  #closings = 0;
  #versions: unknown = null;
  #isAuthenticationSupported: boolean | null = null;

  constructor(make: () => Promise<KafkaConnection>, clock: Clock) {
    this.#make = make;
    this.#clock = clock;
  }

  isConnected(): boolean {
    return this.#current?.isOpen ?? false;
  }

  isAuthenticated(): boolean {
    return this.isConnected() && this.#current?.isAuthenticated === true;
  }

  setVersions(versions: unknown): void {
    this.#versions = versions;
    this.#connection?.setVersions(versions);
  }

  getSupportAuthenticationProtocol(): boolean | null {
    return this.#isAuthenticationSupported;
  }

  setSupportAuthenticationProtocol(isSupported: boolean | null): void {
    this.#isAuthenticationSupported = isSupported;
    this.#connection?.setSupportAuthenticationProtocol(isSupported);
  }

  /** Calls that find it closed share one attempt. */
  connect(): Promise<void> {
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async authenticate(): Promise<void> {
    await this.#opened().authenticate();
  }

  async send(call: SentCall): Promise<unknown> {
    return await this.#opened().send(call);
  }

  /** Ends it at once; requests that wait for an answer reject. It may be opened again. */
  async disconnect(): Promise<void> {
    this.#closings += 1;
    this.#current?.end(connectionError("the connection was closed"));
    this.#current = undefined;
  }

  async #connect(): Promise<void> {
    if (this.isConnected()) return;
    const closings = this.#closings;
    const connection = await this.#make();
    if (closings !== this.#closings) throw connectionError("the connection was closed");
    connection.setVersions(this.#versions);
    connection.setSupportAuthenticationProtocol(this.#isAuthenticationSupported);
    this.#connection = connection;
    this.#current = new OneSocket(connection, this.#clock);
    await this.#current.open();
  }

  #opened(): OneSocket {
    if (this.#current?.isOpen === true) return this.#current;
    throw connectionError("Not connected");
  }
}
