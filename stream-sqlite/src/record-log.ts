import type { DatabaseSync } from "node:sqlite";
import {
  type Clock,
  CloseStack,
  type Logger,
  repeat,
  silentLogger,
  systemClock,
  withDeadline,
} from "@rae/kit";
import { openDatabase, probeWrite, retryWhileBusy } from "@rae/kit/sqlite";
import {
  appendMetrics,
  type Consumption,
  Lanes,
  type NewRecord,
  type PartitionEnd,
  type ReadPartition,
  type RecordLog,
  RecordLogUnavailable,
  type Subscription,
  type Tail,
  TailReading,
  type WaitingAppends,
} from "@rae/stream";
import type { Registry } from "prom-client";
import { recordLogFailure, withRecordLogFailure } from "./failure.ts";
import { RecordLogLease } from "./lease.ts";
import { RecordLogMember } from "./member.ts";
import { isOwnerDead, newOwner } from "./owner-process.ts";
import { RecordLogRetention } from "./retention.ts";
import { recordLogMigrations } from "./schema.ts";
import { RecordLogTopics } from "./topics.ts";
import { RecordLogWatch } from "./watch.ts";
import { SqliteWriter } from "./writer.ts";

export interface SqliteRecordLogOptions {
  /** The file; made with its folder if missing. */
  readonly path: string;
  /** Partitions of topics that the file does not hold yet. Default 4. */
  readonly partitions?: number;
  /** The same for single topics, by name. */
  readonly partitionsOf?: Readonly<Record<string, number>> | undefined;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Where the metrics `rae_log_*` go; none are made without it. */
  readonly metrics?: Registry;
  /** How long records of a topic are kept; without an entry, for ever. What a group has not committed stays four times as long. */
  readonly retentionMs?: Readonly<Record<string, number>>;
  /** How long after an owner's last sign of life another may take its partitions. Default 5 s. */
  readonly leaseMs?: number;
  /** How often other processes' appends are looked for while somebody reads. Default 50 ms. */
  readonly pollMs?: number;
  /** How often records that are too old are looked for. Default 10 s. */
  readonly retentionIntervalMs?: number;
}

// One transaction holds the event loop for about 10 ms at most.
const batchLimits = { maxRecords: 1_000, maxBytes: 2 ** 20 };
const writeLimits = { maxBatches: 16, maxBytes: 2 ** 20 };
const drainTimeoutMs = 5_000;
const retentionStepMs = 20;
const renewalsInLease = 4;

/**
 * Opens the log on a SQLite file. Several processes may have it open; each append is durable when it resolves.
 * @throws RaeError `data-unusable` if the file cannot be opened, with a sentence that says why.
 */
export function openSqliteRecordLog(options: SqliteRecordLogOptions): SqliteRecordLog {
  return new SqliteRecordLog(options);
}

/** The embedded default of the `RecordLog` port. */
export class SqliteRecordLog implements RecordLog {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #leaseMs: number;
  readonly #retentionIntervalMs: number;
  readonly #records: DatabaseSync;
  // Offsets and leases may be lost with the power, since records are then handled again: they wait for no disk.
  readonly #groups: DatabaseSync;
  readonly #topics: RecordLogTopics;
  readonly #lanes: Lanes;
  readonly #watch: RecordLogWatch;
  readonly #retention: RecordLogRetention;
  readonly #members = new Set<RecordLogMember>();
  readonly #tails = new Set<TailReading>();
  readonly #opened = new CloseStack();
  #cancelTrim: () => void;
  #closing: Promise<void> | undefined;

  constructor(options: SqliteRecordLogOptions) {
    const { path, partitions = 4, leaseMs = 5_000, pollMs = 50, retentionMs = {} } = options;
    const { clock = systemClock, logger = silentLogger, retentionIntervalMs = 10_000 } = options;
    this.#clock = clock;
    this.#logger = logger;
    this.#leaseMs = leaseMs;
    this.#records = this.#open("records", path);
    this.#groups = this.#open("group offsets", path);
    this.#groups.exec("PRAGMA synchronous = NORMAL");
    const database = this.#records;
    const topics = new RecordLogTopics(database, partitions, options.partitionsOf);
    topics.openAll();
    this.#topics = topics;
    this.#watch = new RecordLogWatch(database);
    this.#retention = new RecordLogRetention({ database, topics, clock, retentionMs });
    const lanes: Lanes = new Lanes({
      writer: new SqliteWriter({
        ...{ database, topics, clock },
        onAppended: (touched) => this.#wake(touched),
      }),
      ...{ clock, logger, batch: batchLimits, write: writeLimits },
      observer: appendMetrics(options.metrics, () => lanes.queuedBytes),
    });
    this.#lanes = lanes;
    this.#opened.push("appends", () => this.#endAppends());
    this.#every(pollMs, () => this.#wakeForOthers());
    this.#every(leaseMs / renewalsInLease, () => this.#renewAll());
    this.#retentionIntervalMs = retentionIntervalMs;
    this.#cancelTrim = clock.schedule(retentionIntervalMs, this.#trim);
    this.#opened.push("retention", () => this.#cancelTrim());
  }

