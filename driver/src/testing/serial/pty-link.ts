import { execFileSync } from "node:child_process";
import { constants, openSync, write } from "node:fs";
import { ReadStream } from "node:tty";
import { promisify } from "node:util";

import { abortedError } from "../../aborted.ts";
import { DriverError } from "../../driver-error.ts";
import type { ByteLink, LinkState } from "../../link.ts";

/** How often a port that is away is tried, and a port that is full is written to. */
const retryMs = 10;

/**
 * The driver's end of a `VirtualPort`, as a serial port of the agent: open while the port is plugged in, opened again when it
 * comes back.
 */
export class PtyLink implements ByteLink {
  readonly id: string;
  readonly #path: string;
  readonly #byteListeners = new Set<(bytes: Uint8Array) => void>();
  readonly #stateListeners = new Set<(state: LinkState) => void>();
  #state: LinkState = { name: "connecting" };
  #terminal: { readonly fd: number; readonly reader: ReadStream } | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(path: string) {
    this.id = `serial:${path}`;
    this.#path = path;
    this.wake();
  }

  get state(): LinkState {
    return this.#state;
  }

  onBytes(listener: (bytes: Uint8Array) => void): () => void {
    this.#byteListeners.add(listener);
    return () => this.#byteListeners.delete(listener);
  }

  onState(listener: (state: LinkState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  wake(): void {
    clearTimeout(this.#retry);
    if (this.#terminal !== undefined || this.#state.name === "closed") return;
    try {
      const fd = openSync(this.#path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
      // Node's own raw mode still turns LF into CR LF.
      execFileSync("stty", ["-F", this.#path, "raw", "-echo"]);
      const reader = new ReadStream(fd);
      this.#terminal = { fd, reader };
      reader.on("data", (bytes: Buffer) => {
        for (const listener of this.#byteListeners) listener(bytes);
      });
      const onGone = () => this.#lose(reader, "the port was unplugged");
      reader.once("error", onGone).once("close", onGone);
      this.#become({ name: "open" });
    } catch (error) {
      this.#wait(error instanceof Error ? error.message : String(error));
    }
  }

  async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    for (let sent = 0; sent < bytes.length; ) {
      if (signal.aborted) throw abortedError(signal, `${this.id} did not take the bytes in time`);
      const terminal = this.#terminal;
      if (terminal === undefined) {
        throw new DriverError(
          "link-unavailable",
          `${this.id} is not open: it is ${this.#state.name}`,
        );
      }
      try {
        sent += await writeSome(terminal.fd, bytes.subarray(sent));
      } catch (error) {
        if (!isFull(error))
          throw new DriverError("link-unavailable", `${this.id}: ${String(error)}`);
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#retry);
    this.#drop();
    if (this.#state.name !== "closed") this.#become({ name: "closed" });
  }

  #lose(reader: ReadStream, detail: string): void {
    if (this.#terminal?.reader !== reader) return;
    this.#drop();
    this.#wait(detail);
  }

  #wait(detail: string): void {
    this.#retry = setTimeout(() => this.wake(), retryMs);
    if (this.#state.name === "waiting") return;
    this.#become({ name: "waiting", code: "link-unavailable", detail });
  }

  #drop(): void {
    const terminal = this.#terminal;
    this.#terminal = undefined;
    terminal?.reader.destroy();
  }

  #become(state: LinkState): void {
    this.#state = state;
    for (const listener of [...this.#stateListeners]) listener(state);
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EAGAIN";
}

const writeSome = promisify(
  (fd: number, bytes: Uint8Array, done: (error: Error | null, sent: number) => void) =>
    write(fd, bytes, done),
);
