import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { type BackoffPolicy, backoffDelays, type Clock, sleep } from "@rae/kit";
import type { AssignmentEvent } from "../record-log.ts";
import { partitionName, type TopicPartition } from "../topic-partition.ts";

/** A partition that is ours until `signal` aborts. */
export interface Assignment extends TopicPartition {
  readonly signal: AbortSignal;
}

/**
 * Prepares partitions that were gained, all of a rebalance together. A rejection is taken as passing: it is called again after a
 * backoff, with what was gained since. `signal` aborts when none of them is ours any more.
 */
export type PrepareAssignments = (
  gained: readonly Assignment[],
  signal: AbortSignal,
) => Promise<void>;

export interface AssignmentsOptions {
  readonly prepare: PrepareAssignments;
  readonly clock: Clock;
  readonly backoff: BackoffPolicy;
  readonly onRetry: (
    error: unknown,
    partitions: readonly TopicPartition[],
    delayMs: number,
  ) => void;
}

interface Held {
  readonly assignment: Assignment;
  readonly ending: AbortController;
  readonly prepared: PromiseWithResolvers<void>;
  isPrepared: boolean;
}

/**
 * The partitions that are ours, each held back until it is prepared.
 *
 * INVARIANTS: `prepare` never runs twice at once; a partition that is prepared waits for no other; each assignment ends once.
 */
export class Assignments {
  readonly #options: AssignmentsOptions;
  readonly #held = new Map<string, Held>();
  #isPreparing = false;

  constructor(options: AssignmentsOptions) {
    this.#options = options;
  }

  /** Takes in what the log says. */
  take({ kind, partitions }: AssignmentEvent): void {
    for (const partition of partitions) this.#end(partitionName(partition));
    if (kind === "revoked") return;
    for (const partition of partitions) this.#hold(partition);
    if (!this.#isPreparing) void this.#prepareAll();
  }

  /** Ends all, as when their consumption has. */
  endAll(): void {
    for (const name of this.#held.keys()) this.#end(name);
  }

  /** Whether nothing of the partition has to wait. */
  isPrepared(partition: TopicPartition): boolean {
    return this.#held.get(partitionName(partition))?.isPrepared !== false;
  }

  /** Resolves when the partition is prepared. @throws the signal's reason when it aborts before. */
  async prepared(partition: TopicPartition, signal: AbortSignal): Promise<void> {
    const held = this.#held.get(partitionName(partition));
    if (held === undefined || held.isPrepared) return;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      signal.throwIfAborted();
      await Promise.race([held.prepared.promise, aborted]);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  #hold({ topic, partition }: TopicPartition): void {
    const ending = new AbortController();
    this.#held.set(partitionName({ topic, partition }), {
      assignment: { topic, partition, signal: ending.signal },
      ending,
      prepared: Promise.withResolvers(),
      isPrepared: false,
    });
  }

  #end(name: string): void {
    const held = this.#held.get(name);
    if (held === undefined) return;
    this.#held.delete(name);
    held.ending.abort(new Error("the assignment has ended"));
  }

  async #prepareAll(): Promise<void> {
    const { prepare, clock, backoff, onRetry } = this.#options;
    this.#isPreparing = true;
    let delays = backoffDelays(backoff);
    for (;;) {
      // A log may give the partitions of one rebalance one by one.
      await turnOfTheLoop();
      const gained = [...this.#held.values()].filter((each) => !each.isPrepared);
      if (gained.length === 0) break;
      const assignments = gained.map((each) => each.assignment);
      try {
        await prepare(assignments, endOfAll(assignments));
        for (const each of gained) {
          each.isPrepared = true;
          each.prepared.resolve();
        }
        delays = backoffDelays(backoff);
      } catch (error) {
        if (assignments.every(({ signal }) => signal.aborted)) continue;
        const delayMs = delays.next().value;
        onRetry(error, assignments, delayMs);
        await sleep(clock, delayMs);
      }
    }
    this.#isPreparing = false;
  }
}

/** Aborts when the last assignment has ended. */
function endOfAll(assignments: readonly Assignment[]): AbortSignal {
  const ended = new AbortController();
  let left = assignments.length;
  const end = (signal: AbortSignal) => {
    left -= 1;
    if (left === 0) ended.abort(signal.reason);
  };
  for (const { signal } of assignments) {
    if (signal.aborted) end(signal);
    else signal.addEventListener("abort", () => end(signal), { once: true });
  }
  return ended.signal;
}
