import { LineSplitter } from "../../parsing/line-splitter.ts";
import type { VirtualPort } from "./virtual-port.ts";

/** What a device says to a request; undefined if it says nothing. */
export type Answer = string | ((request: string) => string | undefined);

export interface ScriptedPortOptions {
  /** How the device's answers come: in one piece, or each byte by itself. */
  readonly pieces?: "whole" | "bytes";
}

/**
 * A device on a virtual serial port that expects requests and answers them, each request a line. What it is not told of it does not
 * answer.
 */
export class ScriptedPort {
  /** Requests as they came, without their line ends. */
  readonly received: string[] = [];
  /** Takes requests and answers nothing. */
  isFrozen = false;
  readonly #port: VirtualPort;
  readonly #isWhole: boolean;
  readonly #splitter = new LineSplitter();
  readonly #answers = new Map<string, Answer>();
  readonly #once: { readonly request: string; readonly answer: Answer }[] = [];

  constructor(port: VirtualPort, { pieces = "whole" }: ScriptedPortOptions = {}) {
    this.#port = port;
    this.#isWhole = pieces === "whole";
    port.onBytes = (bytes) => {
      for (const request of this.#splitter.push(bytes)) void this.#take(request);
    };
  }

  /** Answers this request so from now on; the answer brings its own line end. */
  answer(request: string, answer: Answer): this {
    this.#answers.set(request, answer);
    return this;
  }

  /** Answers this request so the next time, before what `answer` said; several count one after the other. */
  answerOnce(request: string, answer: Answer): this {
    this.#once.push({ request, answer });
    return this;
  }

  /** Says something without being asked. */
  async say(text: string): Promise<void> {
    if (this.#isWhole) return this.#port.send(text);
    for (const byte of Buffer.from(text)) await this.#port.send(Uint8Array.of(byte));
  }

  async #take(request: string): Promise<void> {
    this.received.push(request);
    if (this.isFrozen) return;
    const once = this.#once.findIndex((each) => each.request === request);
    const answer = once < 0 ? this.#answers.get(request) : this.#once.splice(once, 1)[0]?.answer;
    const text = typeof answer === "function" ? answer(request) : answer;
    if (text !== undefined) await this.say(text);
  }
}
