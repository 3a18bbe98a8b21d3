import type { Socket } from "node:dgram";
import { abortedError, type DatagramLink, DriverError } from "@rae/driver";
import { linkId, networkAddress } from "../core/faces/link-id.ts";
import type { LinkSpec } from "../core/faces/link-spec.ts";

export type UdpSpec = Extract<LinkSpec, { kind: "udp" }>;

// Loaded when a lab has such a device: few have.
const { createSocket } = process.getBuiltinModule("node:dgram");

/** Datagrams that may wait for a name to be looked up or for the network. */
const maxSending = 256;
/** Of UDP over IPv4. */
const maxDatagramBytes = 65_507;

/** Datagrams to and from one address, on a socket that is made anew when it failed. */
export class UdpLink implements DatagramLink {
  readonly id: string;
  readonly #host: string;
  readonly #port: number;
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();
  readonly #closed = new AbortController();
  #socket: Promise<Socket> | undefined;
  #sending = 0;

  constructor(spec: UdpSpec) {
    const { host, port } = networkAddress(spec);
    this.id = linkId(spec);
    this.#host = host;
    this.#port = port;
  }

  async send(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const late = () => abortedError(signal, `${this.id} did not take the datagram in time`);
    if (signal.aborted) throw late();
    if (bytes.length > maxDatagramBytes) {
      throw new TypeError(`a datagram has at most ${maxDatagramBytes} bytes`);
    }
    if (this.#sending >= maxSending) {
      throw new DriverError("busy", `${maxSending} datagrams wait at ${this.id}`);
    }
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(late());
    const onClose = () => reject(this.#unavailable("it is closed"));
    const closed = this.#closed.signal;
    if (closed.aborted) throw this.#unavailable("it is closed");
    signal.addEventListener("abort", onAbort, { once: true });
    closed.addEventListener("abort", onClose, { once: true });
    this.#sending += 1;
    const sending = this.#send(bytes).finally(() => {
      this.#sending -= 1;
    });
    try {
      await Promise.race([sending, ended]);
    } finally {
      signal.removeEventListener("abort", onAbort);
      closed.removeEventListener("abort", onClose);
    }
  }

  onDatagram(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    // A device may speak first; a socket that fails is made anew by the next datagram that is sent.
    this.#open().catch(() => {});
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#listeners.clear();
    const socket = await this.#socket?.catch(() => undefined);
    this.#socket = undefined;
    socket?.close();
  }

  async #send(bytes: Uint8Array): Promise<void> {
    const socket = await this.#open();
    await new Promise<void>((resolve, reject) => {
      socket.send(bytes, (error) =>
        error === null ? resolve() : reject(this.#unavailable(error.message, error)),
      );
    });
  }

  #open(): Promise<Socket> {
    if (this.#closed.signal.aborted) return Promise.reject(this.#unavailable("it is closed"));
    const opening = this.#socket ?? this.#connect();
    this.#socket = opening;
    return opening;
  }

  async #connect(): Promise<Socket> {
    const socket = createSocket(this.#host.includes(":") ? "udp6" : "udp4");
    const drop = () => {
      this.#socket = undefined;
      socket.removeAllListeners("message");
      if (isOpen) socket.close();
      isOpen = false;
    };
    let isOpen = true;
    socket.on("message", (bytes) => {
      for (const listener of [...this.#listeners]) listener(bytes);
    });
    try {
      // A connected socket takes datagrams from this address alone.
      await new Promise<void>((resolve, reject) => {
        socket.once("error", reject);
        socket.once("connect", () => {
          socket.off("error", reject);
          resolve();
        });
        socket.connect(this.#port, this.#host);
      });
    } catch (error) {
      socket.on("error", () => {});
      drop();
      throw this.#unavailable(error instanceof Error ? error.message : String(error), error);
    }
    // That nobody listens there, for one: told by ICMP, after the datagram was sent.
    socket.on("error", drop);
    return socket;
  }

  #unavailable(detail: string, cause?: unknown): DriverError {
    return new DriverError("link-unavailable", `${this.id} cannot send: ${detail}`, {
      cause,
      details: { link: this.id },
    });
  }
}
