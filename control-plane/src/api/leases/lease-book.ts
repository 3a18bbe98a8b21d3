import type { Lease } from "@rae/protocol";
import type { FleetListener, FleetStep, FleetWatch } from "../fleet-watch.ts";

/** Leases that changed here and that the view does not show yet; far more than can be under way. */
const aheadMax = 20_000;

/**
 * Leases as new as this api knows them: as the view shows them, and those that it changed itself, which the view shows a little later.
 * Tells of each change once, whichever way it came first.
 */
export class LeaseBook implements FleetListener {
  readonly #watch: FleetWatch;
  readonly #ahead = new Map<string, Lease>();
  /** Devices that a lease is trying to get, or has got and the view does not show it yet. */
  readonly #taken = new Map<string, Lease>();
  readonly #marks = new Map<string, readonly string[]>();
  readonly #queued = new Map<string, Lease>();
  readonly #held = new Set<string>();
  readonly #listeners = new Set<(lease: Lease) => void>();
  readonly #stopListening: () => void;

  constructor(watch: FleetWatch) {
    this.#watch = watch;
    this.#stopListening = watch.listen(this);
  }

  /** @throws RaeError `view-unavailable`. */
  get(leaseId: string): Lease | undefined {
    return newer(this.#ahead.get(leaseId), this.#watch.index.lease(leaseId));
  }

  /** Those that wait. */
  queued(): Iterable<Lease> {
    return this.#queued.values();
  }

  get queuedCount(): number {
    return this.#queued.size;
  }

  /** How many hold devices. 0 until the fleet has been read. */
  get heldCount(): number {
    return this.#held.size;
  }

  /** Those that have not ended, and ended ones of late. @throws RaeError `view-unavailable`. */
  *all(): Generator<Lease> {
    for (const lease of this.#watch.index.leases()) {
      yield newer(this.#ahead.get(lease.leaseId), lease) ?? lease;
    }
    for (const lease of this.#ahead.values()) {
      if (this.#watch.index.lease(lease.leaseId) === undefined) yield lease;
    }
  }

  /** The lease that tries to get the device, or has got it and the view does not show it yet. */
  taker(sessionId: string): Lease | undefined {
    return this.#taken.get(sessionId);
  }

  /** Whether nothing newer is known here of the lease, as it was noted. */
  isNewest({ leaseId, version }: Lease): boolean {
    return this.#ahead.get(leaseId)?.version === version;
  }

  /** Takes a lease as it was read or written just now. */
  note(lease: Lease): void {
    const held = this.#ahead.get(lease.leaseId);
    if (held !== undefined && held.version >= lease.version) return;
    this.#ahead.set(lease.leaseId, lease);
    this.#mark(lease, lease.state === "pending" || lease.state === "granted");
    for (const oldest of this.#ahead.keys()) {
      if (this.#ahead.size <= aheadMax) break;
      this.#ahead.delete(oldest);
    }
    for (const tell of this.#listeners) tell(lease);
  }

  /** Calls `tell`, which must not throw, for every change; the returned function ends it. */
  listen(tell: (lease: Lease) => void): () => void {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  onRefill(): void {
    for (const leaseId of [...this.#queued.keys(), ...this.#held]) this.#forget(leaseId);
    for (const lease of this.#watch.index.leases()) this.#take(lease);
  }

  onSteps(steps: readonly FleetStep[]): void {
    for (const { effects } of steps) {
      for (const effect of effects) if (effect.kind === "lease") this.#take(effect.after);
    }
  }

  onCommands(): void {}

  close(): void {
    this.#stopListening();
    this.#listeners.clear();
  }

  /** It ended while the view was not followed, unless it is known here only. */
  #forget(leaseId: string): void {
    if (this.#ahead.has(leaseId) || this.#watch.index.lease(leaseId) !== undefined) return;
    this.#queued.delete(leaseId);
    this.#held.delete(leaseId);
  }

  /** The view shows the lease so. */
  #take(lease: Lease): void {
    const held = this.#ahead.get(lease.leaseId);
    if (held !== undefined && held.version > lease.version) return;
    this.#ahead.delete(lease.leaseId);
    this.#mark(lease, lease.state === "pending");
    if (held?.version === lease.version) return;
    for (const tell of this.#listeners) tell(lease);
  }

  #mark(lease: Lease, isTaking: boolean): void {
    const { leaseId } = lease;
    if (lease.state === "queued") this.#queued.set(leaseId, lease);
    else this.#queued.delete(leaseId);
    if (lease.state === "granted") this.#held.add(leaseId);
    else this.#held.delete(leaseId);
    for (const sessionId of this.#marks.get(leaseId) ?? []) {
      if (this.#taken.get(sessionId)?.leaseId === leaseId) this.#taken.delete(sessionId);
    }
    this.#marks.delete(leaseId);
    if (!isTaking) return;
    const sessionIds = lease.devices.map((each) => each.sessionId);
    this.#marks.set(leaseId, sessionIds);
    for (const sessionId of sessionIds) this.#taken.set(sessionId, lease);
  }
}

function newer(a: Lease | undefined, b: Lease | undefined): Lease | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.version > b.version ? a : b;
}
