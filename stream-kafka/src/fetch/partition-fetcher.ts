import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { type Clock, type Logger, sleep } from "@rae/kit";
import {
  type FetchedRecords,
  partitionName,
  type ReadPartition,
  RecordLogUnavailable,
  type TopicPartition,
} from "@rae/stream";
import type { KafkaCluster } from "../cluster/cluster.ts";
import { isAnswer, kafkaFailure } from "../cluster/failure.ts";
import { Metadata } from "../cluster/metadata.ts";
import { type OffsetRange, readRange } from "../cluster/offsets.ts";
import type { TopicNames } from "../cluster/topic-names.ts";
import { type FetchedPartition, fetch } from "./fetch.ts";
import { readBatches } from "./read-batches.ts";

export interface PartitionFetcherOptions {
  readonly cluster: KafkaCluster;
  readonly names: TopicNames;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Fetches that brought little are at least this far apart. */
  readonly minIntervalMs: number;
  /** Told of each request, whatever it brought. */
  readonly onRequest?: (() => void) | undefined;
}

/** A partition whose reader waits for records. */
interface Want {
  readonly partition: TopicPartition;
  readonly onCluster: string;
  readonly maxBytes: number;
  fromOffset: number;
  resolve(fetched: FetchedRecords): void;
  reject(error: unknown): void;
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
 */
export class PartitionFetcher {
  readonly #options: PartitionFetcherOptions;
  readonly #metadata: Metadata;
  readonly #wants = new Map<string, Want>();
  readonly #loops = new Map<number, Promise<void>>();
  readonly #stopping = new AbortController();
  #cancelRetry: (() => void) | undefined;

  constructor(options: PartitionFetcherOptions) {
    this.#options = options;
    this.#metadata = new Metadata(options.cluster, options.clock);
  }

