import { once } from "node:events";
import { type AuditEntry, logTopics, parseAuditEntry, parseCommand } from "@rae/protocol";
import {
  type Consumption,
  type NewRecord,
  type RecordLog,
  RecordLogUnavailable,
  type Tail,
  type WaitingAppends,
} from "@rae/stream";

/** A log that takes commands, leases and the audit, and tells the test of each; it can be away. */
export class CommandLog implements RecordLog {
  /** All but the audit. */
  readonly appended: { readonly topic: string; readonly record: NewRecord }[] = [];
  readonly audited: AuditEntry[] = [];
  readonly #onRecord: (topic: string, record: NewRecord) => Promise<void>;
  #takes = Number.POSITIVE_INFINITY;
  #repeats = 0;

  constructor(onRecord: (topic: string, record: NewRecord) => Promise<void>) {
    this.#onRecord = onRecord;
  }

  /** From now on, or after so many appends more, nothing is taken: appends wait until their signals abort. */
  leave(appendsMore = 0): void {
    this.#takes = appendsMore;
  }

  comeBack(): void {
    this.#takes = Number.POSITIVE_INFINITY;
  }

  /** The next append writes its records so often more than once, as a log does that has lost answers. */
  repeat(times: number): void {
    this.#repeats = times;
  }

  get commands() {
    const commands = this.appended.filter(({ topic }) => topic === logTopics.commands);
    return commands.map(({ record }) => parseCommand(record.value));
  }

  async append(topic: string, records: readonly NewRecord[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#takes === 0) await once(signal, "abort").then(() => signal.throwIfAborted());
    this.#takes -= 1;
    for (; this.#repeats > 0; this.#repeats -= 1) await this.#write(topic, records);
    await this.#write(topic, records);
  }

  waitingAppends(): readonly WaitingAppends[] {
    return [];
  }

  async #write(topic: string, records: readonly NewRecord[]): Promise<void> {
    for (const record of records) {
      if (topic === logTopics.audit) this.audited.push(parseAuditEntry(record.value));
      else this.appended.push({ topic, record });
      await this.#onRecord(topic, record);
    }
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
    if (this.#takes === 0) throw new RecordLogUnavailable("the log is away");
  }

  async close(): Promise<void> {}
}
