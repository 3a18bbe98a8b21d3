import type { Clock } from "@rae/kit";
import type { Lease } from "@rae/protocol";
import type { LeaseBook } from "./lease-book.ts";

/** So long before its end a holder is told; of a short lease, half of its time. */
const aheadMs = 30_000;

/** Tells of every granted lease that it will lapse soon, once for each time that it is renewed. */
export class ExpiryWatch {
  readonly #clock: Clock;
  readonly #timers = new Map<string, () => void>();
  /** Of which it was told, with the end that it was told of. */
  readonly #told = new Map<string, Lease>();
  readonly #listeners = new Set<(lease: Lease) => void>();
  readonly #stopListening: () => void;

  constructor(book: LeaseBook, clock: Clock) {
    this.#clock = clock;
    this.#stopListening = book.listen((lease) => this.#follow(lease));
  }

  /** Calls `tell`, which must not throw, ahead of the end of a lease; the returned function ends it. */
  listen(tell: (lease: Lease) => void): () => void {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  /** Those that lapse soon: who comes now has not heard of it. */
  *soon(): Generator<Lease> {
    const nowMs = this.#clock.nowMs();
    for (const lease of this.#told.values()) if (nowMs < lease.untilMs) yield lease;
  }

  close(): void {
    this.#stopListening();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #follow(lease: Lease): void {
    const { leaseId, state, untilMs, ttlMs } = lease;
    this.#timers.get(leaseId)?.();
    this.#timers.delete(leaseId);
    // The fleet may have been read anew.
    if (state === "granted" && this.#told.get(leaseId)?.untilMs === untilMs) return;
    this.#told.delete(leaseId);
    if (state !== "granted") return;
    const delayMs = untilMs - Math.min(aheadMs, ttlMs / 2) - this.#clock.nowMs();
    // An api that starts late tells late, but not of what is over.
    if (untilMs <= this.#clock.nowMs()) return;
    const tell = () => {
      this.#timers.delete(leaseId);
      this.#told.set(leaseId, lease);
      for (const each of this.#listeners) each(lease);
    };
    this.#timers.set(leaseId, this.#clock.schedule(delayMs, tell));
  }
}
