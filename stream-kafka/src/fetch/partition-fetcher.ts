import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { type Clock, sleep } from "@rae/kit";
import {
  partitionName,
  type ReadPartition,
  RecordLogUnavailable,
  type TopicPartition,
} from "@rae/stream";
import type { KafkaCluster } from "../cluster/cluster.ts";
import { isAnswer, kafkaFailure } from "../cluster/failure.ts";
import { Metadata } from "../cluster/metadata.ts";
import { readRange } from "../cluster/offsets.ts";
import type { TopicNames } from "../cluster/topic-names.ts";
import { type FetchedPartition, fetch } from "./fetch.ts";
import { NearReplicas } from "./near-replicas.ts";
import { readBatches } from "./read-batches.ts";
import { type Want, Wants } from "./want.ts";

export interface PartitionFetcherOptions {
  readonly cluster: KafkaCluster;
  readonly names: TopicNames;
  readonly clock: Clock;
  /** Fetches that brought little are at least this far apart. */
  readonly minIntervalMs: number;
  /** Where this process is; brokers that know which replicas are near send it there. */
  readonly rack?: string | undefined;
  /** Told of each request, whatever it brought. */
  readonly onRequest?: (() => void) | undefined;
}

const maxResponseBytes = 4 * 2 ** 20;
// So many records in one response mean a busy log: larger slices, some milliseconds later, cost all behind them less.
const busyRecords = 40;
const busyIntervals = 4;
// And so many a backlog: the next fetch does not wait.
const backlogRecords = 1_000;
// How long a broker holds a fetch that finds nothing; short after one that did, for readers may come back meanwhile.
const shortestWaitMs = 25;
const longestWaitMs = 250;

/**
 * Fetches for the partitions whose readers wait, one request at a time to each broker. A reader that does not ask, because it has
 * enough, is not fetched for; what was fetched is handed over once and never thrown away.
 *
 * INVARIANTS: a reader that waits is in the requests of the broker to fetch it from, whichever that has become, or is
 * looked for again within `longestWaitMs`; what is wrong with one partition fails its own reader alone.
 */
export class PartitionFetcher {
  readonly #options: PartitionFetcherOptions;
  readonly #metadata: Metadata;
  readonly #near: NearReplicas;
  readonly #wants = new Wants();
  readonly #loops = new Map<number, Promise<void>>();
  readonly #stopping = new AbortController();
  #cancelRetry: (() => void) | undefined;

  constructor(options: PartitionFetcherOptions) {
    this.#options = options;
    this.#metadata = new Metadata(options.cluster, options.clock);
    this.#near = new NearReplicas(options.clock);
  }

  /** Waits until there is something to give, so that it never resolves empty. */
  readonly read: ReadPartition = async (partition, fromOffset, limits, signal) => {
    signal.throwIfAborted();
    this.#stopping.signal.throwIfAborted();
    const onCluster = this.#options.names.onCluster(partition.topic);
    const fetched = this.#wants.add(partition, onCluster, fromOffset, limits, signal);
    this.#start();
    return await fetched;
  };

  isWaiting(partition: TopicPartition): boolean {
    return this.#wants.has(partition);
  }

