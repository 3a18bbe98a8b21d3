import {
  type AttributeValue,
  abortedError,
  type ByteLink,
  contractVersion,
  type Driver,
  type DriverContext,
  type DriverFactory,
  type JsonObject,
  type Observation,
  RaeError,
  sameAttributeValue,
} from "@rae/driver";
import { BoundedPattern } from "./bounded-pattern.ts";
import { ConsoleReader } from "./codec.ts";
import { ConsoleBuffer } from "./console-buffer.ts";
import { type ExpectedOutput, lookFor } from "./expectation.ts";
import { parseConsoleSettings } from "./settings.ts";
import { decodeText, wholeCharacters } from "./text.ts";

const name = "serial-console";
const keptBytes = 256 * 1024;
const defaultReadBytes = 16 * 1024;
/** Of a result as JSON, where a control character takes six bytes: a console at a wrong speed prints hardly anything else. */
const resultLimitBytes = 200 * 1024;
/** A boot tells its facts within moments of each other: one report for all of them. */
const reportDelayMs = 200;

/** The console of any device: what it prints is kept and read, what a client types goes down. */
export const serialConsole: DriverFactory = {
  contractVersion,
  name,
  needs: "bytes",
  defaultBaudRate: 115_200,
  checkSettings: (settings) => void parseConsoleSettings(name, settings),
  open: (link, settings, context) => new SerialConsoleDriver(link, settings, context),
};

class SerialConsoleDriver implements Driver {
  readonly capabilities = ["info", "console"];
  readonly #link: ByteLink;
  readonly #context: DriverContext;
  readonly #buffer = new ConsoleBuffer(keptBytes);
  readonly #reader: ConsoleReader;
  readonly #closed = new AbortController();
  readonly #unsubscribe: readonly (() => void)[];
  readonly #onOutput = new Set<() => void>();
  #decoder = new TextDecoder("utf-8");
  #reported: Readonly<Record<string, AttributeValue>> = {};
  #cancelReport: (() => void) | undefined;

  constructor(link: ByteLink, settings: JsonObject, context: DriverContext) {
    this.#reader = new ConsoleReader(parseConsoleSettings(name, settings));
    this.#link = link;
    this.#context = context;
    this.#unsubscribe = [
      link.onBytes((bytes) => this.#take(bytes)),
      link.onState(() => {
        this.#decoder = new TextDecoder("utf-8");
        this.#reader.interrupted();
      }),
    ];
  }

  /** A console that says nothing for long is not offline: the port is all that can be asked. */
  async probe(signal: AbortSignal): Promise<Observation> {
    if (signal.aborted) throw abortedError(signal, "the console was not looked at in time");
    this.#checkOpen();
    const observation = this.#observation();
    this.#reported = observation.attributes;
    return observation;
  }

  async run(
    capability: string,
    command: string,
    parameters: JsonObject,
    signal: AbortSignal,
  ): Promise<{ readonly result: JsonObject; readonly observation?: Observation }> {
    switch (`${capability}.${command}`) {
      case "info.get": {
        const observation = await this.probe(signal);
        return { result: { attributes: observation.attributes }, observation };
      }
      case "console.read":
        return { result: this.#read(parameters) };
      case "console.write":
        return { result: await this.#write(String(parameters.text), signal) };
      case "console.run":
        return { result: await this.#runLine(parameters, signal) };
      default:
        throw new RaeError("unsupported", `a console does not offer ${capability}.${command}`, {
          details: { capability, command },
        });
    }
  }

  async close(): Promise<void> {
    for (const stop of this.#unsubscribe) stop();
    this.#cancelReport?.();
    this.#closed.abort(
      new RaeError("link-unavailable", `the driver of ${this.#link.id} is closed`),
    );
  }

  #read(parameters: JsonObject): JsonObject {
    let maxBytes = numberOf(parameters.maxBytes) ?? defaultReadBytes;
    let result = this.#readAtMost(maxBytes, parameters);
    while (Buffer.byteLength(JSON.stringify(result)) > resultLimitBytes) {
      maxBytes = Math.floor(maxBytes / 2);
      result = this.#readAtMost(maxBytes, parameters);
    }
    return result;
  }

  #readAtMost(maxBytes: number, parameters: JsonObject): JsonObject {
    const after = numberOf(parameters.afterPosition);
    const { start, end } = this.#buffer;
    // A position ahead of the stream is of a stream before this one: then all that is kept is new.
    const from =
      after === undefined ? Math.max(start, end - maxBytes) : after > end ? start : after;
    const slice = this.#buffer.slice(from, Math.max(from, start) + maxBytes);
    const size = wholeCharacters(slice.bytes);
    return {
      text: decodeText(slice.bytes.subarray(0, size)),
      position: slice.from + size,
      droppedBytes: slice.from - from,
    };
  }

  async #write(text: string, signal: AbortSignal): Promise<JsonObject> {
    const bytes = new TextEncoder().encode(text);
    await this.#link.write(bytes, signal);
    return { writtenBytes: bytes.length, position: this.#buffer.end };
  }

  async #runLine(parameters: JsonObject, signal: AbortSignal): Promise<JsonObject> {
    const line = String(parameters.line);
    const pattern = new BoundedPattern(String(parameters.expect));
    const from = this.#buffer.end;
    await this.#link.write(new TextEncoder().encode(`${line}\r`), signal);
    const found = await this.#expect(
      () => lookFor(pattern, this.#buffer, from, line),
      from,
      signal,
    );
    return { ...found };
  }

