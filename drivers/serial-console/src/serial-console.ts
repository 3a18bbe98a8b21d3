import {
  type ByteLink,
  type CommandParameters,
  type CommandResult,
  type DeviceContext,
  type DeviceObservation,
  DriverError,
  sentError,
} from "@rae/driver";
import { BoundedPattern } from "./bounded-pattern.ts";
import { ConsoleReader } from "./codec.ts";
import { ConsoleStream } from "./console-stream.ts";
import { lookFor } from "./expectation.ts";
import { NewsReport } from "./news-report.ts";
import { OutputWait } from "./output-wait.ts";
import { OwnInput } from "./own-input.ts";
import { type ConsoleSettings, consolePatterns } from "./settings.ts";
import { TelnetLink } from "./telnet-link.ts";
import { newDecoder } from "./text.ts";

/** A console on its link: keeps what is printed, reads it for what it tells of the device, and types. */
export class SerialConsole {
  readonly #link: ByteLink;
  readonly #stream = new ConsoleStream();
  readonly #reader: ConsoleReader;
  readonly #news: NewsReport;
  readonly #waits = new Set<OutputWait>();
  readonly #unsubscribe: readonly (() => void)[];
  #decoder = newDecoder();
  #isOpen: boolean;

  constructor(link: ByteLink, settings: ConsoleSettings, context: DeviceContext) {
    const telnet = settings.telnet ? new TelnetLink(link) : undefined;
    this.#link = telnet ?? link;
    const onSlow = (pattern: string) => context.logger.warn({ pattern }, "pattern takes too long");
    this.#reader = new ConsoleReader(consolePatterns(settings, onSlow));
    this.#news = new NewsReport(this.#reader, context);
    this.#isOpen = this.#link.state.name === "open";
    this.#unsubscribe = [
      this.#link.onBytes((bytes) => this.#take(bytes)),
      this.#link.onState(({ name }) => this.#linkBecame(name)),
      () => void telnet?.close(),
    ];
  }

  /** A console that says nothing for long is not offline: the port is all that can be asked. */
  async probe(): Promise<DeviceObservation> {
    const { state, id } = this.#link;
    if (state.name === "open") return this.#news.told();
    const why = state.name === "waiting" ? state.detail : `it is ${state.name}`;
    throw new DriverError("link-unavailable", `${id} is not open: ${why}`, {
      details: { link: id },
    });
  }

  read(parameters: CommandParameters<"console.read">): CommandResult<"console.read"> {
    return this.#stream.read(parameters);
  }

  async write(text: string, signal: AbortSignal): Promise<CommandResult<"console.write">> {
    const bytes = new TextEncoder().encode(text);
    await this.#type(bytes, signal);
    const { id: stream, buffer } = this.#stream;
    return { writtenBytes: bytes.length, position: buffer.end, stream };
  }

  async run(
    line: string,
    expect: string,
    signal: AbortSignal,
  ): Promise<CommandResult<"console.run">> {
    const pattern = new BoundedPattern(expect, "m");
    const { id: stream, buffer } = this.#stream;
    const from = buffer.end;
    const { shown: prompt, endsLinesWithReturn: endsWithReturn } = this.#reader;
    const isPrompt = (shown: string) => this.#reader.isPrompt(shown);
    const input = new OwnInput({ text: line, from, prompt, endsWithReturn, isPrompt });
    const wait = new OutputWait(this.#link, buffer, input, () =>
      lookFor(pattern, buffer, from, input),
    );
    this.#waits.add(wait);
    try {
      await this.#type(new TextEncoder().encode(`${line}\r`), signal);
      return { ...(await wait.found(signal)), stream };
    } finally {
      this.#waits.delete(wait);
    }
  }

  close(): void {
    for (const stop of this.#unsubscribe) stop();
    this.#news.stop();
  }

  /** A write that fails on an open link may have passed on a part. */
  async #type(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const wasOpen = this.#isOpen;
    try {
      await this.#link.write(bytes, signal);
    } catch (error) {
      throw wasOpen ? sentError(error) : error;
    }
  }

  #linkBecame(state: string): void {
    if (this.#isOpen && state !== "open") this.#stream.interrupt();
    this.#isOpen = state === "open";
    this.#decoder = newDecoder();
    this.#reader.interrupted();
  }

  #take(bytes: Uint8Array): void {
    const from = this.#stream.buffer.end;
    this.#stream.buffer.push(bytes);
    this.#reader.push(this.#decoder.decode(bytes, { stream: true }));
    for (const wait of [...this.#waits]) wait.take(bytes, from);
    this.#news.check();
  }
}
