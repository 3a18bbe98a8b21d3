import { parseCommand } from "@rae/protocol";
import {
  type Consumption,
  type NewRecord,
  type RecordLog,
  RecordLogUnavailable,
  type Tail,
} from "@rae/stream";

/** A log that takes commands and tells the test of each; it can be away. */
export class CommandLog implements RecordLog {
  readonly appended: { readonly topic: string; readonly record: NewRecord }[] = [];
  readonly #onCommand: (record: NewRecord) => Promise<void>;
  #failures = 0;
  #losesAnswers = false;

  constructor(onCommand: (record: NewRecord) => Promise<void>) {
    this.#onCommand = onCommand;
  }

  /** The next `count` appends fail; with `losesAnswers` what they append is kept nevertheless. */
  fail(count: number, { losesAnswers = false } = {}): void {
    this.#failures = count;
    this.#losesAnswers = losesAnswers;
  }

  get commands() {
    return this.appended.map(({ record }) => parseCommand(record.value));
  }

  async append(topic: string, records: readonly NewRecord[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const fails = this.#failures > 0;
    if (fails) this.#failures -= 1;
    if (fails && !this.#losesAnswers) throw new RecordLogUnavailable("the log is away");
    for (const record of records) {
      this.appended.push({ topic, record });
      await this.#onCommand(record);
    }
    if (fails) throw new RecordLogUnavailable("the log's answer was lost");
  }

  async consume(): Promise<Consumption> {
    throw new RecordLogUnavailable("nobody reads here");
  }

  async tail(): Promise<Tail> {
    throw new RecordLogUnavailable("nobody reads here");
  }

  async partitionCount(): Promise<number> {
    return 4;
  }

  async check(): Promise<void> {
    if (this.#failures > 0) throw new RecordLogUnavailable("the log is away");
  }

  async close(): Promise<void> {}
}