  append(topic: string, records: readonly NewRecord[], signal: AbortSignal): Promise<void> {
    if (this.#closing !== undefined) return Promise.reject(closedFailure());
    return this.#lanes.append(topic, records, signal);
  }

  waitingAppends(): readonly WaitingAppends[] {
    return this.#lanes.waiting();
  }

  async consume(subscription: Subscription): Promise<Consumption> {
    const member = await this.#whileOpen(() => {
      const lease = new RecordLogLease({
        database: this.#groups,
        group: subscription.group,
        partitions: subscription.topics.flatMap((topic) => this.#topics.partitionsOf(topic)),
        owner: newOwner(),
        clock: this.#clock,
        leaseMs: this.#leaseMs,
        isDead: isOwnerDead,
      });
      const made: RecordLogMember = new RecordLogMember({
        subscription,
        lease,
        read: this.#read,
        clock: this.#clock,
        logger: this.#logger,
        onReleased: () => {
          this.#members.delete(made);
          this.#renewAll();
        },
      });
      return made;
    });
    this.#members.add(member);
    try {
      await member.join();
    } catch (error) {
      await member.close();
      throw recordLogFailure(error);
    }
    return member;
  }

  async tail(options: Parameters<RecordLog["tail"]>[0]): Promise<Tail> {
    const { topics, sinceMs, handle, onFailure, onGap } = options;
    const tail = await this.#whileOpen(() => {
      const partitions = topics
        .flatMap((topic) => this.#topics.partitionsOf(topic))
        .map((partition) => ({
          topic: partition.topic,
          partition: partition.partition,
          offset: partition.firstOffsetSince(sinceMs),
          endOffset: partition.nextOffset(),
        }));
      const clock = this.#clock;
      const logger = this.#logger;
      const read = this.#read;
      return new TailReading({ partitions, read, handle, onFailure, onGap, clock, logger });
    });
    this.#tails.add(tail);
    const close = async () => {
      this.#tails.delete(tail);
      await tail.close();
    };
    return { caughtUp: tail.caughtUp, close };
  }

  async partitionCount(topic: string, signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    return await this.#whileOpen(() => this.#topics.partitionsOf(topic).length);
  }

  async check(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    // A file that can only be read, or is on a full disk, takes no commands.
    await this.#whileOpen(() => probeWrite(this.#groups));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const readers = new CloseStack();
    for (const each of [...this.#members, ...this.#tails]) readers.use("a reader", each);
    this.#opened.push("readers", () => readers.close());
    await this.#opened.close();
  }

  async #endAppends(): Promise<void> {
    const drained = () => this.#lanes.drained();
    await withDeadline(this.#clock, drainTimeoutMs, "the last appends", drained).catch(() => {});
    this.#lanes.stop(closedFailure());
  }

  readonly #read: ReadPartition = async ({ topic, partition }, fromOffset, limits) =>
    withRecordLogFailure(() => {
      const found = this.#topics.partitionsOf(topic)[partition];
      const nothing = { records: [], nextOffset: fromOffset, endOffset: fromOffset };
      return found?.read(fromOffset, limits) ?? nothing;
    });

  async #whileOpen<T>(work: () => T): Promise<T> {
    if (this.#closing !== undefined) throw closedFailure();
    try {
      return await retryWhileBusy(this.#clock, work);
    } catch (error) {
      throw recordLogFailure(error);
    }
  }

  #open(name: string, path: string): DatabaseSync {
    const database = openDatabase(path, { migrations: recordLogMigrations });
    this.#opened.push(name, () => database.close());
    return database;
  }

  #every(intervalMs: number, task: () => void): void {
    const stop = repeat(this.#clock, intervalMs, task, (error) =>
      this.#logger.error({ err: error }, "log timer failed"),
    );
    this.#opened.push("a timer", stop);
  }

  #wake(partitions: readonly PartitionEnd[]): void {
    for (const partition of partitions) {
      for (const member of this.#members) member.wake(partition);
      for (const tail of this.#tails) tail.wake(partition);
    }
  }

  #wakeForOthers(): void {
    if (this.#members.size + this.#tails.size === 0) return;
    try {
      this.#wake(this.#watch.grown());
    } catch {
      // Whoever reads now meets the same failure and knows whom to tell.
      const known = this.#topics.known();
      this.#wake(known.map(({ topic, partition }) => ({ topic, partition, endOffset: 0 })));
    }
  }

  #renewAll(): void {
    for (const member of this.#members) member.renew();
  }

  readonly #trim = (): void => {
    let more = false;
    try {
      more = this.#retention.step();
    } catch (error) {
      this.#logger.warn({ err: error }, "log retention failed, trying again later");
    }
    const delayMs = more ? retentionStepMs : this.#retentionIntervalMs;
    this.#cancelTrim = this.#clock.schedule(delayMs, this.#trim);
  };
}

function closedFailure(): RecordLogUnavailable {
  return new RecordLogUnavailable("the log is closed");
}
