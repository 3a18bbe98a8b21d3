import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "@rae/kit";
import { inTransaction, isBusy } from "@rae/kit/sqlite";
import { type NewRecord, type PartitionEnd, partitionOfKey, recordSizeBytes } from "@rae/stream";
import type { RecordLogPartition } from "./partition.ts";
import type { RecordLogTopics } from "./topics.ts";

interface PendingAppend {
  readonly topic: string;
  readonly records: readonly NewRecord[];
  readonly sizeBytes: number;
  readonly signal: AbortSignal;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface RecordLogAppendsOptions {
  readonly database: DatabaseSync;
  readonly topics: RecordLogTopics;
  readonly clock: Clock;
  /** Makes the error that callers see. */
  readonly translate: (error: unknown) => unknown;
  readonly onAppended: (partitions: readonly PartitionEnd[]) => void;
}

// One transaction holds the event loop for about 10 ms at most.
const transactionMaxBytes = 2 * 2 ** 20;

// Another process holds the lock for a transaction of its own, a few milliseconds.
const retryDelayMs = 3;
const maxAttempts = 20;

// Callers that do not wait for their appends are stopped here, before memory is full of them.
const pendingMaxBytes = 128 * 2 ** 20;

/**
 * Appends of one turn of the event loop share a transaction, and so one flush of the disk. All of them are durable or
 * none is.
 */
export class RecordLogAppends {
  readonly #options: RecordLogAppendsOptions;
  #pending: PendingAppend[] = [];
  #pendingBytes = 0;
  #immediate: NodeJS.Immediate | undefined;
  #cancelRetry: (() => void) | undefined;
  #attempts = 0;

  constructor(options: RecordLogAppendsOptions) {
    this.#options = options;
  }

  append(topic: string, records: readonly NewRecord[], signal: AbortSignal): Promise<void> {
    const sizeBytes = records.reduce((sum, record) => sum + recordSizeBytes(record), 0);
    if (this.#pendingBytes > 0 && this.#pendingBytes + sizeBytes > pendingMaxBytes) {
      return Promise.reject(this.#options.translate(new PendingAppendsFull()));
    }
    this.#pendingBytes += sizeBytes;
    return new Promise((resolve, reject) => {
      this.#pending.push({ topic, records, sizeBytes, signal, resolve, reject });
      this.#flushSoon();
    });
  }

  /** Writes what is pending, now; what cannot be written is rejected. */
  close(): void {
    while (this.#pending.length > 0) this.#flush();
    clearImmediate(this.#immediate);
    this.#cancelRetry?.();
  }

  #flushSoon(): void {
    if (this.#cancelRetry === undefined) this.#immediate ??= setImmediate(this.#flush);
  }

  readonly #flush = (): void => {
    this.#immediate = undefined;
    this.#cancelRetry = undefined;
    const batch = this.#nextBatch();
    try {
      const touched = this.#write(batch);
      this.#settle(batch, (append) => append.resolve());
      this.#options.onAppended(touched);
    } catch (error) {
      this.#attempts += 1;
      if (isBusy(error) && this.#attempts < maxAttempts) {
        this.#cancelRetry = this.#options.clock.schedule(retryDelayMs, this.#flush);
        return;
      }
      const translated = this.#options.translate(error);
      this.#settle(batch, (append) => append.reject(translated));
    }
    if (this.#pending.length > 0) this.#flushSoon();
  };

  #settle(batch: readonly PendingAppend[], settle: (append: PendingAppend) => void): void {
    this.#attempts = 0;
    this.#pending.splice(0, batch.length);
    for (const append of batch) {
      this.#pendingBytes -= append.sizeBytes;
      settle(append);
    }
  }

  /** The oldest appends that fit one transaction; they stay pending. Those that were given up are rejected. */
  #nextBatch(): readonly PendingAppend[] {
    const given = this.#pending.filter(({ signal }) => signal.aborted);
    if (given.length > 0) {
      this.#pending = this.#pending.filter(({ signal }) => !signal.aborted);
      for (const { sizeBytes, reject, signal } of given) {
        this.#pendingBytes -= sizeBytes;
        reject(signal.reason);
      }
    }
    let count = 0;
    let bytes = 0;
    for (const { sizeBytes } of this.#pending) {
      if (count > 0 && bytes + sizeBytes > transactionMaxBytes) break;
      count += 1;
      bytes += sizeBytes;
    }
    return this.#pending.slice(0, count);
  }

  #write(appends: readonly PendingAppend[]): readonly PartitionEnd[] {
    const byPartition = new Map<RecordLogPartition, NewRecord[]>();
    for (const { topic, records } of appends) {
      const partitions = this.#options.topics.partitionsOf(topic);
      for (const record of records) {
        const partition = partitions[partitionOfKey(record.key, partitions.length)];
        if (partition === undefined) throw new Error(`topic ${topic} has no partitions`);
        const gathered = byPartition.get(partition);
        if (gathered === undefined) byPartition.set(partition, [record]);
        else gathered.push(record);
      }
    }
    if (byPartition.size === 0) return [];
    const nowMs = this.#options.clock.nowMs();
    return inTransaction(this.#options.database, () =>
      Array.from(byPartition, ([partition, records]) => partition.append(records, nowMs)),
    );
  }
}

/** More is waiting to be appended than memory should hold. */
export class PendingAppendsFull extends Error {
  override readonly name = "PendingAppendsFull";
  constructor() {
    super(`more than ${pendingMaxBytes} bytes wait to be appended`);
  }
}
