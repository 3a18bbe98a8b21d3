import {
  type BackoffPolicy,
  backoffDelays,
  type Clock,
  type Logger,
  sleep,
  withDeadline,
} from "@rae/kit";
import { type NewRecord, type RecordLog, RecordLogUnavailable } from "@rae/stream";

/** Something to append, and who hears of it. Exactly one of `appended` and `failed` is called, or none after `stop`. */
export interface AppendEntry {
  readonly record: NewRecord;
  readonly sizeBytes: number;
  /** Entries of one owner that lie behind a failed one fail with it: they may not overtake it. */
  readonly owner: object | undefined;
  appended(): void;
  failed(error: unknown): void;
}

export interface AppendChainOptions {
  readonly log: RecordLog;
  readonly topic: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly batchRecords: number;
  readonly batchBytes: number;
  readonly appendMs: number;
  readonly backoff: BackoffPolicy;
  readonly onAppended: (records: number) => void;
  readonly onRetry: () => void;
}

/**
 * Appends to one topic of the log in the order of `push`: one append in flight, the same batch again until the log has
 * it, then one that takes all that has gathered meanwhile. A log that is away holds the chain, it fails nothing; a record
 * that the log will never take fails alone, with what its owner pushed behind it.
 *
 * INVARIANTS: at most one append is in flight. An entry leaves the queue only when the log has it or it has failed. The
 * caller bounds what it pushes.
 */
export class AppendChain {
  readonly #options: AppendChainOptions;
  readonly #stopping = new AbortController();
  #queue: AppendEntry[] = [];
  #running: Promise<void> | undefined;
  /** After a record that the log refused, this many are appended one by one, to find it. */
  #suspects = 0;
  #busySinceMs: number | undefined;

  constructor(options: AppendChainOptions) {
    this.#options = options;
  }

  /** How long the oldest append has been waited for; 0 if there is none. */
  get stalledMs(): number {
    if (this.#busySinceMs === undefined) return 0;
    return this.#options.clock.monotonicMs() - this.#busySinceMs;
  }

  get depth(): number {
    return this.#queue.length;
  }

  push(entry: AppendEntry): void {
    this.#queue.push(entry);
    this.#running ??= this.#run();
  }

  /** Resolves when everything pushed has been settled. */
  async drained(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Gives up what is not appended; nobody hears of it. */
  stop(): void {
    this.#queue = [];
    this.#stopping.abort(new Error("the append chain has stopped"));
  }

  async #run(): Promise<void> {
    // What other clients have sent in the same turn joins the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const batch = this.#nextBatch();
      this.#busySinceMs = this.#options.clock.monotonicMs();
      const failure = await this.#appendUntilSettled(batch);
      if (this.#stopping.signal.aborted) break;
      if (failure === undefined) this.#complete(batch);
      else this.#isolate(batch, failure.error);
      this.#busySinceMs = undefined;
    }
    this.#running = undefined;
  }

  #nextBatch(): AppendEntry[] {
    const most = this.#suspects > 0 ? 1 : this.#options.batchRecords;
    let sizeBytes = 0;
    let count = 0;
    for (const entry of this.#queue) {
      sizeBytes += entry.sizeBytes;
      if (count > 0 && (count >= most || sizeBytes > this.#options.batchBytes)) break;
      count += 1;
    }
    return this.#queue.slice(0, count);
  }

  /** Undefined once the log has the batch; an error that another try will not mend. */
  async #appendUntilSettled(
    batch: readonly AppendEntry[],
  ): Promise<{ readonly error: unknown } | undefined> {
    const { log, topic, clock, logger, appendMs, backoff } = this.#options;
    const { signal } = this.#stopping;
    const records = batch.map((entry) => entry.record);
    for (const delayMs of backoffDelays(backoff)) {
      try {
        await withDeadline(
          clock,
          appendMs,
          `the append to ${topic}`,
          (aborted) => log.append(topic, records, aborted),
          signal,
        );
        return undefined;
      } catch (error) {
        if (signal.aborted) return { error };
        if (!isTransient(error)) return { error };
        logger.warn({ topic, records: records.length, err: error, delayMs }, "append failed");
        this.#options.onRetry();
      }
      await sleep(clock, delayMs, signal).catch(() => {});
      if (signal.aborted) break;
    }
    return { error: signal.reason };
  }

  #complete(batch: readonly AppendEntry[]): void {
    this.#queue.splice(0, batch.length);
    this.#suspects = Math.max(0, this.#suspects - batch.length);
    this.#options.onAppended(batch.length);
    for (const entry of batch) entry.appended();
  }

  #isolate(batch: readonly AppendEntry[], error: unknown): void {
    const [first] = batch;
    if (batch.length > 1 || first === undefined) {
      this.#suspects = batch.length;
      return;
    }
    this.#suspects = Math.max(0, this.#suspects - 1);
    const lost = this.#queue.filter(
      (entry) => entry === first || (first.owner !== undefined && entry.owner === first.owner),
    );
    const failed = new Set(lost);
    this.#queue = this.#queue.filter((entry) => !failed.has(entry));
    this.#options.logger.error({ topic: this.#options.topic, err: error }, "record refused by log");
    for (const entry of lost) entry.failed(error);
  }
}

function isTransient(error: unknown): boolean {
  return (
    error instanceof RecordLogUnavailable ||
    (error instanceof Error && error.name === "DeadlineExceeded")
  );
}
