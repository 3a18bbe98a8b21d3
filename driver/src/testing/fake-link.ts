import { RaeError } from "@rae/protocol";
import { hostAndPort } from "../host-address.ts";
import { httpAddress } from "../http-address.ts";
import type { ByteLink, HttpLink, HttpReply, LinkState } from "../link.ts";

/** A byte link that is open until a test cuts it, and keeps what is written to it. */
export class FakeByteLink implements ByteLink {
  readonly id: string;
  readonly written: Uint8Array[] = [];
  readonly #byteListeners = new Set<(bytes: Uint8Array) => void>();
  readonly #stateListeners = new Set<(state: LinkState) => void>();
  #state: LinkState = { name: "open" };

  constructor(id: string) {
    this.id = id;
  }

  get state(): LinkState {
    return this.#state;
  }

  async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#state.name !== "open") {
      throw new RaeError("link-unavailable", `${this.id} is ${this.#state.name}`);
    }
    this.written.push(bytes);
  }

  onBytes(listener: (bytes: Uint8Array) => void): () => void {
    this.#byteListeners.add(listener);
    return () => this.#byteListeners.delete(listener);
  }

  onState(listener: (state: LinkState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** Bytes from the device. */
  receive(bytes: Uint8Array): void {
    for (const listener of this.#byteListeners) listener(bytes);
  }

  /** Changes the state: cuts the link, or opens it again. */
  become(state: LinkState): void {
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }

  wake(): void {
    if (this.#state.name === "waiting") this.become({ name: "open" });
  }

  async close(): Promise<void> {
    if (this.#state.name !== "closed") this.become({ name: "closed" });
  }
}

/** An HTTP link that answers as a test tells it to. */
export class FakeHttpLink implements HttpLink {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly #answer: (method: string, path: string) => Promise<HttpReply>;

  constructor(
    baseUrl: string,
    answer: (method: string, path: string) => Promise<HttpReply> = async () => ({
      status: 200,
      headers: {},
      bytes: new Uint8Array(),
      text: () => "",
    }),
  ) {
    const { host, port } = httpAddress(baseUrl);
    this.id = `http:${hostAndPort(host, port)}`;
    this.host = host;
    this.port = port;
    this.#answer = answer;
  }

  async request(
    method: "GET" | "POST" | "DELETE",
    path: string,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<HttpReply> {
    signal.throwIfAborted();
    return this.#answer(method, path);
  }

  async close(): Promise<void> {}
}
