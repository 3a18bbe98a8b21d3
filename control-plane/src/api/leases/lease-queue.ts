import type { Clock, Logger } from "@rae/kit";
import { type Lease, RaeError } from "@rae/protocol";
import type { Sight } from "../../core/access/sight.ts";
import type { DeviceRow } from "../../core/fleet-index-row.ts";
import type { DevicePool } from "./device-pool.ts";
import type { LeaseBook } from "./lease-book.ts";
import { parseLeaseRequest } from "./lease-request.ts";
import { planQueue, type WaitingLease } from "./plan-queue.ts";
import { type QueuedLease, type QueuePlace, queuePlace } from "./queue-place.ts";

const noPlan: ReadonlyMap<string, readonly DeviceRow[]> = new Map();

export interface LeaseQueueOptions {
  readonly book: LeaseBook;
  readonly pool: DevicePool;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What a lease may be given devices from. */
  readonly sightOf: (lease: Lease) => Sight;
}

/** The leases that wait, as this api knows them. */
export class LeaseQueue {
  readonly #options: LeaseQueueOptions;

  constructor(options: LeaseQueueOptions) {
    this.#options = options;
  }

  /** Leases that wait and may wait longer. @throws RaeError `view-unavailable`. */
  waiting(): readonly QueuedLease[] {
    const nowMs = this.#options.clock.nowMs();
    const waiting: QueuedLease[] = [];
    for (const lease of this.#options.book.queued()) {
      if (lease.untilMs <= nowMs) continue;
      const queued = this.#queued(lease);
      if (queued !== undefined) waiting.push(queued);
    }
    return waiting;
  }

  /** Which devices a lease may try to get now, as if it waited too; undefined: none. */
  planFor(one: WaitingLease): readonly DeviceRow[] | undefined {
    const { leaseId } = one.lease;
    const others = this.waiting().filter(({ lease }) => lease.leaseId !== leaseId);
    if (others.length === 0) return this.#options.pool.choose(one, Math.random);
    return this.#plan([...others, one]).get(leaseId);
  }

  /** Which devices each waiting lease may try to get now. */
  plan(): ReadonlyMap<string, readonly DeviceRow[]> {
    const all = this.waiting();
    return all.length === 0 ? noPlan : this.#plan(all);
  }

  #plan(all: readonly WaitingLease[]): ReadonlyMap<string, readonly DeviceRow[]> {
    const { pool, clock } = this.#options;
    return planQueue(all, pool.free(all), {
      nowMs: clock.nowMs(),
      random: Math.random,
      idOf: (name, sight) => pool.idsOf([name], sight)[0],
    });
  }

  /** How long the one has waited that waits longest; 0 if none waits. */
  oldestMs(): number {
    const nowMs = this.#options.clock.nowMs();
    let oldestMs = 0;
    for (const { askedAtMs } of this.#options.book.queued()) {
      oldestMs = Math.max(oldestMs, nowMs - askedAtMs);
    }
    return oldestMs;
  }

  /** Where a lease stands among those that are seen; undefined if it does not wait, or the fleet is not known now. */
  place(lease: Lease, sight: Sight): QueuePlace | undefined {
    const { pool, clock } = this.#options;
    const queued = this.#queued(lease);
    if (queued === undefined) return undefined;
    const others = this.waiting().filter(
      (each) => each.lease.leaseId !== lease.leaseId && sight.owns(each.lease),
    );
    try {
      return queuePlace(queued, others, pool, clock.nowMs());
    } catch (error) {
      if (error instanceof RaeError) return undefined;
      throw error;
    }
  }

  #queued(lease: Lease): QueuedLease | undefined {
    try {
      const sight = this.#options.sightOf(lease);
      return { lease, request: parseLeaseRequest(lease.request), sight };
    } catch (error) {
      // A newer version may know more; this one leaves it to that, or to its time.
      const facts = { leaseId: lease.leaseId, err: error };
      this.#options.logger.debug(facts, "request of a lease cannot be read");
      return undefined;
    }
  }
}
