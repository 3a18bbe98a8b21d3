import type { Lease } from "@rae/protocol";
import { isNewerLease } from "./lease-order.ts";

/** Leases that have ended are kept up to this many, those that ended last. */
const endedKept = 1_000;
const none: readonly Lease[] = [];

/** A lease that took the place of an older one, and the devices that either of them lists. */
export interface LeaseChange {
  readonly before: Lease | undefined;
  readonly after: Lease;
  readonly sessionIds: ReadonlySet<string>;
}

/** Leases of the index, and which of them holds a device. */
export class LeaseTable {
  readonly #leases = new Map<string, Lease>();
  /** In the order in which they ended. */
  readonly #ended = new Set<string>();
  /** The granted ones that list a device: one, but for what was not heard yet of the end of another. */
  readonly #holding = new Map<string, readonly Lease[]>();

  get(leaseId: string): Lease | undefined {
    return this.#leases.get(leaseId);
  }

  all(): Iterable<Lease> {
    return this.#leases.values();
  }

  /** The granted lease with the highest token of the device. */
  holderOf(sessionId: string): Lease | undefined {
    const [first, ...others] = this.#holding.get(sessionId) ?? none;
    if (first === undefined) return undefined;
    return others.reduce(
      (best, each) => (tokenOf(each, sessionId) > tokenOf(best, sessionId) ? each : best),
      first,
    );
  }

  /** Takes a lease; undefined if it is not newer than what is held. */
  set(after: Lease): LeaseChange | undefined {
    const { leaseId } = after;
    const before = this.#leases.get(leaseId);
    if (before !== undefined && !isNewerLease(after, before)) return undefined;
    this.#leases.set(leaseId, after);
    const sessionIds = new Set([...listedBy(before), ...listedBy(after)]);
    for (const sessionId of sessionIds) this.#hold(sessionId, before, after);
    if (after.state === "ended") this.#noteEnd(leaseId);
    return { before, after, sessionIds };
  }

  #hold(sessionId: string, before: Lease | undefined, after: Lease): void {
    const others = (this.#holding.get(sessionId) ?? none).filter((each) => each !== before);
    const holding = heldBy(after).includes(sessionId) ? [...others, after] : others;
    if (holding.length === 0) this.#holding.delete(sessionId);
    else this.#holding.set(sessionId, holding);
  }

  #noteEnd(leaseId: string): void {
    this.#ended.add(leaseId);
    for (const oldest of this.#ended) {
      if (this.#ended.size <= endedKept) return;
      this.#ended.delete(oldest);
      this.#leases.delete(oldest);
    }
  }
}

/** The token under which a lease has a device; 0 if it has not. */
export function tokenOf(lease: Lease, sessionId: string): number {
  return lease.devices.find((each) => each.sessionId === sessionId)?.token ?? 0;
}

function heldBy(lease: Lease | undefined): readonly string[] {
  return lease?.state === "granted" ? listedBy(lease) : [];
}

function listedBy(lease: Lease | undefined): readonly string[] {
  return lease?.devices.map((each) => each.sessionId) ?? [];
}