  /** Resolves when no request is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort(new RecordLogUnavailable("the log is closed"));
    this.#cancelRetry?.();
    for (const want of this.#wants.all) want.reject(this.#stopping.signal.reason);
    await Promise.all(this.#loops.values());
  }

  /** Sees to it that every broker with a reader that waits is fetched from. */
  #start(): void {
    if (this.#stopping.signal.aborted) return;
    let isLeaderless = false;
    for (const want of this.#wants.all) {
      // It comes back by itself, and is in no request until then.
      if (want.isAskingRange) continue;
      const source = this.#sourceOf(want);
      if (source === undefined) isLeaderless = true;
      else if (!this.#loops.has(source)) {
        const loop = this.#fetchFrom(source).finally(() => {
          this.#loops.delete(source);
          // Readers may have come while it ended, or be led by another broker by now.
          this.#start();
        });
        this.#loops.set(source, loop);
      }
    }
    if (isLeaderless && this.#cancelRetry === undefined) {
      this.#refresh();
      this.#cancelRetry = this.#options.clock.schedule(longestWaitMs, () => {
        this.#cancelRetry = undefined;
        this.#start();
      });
    }
  }

  /** Whoever has a new leader may have none that is fetched from. */
  #refresh(): void {
    void this.#metadata.refresh().then(() => this.#start());
  }

  #sourceOf({ topicOnCluster, place, partition: { partition } }: Want): number | undefined {
    return this.#near.of(place) ?? this.#metadata.leaderOf(topicOnCluster, partition);
  }

  async #fetchFrom(source: number): Promise<void> {
    const { clock, minIntervalMs } = this.#options;
    const { signal } = this.#stopping;
    let waitMs = shortestWaitMs;
    while (!signal.aborted) {
      // Readers that were just given something have asked again after these turns.
      await turnOfTheLoop();
      await turnOfTheLoop();
      const wants = this.#wants.all.filter(
        (want) => !want.isAskingRange && this.#sourceOf(want) === source,
      );
      if (wants.length === 0) return;
      const startedMs = clock.monotonicMs();
      const records = await this.#fetchOnce(source, wants, waitMs);
      waitMs = records > 0 ? shortestWaitMs : Math.min(longestWaitMs, waitMs * 2);
      const intervalMs = records < busyRecords ? minIntervalMs : busyIntervals * minIntervalMs;
      const restMs = intervalMs - (clock.monotonicMs() - startedMs);
      if (records < backlogRecords && restMs > 0) {
        await sleep(clock, restMs, signal).catch(() => {});
      }
      // Others that this broker led may have been moved by metadata that somebody else asked for.
      this.#start();
    }
  }

  /** Resolves with the number of records that came. */
  async #fetchOnce(source: number, wants: readonly Want[], waitMs: number): Promise<number> {
    const { cluster, onRequest, rack = "" } = this.#options;
    let records = 0;
    try {
      const broker = await cluster.findBroker({ nodeId: `${source}` });
      onRequest?.();
      const asked = wants.map(
        ({ topicOnCluster: topic, partition: { partition }, fromOffset, maxBytes }) => {
          return { topic, partition, fromOffset, maxBytes };
        },
      );
      const fetched = await fetch(broker, asked, {
        maxWaitMs: waitMs,
        maxBytes: Math.max(maxResponseBytes, ...wants.map((want) => want.maxBytes)),
        rack: wants.some(({ place }) => this.#near.isAvoided(place)) ? "" : rack,
      });
      const wantOf = new Map(wants.map((want) => [want.place, want]));
      for (const found of fetched) {
        const want = wantOf.get(partitionName(found));
        if (want !== undefined) records += this.#take(source, want, found);
      }
    } catch (error) {
      for (const want of wants) this.#failed(source, want, error);
    }
    return records;
  }

  /** The number of records that the reader was given. */
  #take(source: number, want: Want, found: FetchedPartition): number {
    const { error, preferredReplica, endOffset } = found;
    if (error !== undefined) {
      const isMissing = isAnswer(error, "OFFSET_OUT_OF_RANGE");
      // A follower may not have what its leader has.
      if (isMissing && this.#near.of(want.place) !== source) void this.#findRange(want);
      else this.#failed(source, want, error);
      return 0;
    }
    if (preferredReplica !== undefined && preferredReplica !== source) {
      this.#near.follow(want.place, preferredReplica);
    }
    const { batches, aborted } = found;
    const read = readBatches(batches, want.partition, want.fromOffset, aborted);
    const { records, nextOffset, fault } = read;
    if (nextOffset > want.fromOffset) want.resolve({ records, nextOffset, endOffset });
    else if (fault !== undefined)
      want.reject(new RecordLogUnavailable(fault.message, { cause: fault }));
    return records.length;
  }

  #failed(source: number, want: Want, error: unknown): void {
    if (this.#near.of(want.place) === source) {
      this.#near.leave(want.place);
      return;
    }
    this.#refresh();
    want.reject(kafkaFailure(error));
  }

  /** Tells a reader where the log's records are, if not where it stands: retention took them, or the log is another. */
  async #findRange(want: Want): Promise<void> {
    const { cluster, names } = this.#options;
    want.isAskingRange = true;
    try {
      const ranges = await readRange(cluster, names, [want.partition]);
      const range = ranges.get(partitionName(want.partition));
      if (range === undefined) throw new Error(`Kafka does not say where ${want.place} begins`);
      const { firstOffset, endOffset } = range;
      want.resolve({ records: [], nextOffset: firstOffset, endOffset, isOffsetMissing: true });
    } catch (error) {
      this.#refresh();
      want.reject(kafkaFailure(error));
    }
  }
}
