import { type Clock, silentLogger, systemClock } from "@rae/kit";
import type { Registry } from "prom-client";
import { appendMetrics } from "../appending/append-metrics.ts";
import { Lanes } from "../appending/lanes.ts";
import { GroupConsumption } from "../reading/group-consumption.ts";
import type { ReadPartition } from "../reading/partition-pump.ts";
import { TailReading } from "../reading/tail-reading.ts";
import {
  type Consumption,
  type LogRecord,
  type NewRecord,
  type RecordLog,
  RecordLogUnavailable,
  type Subscription,
  type Tail,
  type WaitingAppends,
} from "../record-log.ts";
import type { PartitionEnd, TopicPartition } from "../topic-partition.ts";
import { Gate } from "./gate.ts";
import { MemoryGroup } from "./memory-group.ts";
import { MemoryPartition } from "./memory-partition.ts";
import { MemoryWriter } from "./memory-writer.ts";

type Step = "append" | "append-written" | "read" | "commit" | "consume";

/** A log in memory that does what a test tells it: freeze, fail, move partitions, lose records to retention. */
export class MemoryRecordLog implements RecordLog {
  readonly #clock: Clock;
  readonly #partitions: number;
  readonly #topics = new Map<string, readonly MemoryPartition[]>();
  readonly #groups = new Map<string, MemoryGroup>();
  readonly #tails = new Set<TailReading>();
  readonly #gate = new Gate();
  readonly #closed = new AbortController();
  readonly #failures = new Map<Step, number>();
  readonly #writer: MemoryWriter;
  readonly #lanes: Lanes;

