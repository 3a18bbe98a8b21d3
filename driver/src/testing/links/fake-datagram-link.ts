import { DriverError } from "../../driver-error.ts";
import type { DatagramLink } from "../../link.ts";
import { ListenerSet } from "./listener-set.ts";

/** A datagram link that keeps what is sent on it; a test plays the device. */
export class FakeDatagramLink implements DatagramLink {
  readonly id: string;
  readonly sent: Uint8Array[] = [];
  /** Called with each datagram that is sent. */
  onSent: (bytes: Uint8Array) => void = () => {};
  readonly #listeners = new ListenerSet<Uint8Array>();
  #closed = false;

  constructor(id: string) {
    this.id = id;
  }

  /** Listeners that have not been stopped. */
  get listeners(): number {
    return this.#listeners.size;
  }

  async send(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#closed) throw new DriverError("link-unavailable", `${this.id} is closed`);
    this.sent.push(bytes);
    this.onSent(bytes);
  }

  onDatagram(listener: (bytes: Uint8Array) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** A datagram from the device. */
  receive(bytes: Uint8Array): void {
    this.#listeners.tell(bytes);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
