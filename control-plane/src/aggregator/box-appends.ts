import { type Clock, withDeadline } from "@rae/kit";
import type { logTopics } from "@rae/protocol";
import type { NewRecord, RecordLog } from "@rae/stream";
import type { BoxPlaces } from "./box-places.ts";

export interface BoxAppendsOptions {
  readonly log: RecordLog;
  readonly topic: typeof logTopics.commands | typeof logTopics.outcomes;
  readonly places: BoxPlaces;
  readonly clock: Clock;
  /** Ends appends that are under way. */
  readonly signal: AbortSignal;
}

const timeoutMs = 10_000;

/**
 * Appends what an aggregator itself has to tell boxes or of them, to one topic.
 *
 * INVARIANTS: of each partition at most one errand is under way, so that there are no more of them than partitions, and one that cannot
 * be written delays only the boxes in it.
 */
export class BoxAppends {
  readonly #options: BoxAppendsOptions;
  readonly #busy = new Set<number>();

  constructor(options: BoxAppendsOptions) {
    this.#options = options;
  }

  /** Whether an errand for the box's partition is under way: what is due for the box has to wait. */
  isBusy(boxId: string): boolean {
    return this.#busy.has(this.#partitionOf(boxId));
  }

  /** Starts `errand` for the items of each partition, which must not be busy. An errand handles its own failures. */
  start<T extends { readonly boxId: string }>(
    items: readonly T[],
    errand: (items: readonly T[]) => Promise<void>,
  ): void {
    for (const [partition, ofPartition] of Map.groupBy(items, (each) =>
      this.#partitionOf(each.boxId),
    )) {
      this.#busy.add(partition);
      void errand(ofPartition).finally(() => this.#busy.delete(partition));
    }
  }

  /** @throws DeadlineExceeded after 10 s; what `append` throws. Then it is not known what is on the log. */
  async append(records: readonly NewRecord[]): Promise<void> {
    const { log, topic, clock, signal: parent } = this.#options;
    const append = (signal: AbortSignal) => log.append(topic, records, signal);
    await withDeadline(clock, timeoutMs, `appending to ${topic}`, append, parent);
  }

  #partitionOf(boxId: string): number {
    const { places, topic } = this.#options;
    return places.partitionOf(topic, boxId);
  }
}
