import { type Lease, RaeError } from "@rae/protocol";
import type { LeaseClaim, LeaseLeader, LeaseStore } from "../ports/lease-store.ts";

/** What all who share a store see. */
class Rows {
  readonly leases = new Map<string, Lease>();
  readonly claims = new Map<string, LeaseClaim>();
  readonly open = new Set<string>();
  leader: LeaseLeader = { version: 0, leaderId: "", untilMs: 0 };
}

/** A LeaseStore in memory. */
export class MemoryLeaseStore implements LeaseStore {
  readonly #rows: Rows;
  #isClosed = false;

  constructor(rows: Rows = new Rows()) {
    this.#rows = rows;
  }

  /** The same store as another process has it open. */
  another(): MemoryLeaseStore {
    return new MemoryLeaseStore(this.#rows);
  }

  async read(leaseId: string): Promise<Lease | undefined> {
    this.#check();
    return this.#rows.leases.get(leaseId);
  }

  async replace(next: Lease): Promise<boolean> {
    this.#check();
    return this.#replace(next);
  }

  async readClaim(sessionId: string): Promise<LeaseClaim | undefined> {
    this.#check();
    return this.#rows.claims.get(sessionId);
  }

  async claim(sessionId: string, afterToken: number, leaseId: string): Promise<number | undefined> {
    this.#check();
    return this.#lastToken(sessionId) === afterToken ? this.#claim(sessionId, leaseId) : undefined;
  }

  async replaceAndClaim(
    next: Lease,
    afterTokens: readonly number[],
  ): Promise<readonly number[] | undefined> {
    this.#check();
    const lastTokens = next.devices.map(({ sessionId }) => this.#lastToken(sessionId));
    if (lastTokens.some((token, index) => token !== afterTokens[index])) return undefined;
    if (!this.#replace(next)) return undefined;
    return next.devices.map(({ sessionId }) => this.#claim(sessionId, next.leaseId));
  }

  async *open(signal: AbortSignal): AsyncIterable<Lease> {
    this.#check();
    for (const leaseId of [...this.#rows.open]) {
      signal.throwIfAborted();
      const lease = this.#rows.leases.get(leaseId);
      if (lease !== undefined) yield lease;
    }
  }

  async settled(leaseId: string): Promise<void> {
    this.#check();
    this.#rows.open.delete(leaseId);
  }

  async readLeader(): Promise<LeaseLeader> {
    this.#check();
    return this.#rows.leader;
  }

  async replaceLeader(next: LeaseLeader): Promise<boolean> {
    this.#check();
    if (next.version !== this.#rows.leader.version + 1) return false;
    this.#rows.leader = next;
    return true;
  }

  async probe(): Promise<void> {
    this.#check();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #replace(next: Lease): boolean {
    const version = this.#rows.leases.get(next.leaseId)?.version ?? 0;
    if (next.version !== version + 1) return false;
    this.#rows.leases.set(next.leaseId, next);
    this.#rows.open.add(next.leaseId);
    return true;
  }

  #lastToken(sessionId: string): number {
    return this.#rows.claims.get(sessionId)?.token ?? 0;
  }

  #claim(sessionId: string, leaseId: string): number {
    const token = this.#lastToken(sessionId) + 1;
    this.#rows.claims.set(sessionId, { token, leaseId });
    return token;
  }

  #check(): void {
    if (this.#isClosed) {
      throw new RaeError("lease-store-unavailable", "the store of leases is closed");
    }
  }
}
