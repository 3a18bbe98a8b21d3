import { type Lease, RaeError } from "@rae/protocol";
import type { LeaseClaim, LeaseLeader, LeaseStore } from "../ports/lease-store.ts";

/** A LeaseStore in memory; several processes are several users of one. */
export class MemoryLeaseStore implements LeaseStore {
  readonly #leases = new Map<string, Lease>();
  readonly #claims = new Map<string, LeaseClaim>();
  readonly #open = new Set<string>();
  #leader: LeaseLeader = { version: 0, leaderId: "", untilMs: 0 };
  #isClosed = false;

  async read(leaseId: string): Promise<Lease | undefined> {
    this.#check();
    return this.#leases.get(leaseId);
  }

  async replace(next: Lease): Promise<boolean> {
    this.#check();
    const version = this.#leases.get(next.leaseId)?.version ?? 0;
    if (next.version !== version + 1) return false;
    this.#leases.set(next.leaseId, next);
    this.#open.add(next.leaseId);
    return true;
  }

  async readClaim(sessionId: string): Promise<LeaseClaim | undefined> {
    this.#check();
    return this.#claims.get(sessionId);
  }

  async claim(sessionId: string, afterToken: number, leaseId: string): Promise<number | undefined> {
    this.#check();
    if ((this.#claims.get(sessionId)?.token ?? 0) !== afterToken) return undefined;
    const token = afterToken + 1;
    this.#claims.set(sessionId, { token, leaseId });
    return token;
  }

  async *open(signal: AbortSignal): AsyncIterable<Lease> {
    this.#check();
    for (const leaseId of [...this.#open]) {
      signal.throwIfAborted();
      const lease = this.#leases.get(leaseId);
      if (lease !== undefined) yield lease;
    }
  }

  async settled(leaseId: string): Promise<void> {
    this.#check();
    this.#open.delete(leaseId);
  }

  async readLeader(): Promise<LeaseLeader> {
    this.#check();
    return this.#leader;
  }

  async replaceLeader(next: LeaseLeader): Promise<boolean> {
    this.#check();
    if (next.version !== this.#leader.version + 1) return false;
    this.#leader = next;
    return true;
  }

  async probe(): Promise<void> {
    this.#check();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #check(): void {
    if (this.#isClosed) {
      throw new RaeError("lease-store-unavailable", "the store of leases is closed");
    }
  }
}
