import { DriverError } from "../../driver-error.ts";
import type { ByteLink, LinkState } from "../../link.ts";
import { ListenerSet } from "./listener-set.ts";

/** A byte link that is open until a test cuts it, and keeps what is written to it. */
export class FakeByteLink implements ByteLink {
  readonly id: string;
  readonly written: Uint8Array[] = [];
  readonly #byteListeners = new ListenerSet<Uint8Array>();
  readonly #stateListeners = new ListenerSet<LinkState>();
  #state: LinkState = { name: "open" };

  constructor(id: string) {
    this.id = id;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Listeners that have not been stopped. */
  get listeners(): number {
    return this.#byteListeners.size + this.#stateListeners.size;
  }

  async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#state.name !== "open") {
      throw new DriverError("link-unavailable", `${this.id} is ${this.#state.name}`);
    }
    this.written.push(bytes);
  }

  onBytes(listener: (bytes: Uint8Array) => void): () => void {
    return this.#byteListeners.add(listener);
  }

  onState(listener: (state: LinkState) => void): () => void {
    return this.#stateListeners.add(listener);
  }

  /** Bytes from the device. */
  receive(bytes: Uint8Array): void {
    this.#byteListeners.tell(bytes);
  }

  /** Changes the state: cuts the link, or opens it again. */
  become(state: LinkState): void {
    this.#state = state;
    this.#stateListeners.tell(state);
  }

  wake(): void {
    if (this.#state.name === "waiting") this.become({ name: "open" });
  }

  async close(): Promise<void> {
    if (this.#state.name !== "closed") this.become({ name: "closed" });
  }
}