  #expect(
    look: () => ExpectedOutput | undefined,
    from: number,
    signal: AbortSignal,
  ): Promise<ExpectedOutput> {
    const ended = AbortSignal.any([signal, this.#closed.signal]);
    const { promise, resolve, reject } = Promise.withResolvers<ExpectedOutput>();
    const onOutput = () => {
      try {
        const found = look();
        if (found !== undefined) resolve(found);
      } catch (error) {
        reject(error);
      }
    };
    const onEnd = () => reject(this.#notSeen(from, ended));
    const stopState = this.#link.onState((state) => {
      if (state.name !== "open") {
        reject(
          new RaeError("link-unavailable", `${this.#link.id} was lost before the output came`),
        );
      }
    });
    this.#onOutput.add(onOutput);
    ended.addEventListener("abort", onEnd, { once: true });
    if (ended.aborted) onEnd();
    onOutput();
    return promise.finally(() => {
      this.#onOutput.delete(onOutput);
      ended.removeEventListener("abort", onEnd);
      stopState();
    });
  }

  #notSeen(from: number, signal: AbortSignal): unknown {
    const what = "the output did not come to match `expect` in time";
    const error = abortedError(signal, what);
    if (!(error instanceof RaeError) || error.code !== "timeout") return error;
    const seen = this.#buffer.slice(Math.max(from, this.#buffer.end - 512), this.#buffer.end);
    return new RaeError("timeout", what, {
      cause: error,
      details: { outputBytes: this.#buffer.end - from, newest: decodeText(seen.bytes) },
    });
  }

  #take(bytes: Uint8Array): void {
    this.#buffer.push(bytes);
    this.#reader.push(this.#decoder.decode(bytes, { stream: true }));
    for (const onOutput of [...this.#onOutput]) onOutput();
    if (this.#cancelReport !== undefined || !this.#hasNews()) return;
    this.#cancelReport = this.#context.clock.schedule(reportDelayMs, () => this.#report());
  }

  #report(): void {
    this.#cancelReport = undefined;
    if (!this.#hasNews()) return;
    const observation = this.#observation();
    this.#reported = observation.attributes;
    this.#context.report(observation);
  }

  #hasNews(): boolean {
    return Object.entries(this.#observation().attributes).some(([attribute, value]) => {
      const before = this.#reported[attribute];
      return before === undefined || !sameAttributeValue(before, value);
    });
  }

  #observation(): Observation {
    const attributes = {
      ...Object.fromEntries(this.#reader.values),
      "console.state": this.#reader.state,
    };
    const mac = this.#reader.values.get("identity.mac");
    return { attributes, keys: typeof mac === "string" ? [{ kind: "mac", value: mac }] : [] };
  }

  #checkOpen(): void {
    const state = this.#link.state;
    if (state.name === "open") return;
    const why = state.name === "waiting" ? state.detail : `it is ${state.name}`;
    throw new RaeError("link-unavailable", `${this.#link.id} is not open: ${why}`, {
      details: { link: this.#link.id },
    });
  }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
