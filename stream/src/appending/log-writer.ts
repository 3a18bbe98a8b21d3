import type { NewRecord, RecordLogUnavailable, RefusalCode } from "../record-log.ts";
import type { TopicPartition } from "../topic-partition.ts";

/** Records for one partition, in their order. */
export interface AppendBatch extends TopicPartition {
  readonly records: readonly NewRecord[];
  /** As `recordSizeBytes` weighs them. */
  readonly sizeBytes: number;
}

/**
 * What became of a batch. `written`: durable. `refused`: the log will never take it, for something that is in one of its records.
 * `unavailable`: anything else; nothing is known, and the same batch is written again.
 */
export type WriteOutcome =
  | { readonly kind: "written" }
  | { readonly kind: "refused"; readonly code: RefusalCode; readonly reason: string }
  | { readonly kind: "unavailable"; readonly error: RecordLogUnavailable };

/** Takes what is written to a partition: a broker, a file. */
export type Destination = string | number;

/** What an adapter of the log gives to `Lanes`: single attempts. When and how often is not its business. */
export interface LogWriter {
  /** How many partitions a topic has; undefined until that is known. It may grow. */
  partitionsOf(topic: string): number | undefined;
  /**
   * Who takes writes to a partition at present; undefined while nobody does. Writes to one destination follow one another, those
   * to different ones do not wait for each other.
   */
  destinationOf(partition: TopicPartition): Destination | undefined;
  /**
   * Asked while partitions or destinations are not known: finds them out. Calls may overlap.
   * @throws RecordLogUnavailable that says why it cannot.
   */
  locate(topics: readonly string[]): Promise<void>;
  /** Writes batches of different partitions, all of one destination. Resolves with the outcome of each, in their order; never rejects. */
  write(
    destination: Destination,
    batches: readonly AppendBatch[],
  ): Promise<readonly WriteOutcome[]>;
}

/** Hears what appending costs. Called synchronously; must not throw. */
export interface AppendObserver {
  /** One write, with what of it is durable. */
  onWrite(records: number, sizeBytes: number): void;
  /** A batch that is written again. */
  onRetry(topic: string): void;
}
