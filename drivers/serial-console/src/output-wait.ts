import { abortedError, type ByteLink, DriverError, isTimeUp, sentError } from "@rae/driver";
import type { ConsoleBuffer } from "./console-buffer.ts";
import type { ExpectedOutput } from "./expectation.ts";
import type { OwnInput } from "./own-input.ts";
import { decodeText } from "./text.ts";

/** How much of the newest output an error shows. */
const shownBytes = 512;

/** One wait for the output that a line of ours brings. */
export class OutputWait {
  readonly #link: ByteLink;
  readonly #buffer: ConsoleBuffer;
  readonly #input: OwnInput;
  readonly #look: () => ExpectedOutput | undefined;
  readonly #from: number;
  #onOutput = () => {};

  constructor(
    link: ByteLink,
    buffer: ConsoleBuffer,
    input: OwnInput,
    look: () => ExpectedOutput | undefined,
  ) {
    this.#link = link;
    this.#buffer = buffer;
    this.#input = input;
    this.#look = look;
    this.#from = buffer.end;
  }

  /** Output, from the moment on at which the line is written. */
  take(bytes: Uint8Array, from: number): void {
    this.#input.push(bytes, from);
    this.#onOutput();
  }

  /** @throws DriverError `timeout`, `link-unavailable`, or what the look throws. */
  found(signal: AbortSignal): Promise<ExpectedOutput> {
    const { promise, resolve, reject } = Promise.withResolvers<ExpectedOutput>();
    this.#onOutput = () => {
      try {
        const found = this.#look();
        if (found !== undefined) resolve(found);
      } catch (error) {
        reject(sentError(error));
      }
    };
    const onEnd = () => reject(this.#notSeen(signal));
    const stopState = this.#link.onState(({ name }) => {
      if (name === "open") return;
      const what = `${this.#link.id} was lost before the output came`;
      reject(new DriverError("link-unavailable", what, { details: { sent: true } }));
    });
    signal.addEventListener("abort", onEnd, { once: true });
    if (signal.aborted) onEnd();
    this.#onOutput();
    return promise.finally(() => {
      this.#onOutput = () => {};
      signal.removeEventListener("abort", onEnd);
      stopState();
    });
  }

  #notSeen(signal: AbortSignal): unknown {
    const what = "the output did not come to match `expect` in time";
    if (!isTimeUp(signal)) return abortedError(signal, what);
    const { end } = this.#buffer;
    const newest = this.#buffer.slice(Math.max(this.#from, end - shownBytes), end);
    return new DriverError("timeout", what, {
      cause: signal.reason,
      details: { outputBytes: end - this.#from, newest: decodeText(newest.bytes), sent: true },
    });
  }
}
