import type { Clock } from "@rae/kit";
import { logTopics } from "@rae/protocol";
import type { PartitionLag, Slice } from "@rae/stream";
import { receiptOf } from "./receipt-of.ts";

// A slice's worth behind is no replay.
const nearRecords = 500;
const freshMs = 30_000;

/** Tells whether the partitions are read at their head, or replayed from behind it. */
export class LogHead {
  readonly #clock: Clock;
  readonly #lag: () => readonly PartitionLag[];
  readonly #reached = new Map<string, boolean>();

  /** `lag` gives the partitions that are ours now. */
  constructor(clock: Clock, lag: () => readonly PartitionLag[]) {
    this.#clock = clock;
    this.#lag = lag;
  }

  /** A slice was applied. */
  applied({ topic, partition, records, endOffset }: Slice): void {
    const last = records.at(-1);
    if (last === undefined) return;
    const behind = endOffset - (last.offset + 1);
    const fresh = this.#clock.nowMs() - receiptOf(last).receivedAtMs <= freshMs;
    this.#reached.set(keyOf(topic, partition), behind <= 0 || (behind <= nearRecords && fresh));
  }

  /** The partitions of a topic that are ours and whose head was reached. */
  partitionsReached(topic: string): ReadonlySet<number> {
    const ours = this.#lag().filter((lag) => lag.topic === topic);
    const reached = ours.filter(({ partition }) => this.#reached.get(keyOf(topic, partition)));
    return new Set(reached.map(({ partition }) => partition));
  }

  /** Whether nothing old waits in any partition of events and outcomes that is ours. */
  isReached(): boolean {
    const lags = this.#lag().filter(
      ({ topic }) => topic === logTopics.events || topic === logTopics.outcomes,
    );
    return lags.length > 0 && lags.every((lag) => this.#isNear(lag));
  }

  #isNear({ handledOffset, endOffset, oldestUnhandledAtMs }: PartitionLag): boolean {
    if (endOffset <= handledOffset) return true;
    const oldestAtMs = oldestUnhandledAtMs ?? Number.NEGATIVE_INFINITY;
    return endOffset - handledOffset <= nearRecords && this.#clock.nowMs() - oldestAtMs <= freshMs;
  }
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
