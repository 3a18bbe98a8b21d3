import {
  type FetchedRecords,
  partitionName,
  type QueueLimits,
  type TopicPartition,
} from "@rae/stream";

/** A partition whose reader waits for records. */
export interface Want {
  readonly partition: TopicPartition;
  readonly topicOnCluster: string;
  /** The partition's name on the cluster. */
  readonly place: string;
  readonly maxBytes: number;
  readonly fromOffset: number;
  /** Its offset is not on the log, and where the log begins is being asked. */
  isAskingRange: boolean;
  resolve(fetched: FetchedRecords): void;
  reject(error: unknown): void;
}

/** The readers that wait, one for each partition. */
export class Wants {
  readonly #byName = new Map<string, Want>();

  get all(): readonly Want[] {
    return [...this.#byName.values()];
  }

  has(partition: TopicPartition): boolean {
    return this.#byName.has(partitionName(partition));
  }

  /** Waits until it is resolved, rejected or aborted. */
  add(
    partition: TopicPartition,
    topicOnCluster: string,
    fromOffset: number,
    { maxBytes }: QueueLimits,
    signal: AbortSignal,
  ): Promise<FetchedRecords> {
    const name = partitionName(partition);
    const { promise, resolve, reject } = Promise.withResolvers<FetchedRecords>();
    const onAbort = () => want.reject(signal.reason);
    const end = () => {
      if (this.#byName.get(name) === want) this.#byName.delete(name);
      signal.removeEventListener("abort", onAbort);
    };
    const want: Want = {
      partition,
      topicOnCluster,
      place: partitionName({ topic: topicOnCluster, partition: partition.partition }),
      maxBytes,
      fromOffset,
      isAskingRange: false,
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
    this.#byName.set(name, want);
    return promise;
  }
}
