import { isDeepStrictEqual } from "node:util";
import type { Clock } from "@rae/kit";
import {
  type BoxTime,
  type DeviceLease,
  leaseAfterRestart,
  recordOf,
} from "../core/leases/device-lease.ts";
import type { DeviceLeaseStore } from "../ports/store.ts";

/** The newest lease of each device that was ever leased: in memory, and what must outlive the process in the registry. */
export class LeaseBook {
  readonly #store: DeviceLeaseStore;
  readonly #clock: Clock;
  readonly #onDue: () => void;
  readonly #leases = new Map<string, DeviceLease>();
  #dueMs: number | undefined;
  #cancelTimer = () => {};
  #isClosed = false;

  /** `onDue` is called when the time of a lease is over. */
  constructor(store: DeviceLeaseStore, clock: Clock, onDue: () => void) {
    this.#store = store;
    this.#clock = clock;
    this.#onDue = onDue;
    const { time } = this;
    for (const [sessionId, record] of store.all()) {
      this.#leases.set(sessionId, leaseAfterRestart(record, time));
    }
    this.#schedule();
  }

  /** Now. */
  get time(): BoxTime {
    return { monotonicMs: this.#clock.monotonicMs(), wallMs: this.#clock.nowMs() };
  }

  get(sessionId: string): DeviceLease | undefined {
    return this.#leases.get(sessionId);
  }

  all(): [sessionId: string, lease: DeviceLease][] {
    return [...this.#leases];
  }

  /** Durable with the registry's next flush, if there is anything to be kept. */
  set(sessionId: string, lease: DeviceLease): void {
    const before = this.#leases.get(sessionId);
    const record = recordOf(lease);
    if (before === undefined || !isDeepStrictEqual(recordOf(before), record)) {
      this.#store.put(sessionId, record);
    }
    this.#leases.set(sessionId, lease);
    this.#schedule();
  }

  /** The session has ended, and its row with it. */
  delete(sessionId: string): void {
    this.#leases.delete(sessionId);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer();
  }

  /** One timer for all; it may come too early for a lease that was renewed, never too late. */
  #schedule(): void {
    if (this.#isClosed) return;
    const ends = [...this.#leases.values()].flatMap(({ over, untilMs }) => (over ? [] : [untilMs]));
    const dueMs = ends.length === 0 ? undefined : Math.min(...ends);
    if (dueMs === this.#dueMs) return;
    this.#cancelTimer();
    this.#dueMs = dueMs;
    if (dueMs === undefined) return;
    this.#cancelTimer = this.#clock.schedule(dueMs - this.#clock.monotonicMs(), () => {
      this.#dueMs = undefined;
      this.#onDue();
      this.#schedule();
    });
  }
}
