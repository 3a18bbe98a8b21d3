import { DriverError } from "@rae/driver";
import { ConsoleBuffer } from "./console-buffer.ts";
import { decodeText, wholeCharacters } from "./text.ts";

const keptBytes = 256 * 1024;
const defaultReadBytes = 16 * 1024;
/** Of a result as JSON, where a control character takes six bytes: a console at a wrong speed prints hardly anything else. */
const resultLimitBytes = 200 * 1024;

export interface ReadParameters {
  readonly maxBytes?: number;
  readonly stream?: string;
  readonly afterPosition?: number;
  readonly base64?: boolean;
}

export interface ReadResult {
  readonly text: string;
  readonly base64?: string;
  readonly stream: string;
  readonly position: number;
  readonly droppedBytes: number;
  readonly interruptions?: number[];
  readonly lost?: { readonly stream: string; readonly afterPosition: number };
}

/** What a console has printed since its driver was opened, and where the link was lost. Positions count bytes. */
export class ConsoleStream {
  readonly id = crypto.randomUUID();
  readonly buffer = new ConsoleBuffer(keptBytes);
  #interruptions: readonly number[] = [];

  /** The link was lost here. */
  interrupt(): void {
    const { start, end } = this.buffer;
    const kept = this.#interruptions.filter((position) => position >= start && position < end);
    this.#interruptions = [...kept, end];
  }

  /**
   * One page of output, as the contract of `console.read` promises.
   * @throws DriverError `invalid-parameters` if the position is ahead of this very stream.
   */
  read(parameters: ReadParameters): ReadResult {
    let maxBytes = parameters.maxBytes ?? defaultReadBytes;
    let result = this.#readAtMost(maxBytes, parameters);
    while (Buffer.byteLength(JSON.stringify(result)) > resultLimitBytes) {
      maxBytes = Math.floor(maxBytes / 2);
      result = this.#readAtMost(maxBytes, parameters);
    }
    return result;
  }

  #readAtMost(maxBytes: number, parameters: ReadParameters): ReadResult {
    const { start } = this.buffer;
    const from = this.#from(maxBytes, parameters);
    const slice = this.buffer.slice(from, Math.max(from, start) + maxBytes);
    const bytes = slice.bytes.subarray(0, wholeCharacters(slice.bytes));
    const position = slice.from + bytes.length;
    const interruptions = this.#interruptions.filter((at) => at >= from && at < position);
    const { stream, afterPosition = 0 } = parameters;
    const isOther = stream !== undefined && stream !== this.id;
    return {
      text: decodeText(bytes),
      ...(parameters.base64 === true ? { base64: Buffer.from(bytes).toString("base64") } : {}),
      stream: this.id,
      position,
      droppedBytes: slice.from - from,
      ...(interruptions.length === 0 ? {} : { interruptions }),
      ...(isOther ? { lost: { stream, afterPosition } } : {}),
    };
  }

  #from(maxBytes: number, { stream, afterPosition }: ReadParameters): number {
    const { start, end } = this.buffer;
    // Whoever read a stream before this one has read nothing of this.
    if (stream !== undefined && stream !== this.id) return 0;
    if (afterPosition === undefined) return Math.max(start, end - maxBytes);
    if (afterPosition <= end) return afterPosition;
    if (stream === undefined) return 0;
    throw new DriverError("invalid-parameters", "`afterPosition` is ahead of the stream", {
      details: { stream, afterPosition, position: end },
    });
  }
}