  /** Waits until there is something to give, so that it never resolves empty. */
  readonly read: ReadPartition = (partition, fromOffset, limits, signal) => {
    signal.throwIfAborted();
    const name = partitionName(partition);
    const { promise, resolve, reject } = Promise.withResolvers<FetchedRecords>();
    const onAbort = () => want.reject(signal.reason);
    const end = () => {
      if (this.#wants.get(name) === want) this.#wants.delete(name);
      signal.removeEventListener("abort", onAbort);
    };
    const want: Want = {
      partition,
      onCluster: this.#options.names.onCluster(partition.topic),
      maxBytes: limits.maxBytes,
      fromOffset,
      resolve: (fetched) => {
        end();
        resolve(fetched);
      },
      reject: (error) => {
        end();
        reject(error);
      },
    };
    signal.addEventListener("abort", onAbort, { once: true });
    this.#wants.set(name, want);
    this.#start();
    return promise;
  };

  isWaiting(partition: TopicPartition): boolean {
    return this.#wants.has(partitionName(partition));
  }

  /** Resolves when no request is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort(new RecordLogUnavailable("the log is closed"));
    this.#cancelRetry?.();
    for (const want of [...this.#wants.values()]) want.reject(this.#stopping.signal.reason);
    await Promise.all(this.#loops.values());
  }

  #start(): void {
    if (this.#stopping.signal.aborted) return;
    let isLeaderless = false;
    for (const want of this.#wants.values()) {
      const leader = this.#leaderOf(want);
      if (leader === undefined) isLeaderless = true;
      else if (!this.#loops.has(leader)) {
        const loop = this.#fetchFrom(leader).finally(() => {
          this.#loops.delete(leader);
        });
        this.#loops.set(leader, loop);
      }
    }
    if (isLeaderless && this.#cancelRetry === undefined) {
      void this.#metadata.refresh();
      this.#cancelRetry = this.#options.clock.schedule(longestWaitMs, () => {
        this.#cancelRetry = undefined;
        this.#start();
      });
    }
  }

  #leaderOf(want: Want): number | undefined {
    return this.#metadata.leaderOf(want.onCluster, want.partition.partition);
  }

  async #fetchFrom(leader: number): Promise<void> {
    const { clock, minIntervalMs } = this.#options;
    const { signal } = this.#stopping;
    let waitMs = shortestWaitMs;
    while (!signal.aborted) {
      // Readers that were just given something have asked again after these turns.
      await turnOfTheLoop();
      await turnOfTheLoop();
      const wants = [...this.#wants.values()].filter((want) => this.#leaderOf(want) === leader);
      if (wants.length === 0) return;
      const startedMs = clock.monotonicMs();
      const records = await this.#fetchOnce(leader, wants, waitMs);
      waitMs = records > 0 ? shortestWaitMs : Math.min(longestWaitMs, waitMs * 2);
      const intervalMs = records < busyRecords ? minIntervalMs : busyIntervals * minIntervalMs;
      const restMs = intervalMs - (clock.monotonicMs() - startedMs);
      if (records < backlogRecords && restMs > 0) {
        await sleep(clock, restMs, signal).catch(() => {});
      }
    }
  }

  /** Resolves with the number of records that came. */
  async #fetchOnce(leader: number, wants: readonly Want[], waitMs: number): Promise<number> {
    const { cluster, onRequest } = this.#options;
    try {
      const broker = await cluster.findBroker({ nodeId: `${leader}` });
      onRequest?.();
      const asked = wants.map(({ onCluster, partition: { partition }, fromOffset, maxBytes }) => {
        return { topic: onCluster, partition, fromOffset, maxBytes };
      });
      const maxBytes = Math.max(maxResponseBytes, ...wants.map((want) => want.maxBytes));
      const fetched = await fetch(broker, asked, { maxWaitMs: waitMs, maxBytes });
      const wantOf = new Map(wants.map((want) => [placeOf(want), want]));
      const missed: Want[] = [];
      let records = 0;
      for (const found of fetched) {
        const want = wantOf.get(`${found.topic}/${found.partition}`);
        if (want === undefined) continue;
        if (found.error === undefined) records += this.#deliver(want, found);
        else if (isAnswer(found.error, "OFFSET_OUT_OF_RANGE")) missed.push(want);
        else this.#failed(want, found.error);
      }
      if (missed.length > 0) await this.#moveIntoRange(missed);
      return records;
    } catch (error) {
      for (const want of wants) this.#failed(want, error);
      return 0;
    }
  }

  /** The number of records that the reader was given. */
  #deliver(want: Want, { endOffset, batches }: FetchedPartition): number {
    try {
      const { records, nextOffset } = readBatches(batches, want.partition, want.fromOffset);
      if (records.length > 0) {
        want.resolve({ records, endOffset });
        return records.length;
      }
      want.fromOffset = nextOffset;
    } catch (error) {
      want.reject(error);
    }
    return 0;
  }

  #failed(want: Want, error: unknown): void {
    void this.#metadata.refresh();
    want.reject(kafkaFailure(error));
  }

  /** Records that retention took away, or that a cluster lost, cannot be read: reading goes on where there are some. */
  async #moveIntoRange(wants: readonly Want[]): Promise<void> {
    const { cluster, names, logger } = this.#options;
    const ranges = await readRange(
      cluster,
      names,
      wants.map((want) => want.partition),
    );
    for (const want of wants) {
      const range: OffsetRange | undefined = ranges.get(partitionName(want.partition));
      if (range === undefined) continue;
      const { firstOffset, endOffset } = range;
      const nextOffset = Math.min(Math.max(want.fromOffset, firstOffset), endOffset);
      if (nextOffset === want.fromOffset) continue;
      const { fromOffset } = want;
      logger.error({ ...want.partition, fromOffset, nextOffset }, "records are gone from the log");
      want.fromOffset = nextOffset;
    }
  }
}

function placeOf(want: Want): string {
  return `${want.onCluster}/${want.partition.partition}`;
}
