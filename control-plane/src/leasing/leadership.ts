import { randomUUID } from "node:crypto";
import type { Clock } from "@rae/kit";
import { lapseMarginMs } from "../core/leases/lease-times.ts";
import type { LeaseLeader, LeaseStore } from "../ports/lease-store.ts";
import { written } from "./lease-rows.ts";

/**
 * At most one process at a time, but for clocks that disagree and calls that take long: it spares work, and nothing relies on it.
 */
export class Leadership {
  readonly #store: LeaseStore;
  readonly #clock: Clock;
  readonly #leaderId: string;

  constructor(store: LeaseStore, clock: Clock, by: string) {
    this.#store = store;
    this.#clock = clock;
    this.#leaderId = `${by} ${randomUUID()}`;
  }

  /** Whether this process leads, from now on or still; to be asked again well within `ttlMs`. */
  async lead(ttlMs: number): Promise<boolean> {
    const leader = await this.#store.readLeader();
    const nowMs = this.#clock.nowMs();
    if (this.#isOwn(leader)) {
      if (leader.untilMs - nowMs > ttlMs / 2) return true;
    } else if (nowMs < leader.untilMs + lapseMarginMs) return false;
    const version = leader.version + 1;
    const next = { version, leaderId: this.#leaderId, untilMs: nowMs + ttlMs };
    const outcome = await written(this.#store.replaceLeader(next));
    if (outcome !== "unknown") return outcome === "stored";
    return this.#isOwn(await this.#store.readLeader());
  }

  #isOwn({ leaderId }: LeaseLeader): boolean {
    return leaderId === this.#leaderId;
  }
}