  constructor(
    options: {
      readonly clock?: Clock;
      readonly partitions?: number;
      readonly metrics?: Registry;
    } = {},
  ) {
    this.#clock = options.clock ?? systemClock;
    this.#partitions = options.partitions ?? 4;
    this.#writer = new MemoryWriter({
      clock: this.#clock,
      gate: this.#gate,
      topic: (name) => this.#topic(name),
      failIfTold: (when) => this.#failIfTold(when),
      onAppended: (partitions) => this.#wake(partitions),
    });
    this.#lanes = new Lanes({
      writer: this.#writer,
      clock: this.#clock,
      logger: silentLogger,
      batch: { maxRecords: 1_000, maxBytes: 2 ** 20 },
      write: { maxBatches: 1, maxBytes: 2 ** 20 },
      observer: appendMetrics(options.metrics, () => this.#lanes.queuedBytes),
    });
  }

  append(topic: string, records: readonly NewRecord[], signal: AbortSignal): Promise<void> {
    return this.#lanes.append(topic, records, signal);
  }

  waitingAppends(): readonly WaitingAppends[] {
    return this.#lanes.waiting();
  }

  async consume(subscription: Subscription): Promise<Consumption> {
    await this.#gate.pass(this.#closed.signal);
    this.#failIfTold("consume");
    const group = this.#group(subscription.group);
    const consumption: GroupConsumption = new GroupConsumption({
      subscription,
      read: this.#read,
      commit: async (offsets) => {
        await this.#gate.pass(this.#closed.signal);
        this.#failIfTold("commit");
        return group.commit(consumption, offsets);
      },
      isOurs: (partition) => group.isOwner(consumption, partition),
      clock: this.#clock,
      logger: silentLogger,
    });
    await group.join(subscription.topics, consumption);
    return {
      lag: () => consumption.lag(),
      close: async () => {
        await consumption.close().finally(() => group.leave(consumption));
      },
    };
  }

  async tail(options: Parameters<RecordLog["tail"]>[0]): Promise<Tail> {
    await this.#gate.pass(this.#closed.signal);
    const partitions = options.topics
      .flatMap((topic) => this.#topic(topic))
      .map((partition) => ({
        topic: partition.topic,
        partition: partition.partition,
        offset: partition.firstOffsetSince(options.sinceMs),
        endOffset: partition.endOffset,
      }));
    const { handle, onFailure, onGap } = options;
    const tail = new TailReading({
      partitions,
      read: this.#read,
      handle,
      onFailure,
      onGap,
      clock: this.#clock,
      logger: silentLogger,
    });
    this.#tails.add(tail);
    return {
      caughtUp: tail.caughtUp,
      close: async () => {
        this.#tails.delete(tail);
        await tail.close();
      },
    };
  }

  async partitionCount(topic: string, signal: AbortSignal): Promise<number> {
    await this.#gate.pass(AbortSignal.any([signal, this.#closed.signal]));
    return this.#topic(topic).length;
  }

  async check(signal: AbortSignal): Promise<void> {
    await this.#gate.pass(AbortSignal.any([signal, this.#closed.signal]));
  }

  async close(): Promise<void> {
    this.#gate.open();
    this.#lanes.stop(new RecordLogUnavailable("the log is closed"));
    const consumptions = [...this.#groups.values()].flatMap((group) => group.consumptions);
    await Promise.all([...consumptions, ...this.#tails].map((each) => each.close()));
    this.#closed.abort(new RecordLogUnavailable("the log is closed"));
  }

  /** From now on nothing is appended, read or committed; the calls wait for `thaw`. */
  freeze(): void {
    this.#gate.shut();
  }

  thaw(): void {
    this.#gate.open();
  }

  /** Makes the next `count` attempts to write fail; with `written`, after the records have reached the log. */
  failAppends(count: number, { written = false }: { readonly written?: boolean } = {}): void {
    this.#failures.set(written ? "append-written" : "append", count);
  }

  /** Makes appends to a partition fail, for this reason, until `healPartition`. */
  failPartition(partition: TopicPartition, failure: RecordLogUnavailable): void {
    this.#writer.setAway(partition, failure);
  }

  healPartition(partition: TopicPartition): void {
    this.#writer.setAway(partition, undefined);
  }

  /** Never takes the records that fit. */
  refuse(isRefused: (record: NewRecord) => boolean): void {
    this.#writer.refuse(isRefused);
  }

  failReads(count: number): void {
    this.#failures.set("read", count);
  }

  failCommits(count: number): void {
    this.#failures.set("commit", count);
  }

  /** Makes the next `count` calls of `consume` fail. */
  failConsumes(count: number): void {
    this.#failures.set("consume", count);
  }

  /** Ends every consumption of the group by its `onFailure`. */
  failGroup(group: string, error: unknown): void {
    for (const consumption of this.#group(group).consumptions) consumption.fail(error);
  }

  /** Takes a partition from its owner, who may end its work, and gives it to another member, or back. */
  async revoke(partition: TopicPartition, group: string): Promise<void> {
    await this.#group(group).revoke(partition);
  }

  /** Takes a partition from its owner without a word, as when a session has timed out. */
  steal(partition: TopicPartition, group: string): void {
    this.#group(group).steal(partition);
  }

  /** Gives stolen partitions out again. */
  async rebalance(group: string): Promise<void> {
    await this.#group(group).rebalance();
  }

  /** Forgets the oldest records of a partition. */
  trim({ topic, partition }: TopicPartition, count: number): void {
    this.#topic(topic)[partition]?.trim(count);
  }

  /** Forgets a topic's records; its offsets begin at 0 again. */
  recreate(topic: string): void {
    for (const partition of this.#topic(topic)) partition.recreate();
  }

  /** Moves a group's committed offset, as an operator may. */
  moveTo(offset: number, partition: TopicPartition, group: string): void {
    this.#group(group).moveTo(offset, partition);
  }

  /** All that lies on a topic, by partition and offset. */
  records(topic: string): readonly LogRecord[] {
    return this.#topic(topic).flatMap((partition) => partition.records);
  }

  committedOffset(group: string, partition: TopicPartition): number {
    return this.#group(group).committedOffset(partition);
  }

  readonly #read: ReadPartition = async ({ topic, partition }, fromOffset, limits, signal) => {
    await this.#gate.pass(signal);
    this.#failIfTold("read");
    return (
      this.#topic(topic)[partition]?.read(fromOffset, limits) ?? {
        records: [],
        nextOffset: fromOffset,
        endOffset: 0,
      }
    );
  };

  #failIfTold(what: Step): void {
    if (this.#closed.signal.aborted) throw this.#closed.signal.reason;
    const left = this.#failures.get(what) ?? 0;
    if (left === 0) return;
    this.#failures.set(what, left - 1);
    throw new RecordLogUnavailable(`the log was told to fail this ${what}`);
  }

  #topic(topic: string): readonly MemoryPartition[] {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    const made = Array.from({ length: this.#partitions }, (_, n) => new MemoryPartition(topic, n));
    this.#topics.set(topic, made);
    return made;
  }

  #group(name: string): MemoryGroup {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const made = new MemoryGroup((topic) => this.#topic(topic));
    this.#groups.set(name, made);
    return made;
  }

  #wake(partitions: readonly PartitionEnd[]): void {
    for (const partition of partitions) {
      for (const tail of this.#tails) tail.wake(partition);
      for (const group of this.#groups.values()) {
        for (const consumption of group.consumptions) consumption.wake(partition);
      }
    }
  }
}
