import { type Closable, CodedError, type ErrorDetails } from "@rae/kit";
import type { ConsumptionLimits } from "./limits.ts";
import type { TopicPartition } from "./topic-partition.ts";

/** A record to append. Records of one key keep their order; the log chooses the partition by the key. */
export interface NewRecord {
  readonly key: string;
  /** Null for a tombstone, which takes the key's older records away where a log is compacted. */
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A record as it lies on the log. */
export interface LogRecord extends NewRecord {
  readonly topic: string;
  readonly partition: number;
  /** Position in its partition; grows by at least one. */
  readonly offset: number;
  /** When the log took it, milliseconds since the epoch. */
  readonly appendedAtMs: number;
}

/** Consecutive records of one partition, handed out while the partition is assigned. Never empty. */
export interface Slice {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
  /** The offset that the partition's next record will get, as known when the slice was read. */
  readonly endOffset: number;
}

/**
 * Handles a slice and resolves with the next offset: the first one not handled. It may be less than the
 * slice's end; the rest is handed out again. When `signal` aborts (the assignment ends, or the log closes), it
 * must stop having effects and settle. It is one object for all slices of one assignment of a partition, and another for
 * the next. A rejection hands the same records out again, after a backoff.
 */
export type SliceHandler = (slice: Slice, signal: AbortSignal) => Promise<number>;

/** What a consumer group reads. */
export interface Subscription {
  readonly group: string;
  readonly topics: readonly string[];
  readonly handle: SliceHandler;
  /** Awaited before each commit: what was handled is durable when it resolves. A rejection is tried again later. */
  readonly beforeCommit?: (() => Promise<void>) | undefined;
  /** Told when partitions become ours (with the first offset that will be read) or stop being ours. */
  readonly onAssignment?: (event: AssignmentEvent) => void;
  /** Told when reading itself has failed for good; the consumption is over and must be made anew. */
  readonly onFailure: (error: unknown) => void;
  readonly limits?: ConsumptionLimits | undefined;
  /** Told what the log does for this group; for metrics. */
  readonly observer?: ConsumptionObserver;
}

/** Hears what reading and committing cost. Called synchronously; must not throw. */
export interface ConsumptionObserver {
  /** One fetch that brought records. */
  onFetch(partition: TopicPartition, records: number, sizeBytes: number): void;
  /** One commit request that succeeded, with the partitions in it and its size. */
  onCommit(partitions: number, sizeBytes: number): void;
  /** One request for records, for any number of partitions, whether or not it brings some. */
  onRequest?(): void;
  /** A fetch, a commit or a slice that failed and is tried again. */
  onRetry(what: "fetch" | "commit" | "slice", error: unknown): void;
  /** The group cannot be joined, which is tried again; the log has logged it. */
  onNotJoined?(error: unknown): void;
  /** A position that the log does not have was corrected; the log has logged it as an error. */
  onGap?(gap: PositionGap): void;
}

/** A position that the log does not have, and where reading goes on instead. */
export interface PositionGap extends TopicPartition {
  readonly fromOffset: number;
  /** The first offset that the log has. */
  readonly toOffset: number;
  readonly endOffset: number;
  /**
   * `before-first`: retention took records that were never read. `past-end`: the log was restored, truncated or made anew,
   * and all that it has is read again.
   */
  readonly direction: "before-first" | "past-end";
  /** How far the position is from the records that there are. */
  readonly missingRecords: number;
}

export interface AssignmentEvent {
  readonly kind: "assigned" | "revoked";
  readonly partitions: readonly (TopicPartition & { readonly offset: number })[];
}

/** A running consumption. `close` stops fetching, lets work in flight end, commits and leaves the group. */
export interface Consumption extends Closable {
  /** Records between what is committed or handled and the end, for each partition assigned. */
  lag(): readonly PartitionLag[];
}

export interface PartitionLag extends TopicPartition {
  /** The first offset not handled. */
  readonly handledOffset: number;
  /** The first offset not committed. */
  readonly committedOffset: number;
  readonly endOffset: number;
  /** The slice in hand. */
  readonly inFlightRecords: number;
  /** What was fetched and waits behind it. */
  readonly queuedRecords: number;
  readonly queuedBytes: number;
  /** When the log took the oldest record that was fetched and not handled; undefined if there is none. */
  readonly oldestUnhandledAtMs: number | undefined;
}

/** Reads without a group and commits nothing: every reader sees every record. */
export interface Tail extends Closable {
  /**
   * Resolves when all that the log held at the time of the call to `tail` has been handed to `handle`. That may take until a
   * partition which cannot be read now can be read again, while the others are read on.
   */
  readonly caughtUp: Promise<void>;
}

/** Appends to one partition that wait. */
export interface WaitingAppends {
  readonly topic: string;
  /** Undefined while it is not known how many partitions the topic has. */
  readonly partition: number | undefined;
  /** How long the oldest has waited. */
  readonly waitingMs: number;
  /** Why the last attempt failed; undefined if it did not, or is still to be answered. */
  readonly failure: Error | undefined;
  /** How long ago an append to any partition of the topic became durable; undefined if none has yet. */
  readonly sinceWrittenMs: number | undefined;
}

/**
 * The durable, partitioned log. Adapters: `MemoryRecordLog` (testing), and those on SQLite and on Kafka.
 * One contract suite (`recordLogContract`) says what all of them hold.
 */
export interface RecordLog extends Closable {
  /**
   * Appends records to one topic and resolves when all of them are durable. A log that is away, for whatever reason, is tried again
   * until then, and readers may see duplicates, never a gap; records of one key keep the order of the calls. What has not
   * resolved is in memory: the caller bounds it.
   * @throws the signal's reason when it aborts before, and `RecordLogUnavailable` once the log is closed: the records may be
   * written or not, all or some. `RecordRefused` if the log will never take one of them.
   */
  append(topic: string, records: readonly NewRecord[], signal: AbortSignal): Promise<void>;
  /** Where appends of this process wait, and why; asked by `/readyz`, so it costs next to nothing. */
  waitingAppends(): readonly WaitingAppends[];
  /** Starts reading as a member of a group, from the group's committed offsets or from the beginning. */
  consume(subscription: Subscription): Promise<Consumption>;
  /**
   * Reads every partition of `topics` from the first record appended at or after `sinceMs`, then follows the end.
   * `handle` is called with one slice at a time for each partition and its result is waited for. `onGap` is told if records
   * went before they were read, or if the log was truncated and is read again.
   */
  tail(options: {
    readonly topics: readonly string[];
    readonly sinceMs: number;
    readonly handle: (slice: Slice) => void | Promise<void>;
    readonly onFailure: (error: unknown) => void;
    readonly onGap?: ((gap: PositionGap) => void) | undefined;
  }): Promise<Tail>;
  /**
   * How many partitions the topic has now, by which `partitionOfKey` finds a key's. The number may grow while the log is in use.
   * @throws RecordLogUnavailable if the log cannot be asked now; the signal's reason when it aborts before.
   */
  partitionCount(topic: string, signal: AbortSignal): Promise<number>;
  /**
   * Asks the log whether it is there, and resolves when it has answered; for `/readyz`, so it must cost next to nothing.
   * @throws RecordLogUnavailable if it cannot be used now.
   */
  check(signal: AbortSignal): Promise<void>;
}

/** The log cannot be reached, or does not let us write or read now, whoever must act on it. Nothing is lost; try again. */
export class RecordLogUnavailable extends CodedError<"log-unavailable"> {
  override readonly name = "RecordLogUnavailable";
  constructor(
    message: string,
    options: { readonly cause?: unknown; readonly details?: ErrorDetails } = {},
  ) {
    super("log-unavailable", message, options);
  }
}

/** What `RecordRefused` may be about: a record over the log's limit, or something else that the log does not accept. */
export type RefusalCode = "payload-too-large" | "record-refused";

/** The log will never take the record, however often it is tried. */
export class RecordRefused extends CodedError<RefusalCode> {
  override readonly name = "RecordRefused";
  readonly record: NewRecord;
  /** The record itself was not tried: it came behind a refused one of its key, which it may not overtake. Append it again. */
  readonly isBehind: boolean;

  constructor(
    code: RefusalCode,
    message: string,
    about: { readonly record: NewRecord; readonly isBehind: boolean },
  ) {
    super(code, message);
    this.record = about.record;
    this.isBehind = about.isBehind;
  }
}
