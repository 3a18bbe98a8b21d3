import type { Requests, Statement } from "./requests.ts";

/** A server applies a batch of one partition as one write, whatever its size; a lost one costs little to send again. */
const partitionRowsMax = 100;
const partitionBytesMax = 30 * 1024;
/** Batches of several partitions: under `batch_size_warn_threshold` (5 KiB) and `unlogged_batch_across_partitions_warn_threshold` (10). */
const mixedPartitionsMax = 10;
const mixedBytesMax = 4.5 * 1024;
/** What a server counts beside the values, about. */
const rowBytes = 60;

type BatchSender = Pick<Requests, "batch" | "mayMixPartitions">;

/**
 * Sends statements while they are added, in as few requests as do the servers no harm: those of a partition together, and those of several
 * if all servers hold all rows, so that each can apply the batch by itself.
 */
export class StatementBatches {
  readonly #requests: BatchSender;
  readonly #sent: Promise<unknown>[] = [];
  #mixed: Statement[] = [];
  #mixedBytes = 0;
  #mixedPartitions = 0;

  constructor(requests: BatchSender) {
    this.#requests = requests;
  }

  add(statement: Statement): void {
    this.addPartition([statement]);
  }

  /** Statements of one partition. */
  addPartition(statements: readonly Statement[]): void {
    let bytes = 0;
    for (const statement of statements) bytes += sizeOf(statement);
    if (this.#requests.mayMixPartitions && bytes <= mixedBytesMax / 2) this.#mix(statements, bytes);
    else this.#sendPartition(statements);
  }

  /** Resolves when all are acknowledged. */
  async done(): Promise<void> {
    this.#sendMixed();
    await Promise.all(this.#sent);
  }

  #mix(statements: readonly Statement[], bytes: number): void {
    const isFull =
      this.#mixedBytes + bytes > mixedBytesMax || this.#mixedPartitions >= mixedPartitionsMax;
    if (isFull) this.#sendMixed();
    this.#mixed.push(...statements);
    this.#mixedBytes += bytes;
    this.#mixedPartitions += 1;
  }

  #sendMixed(): void {
    this.#send(this.#mixed);
    this.#mixed = [];
    this.#mixedBytes = 0;
    this.#mixedPartitions = 0;
  }

  #sendPartition(statements: readonly Statement[]): void {
    let batch: Statement[] = [];
    let bytes = 0;
    for (const statement of statements) {
      const size = sizeOf(statement);
      if (batch.length >= partitionRowsMax || bytes + size > partitionBytesMax) {
        this.#send(batch);
        batch = [];
        bytes = 0;
      }
      batch.push(statement);
      bytes += size;
    }
    this.#send(batch);
  }

  #send(batch: Statement[]): void {
    if (batch.length === 0) return;
    const sent = this.#requests.batch(batch);
    // It may fail while more is added; `done` says so, and until then it must not count as unhandled.
    sent.catch(() => {});
    this.#sent.push(sent);
  }
}

function sizeOf({ params }: Statement): number {
  let bytes = rowBytes;
  for (const cell of params) bytes += cell.length;
  return bytes;
}
