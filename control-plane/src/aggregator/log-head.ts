import type { Clock } from "@rae/kit";
import { type PartitionLag, partitionName } from "@rae/stream";

// A slice's worth behind is no replay.
const nearRecords = 500;
const freshMs = 30_000;

/** Tells whether partitions are read at their head, or replayed from behind it. */
export class LogHead {
  readonly #clock: Clock;
  readonly #lag: () => readonly PartitionLag[];

  /** `lag` gives the partitions that are ours now. */
  constructor(clock: Clock, lag: () => readonly PartitionLag[]) {
    this.#clock = clock;
    this.#lag = lag;
  }

  /** Whether nothing old waits in a partition, as of now. Of one that is not ours nothing is known, and nothing is waited for. */
  look(): (topic: string, partition: number) => boolean {
    const behind = new Set(
      this.#lag()
        .filter((lag) => !this.#isNear(lag))
        .map(partitionName),
    );
    return (topic, partition) => !behind.has(partitionName({ topic, partition }));
  }

  #isNear({ handledOffset, endOffset, oldestUnhandledAtMs }: PartitionLag): boolean {
    if (endOffset <= handledOffset) return true;
    const oldestAtMs = oldestUnhandledAtMs ?? Number.NEGATIVE_INFINITY;
    return endOffset - handledOffset <= nearRecords && this.#clock.nowMs() - oldestAtMs <= freshMs;
  }
}
