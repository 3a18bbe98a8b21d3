import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import type { Lease } from "@rae/protocol";
import type { NewLease } from "../../src/core/leases/lease-changes.ts";
import { Leasing } from "../../src/leasing/leasing.ts";
import type { LeaseStore } from "../../src/ports/lease-store.ts";
import { MemoryLeaseStore } from "../../src/testing/memory-lease-store.ts";
import { FakeAgents } from "./fake-agents.ts";

export const never = new AbortController().signal;

export function device(sessionId: string) {
  return { sessionId, boxId: `box-of-${sessionId}` };
}

export function newLease(leaseId: string, more: Partial<NewLease> = {}): NewLease {
  return {
    ...{ leaseId, owner: "admin", holder: `job ${leaseId}`, purpose: "a test", priority: 0 },
    ...{ request: {}, ttlMs: 60_000, maxMs: 600_000, waitMs: 3_600_000 },
    ...more,
  };
}

/** Processes that share a store, on a clock of the test. */
export class LeasingLab {
  readonly clock = new ManualClock();
  readonly agents = new FakeAgents(() => this.clock.nowMs());
  readonly store: LeaseStore;
  readonly leasing: Leasing;

  constructor(store: LeaseStore = new MemoryLeaseStore()) {
    this.store = store;
    this.leasing = this.process();
  }

  process(store = this.store): Leasing {
    const { agents, clock } = this;
    return new Leasing({ store, parties: agents, clock, logger: silentLogger, by: "test" });
  }

  asked(leaseId: string, more: Partial<NewLease> = {}): Promise<Lease> {
    return this.leasing.ask(newLease(leaseId, more));
  }

  async attempt(leaseId: string, sessionIds: readonly string[], leasing = this.leasing) {
    return leasing.attempt(await this.read(leaseId), sessionIds.map(device), never);
  }

  /** A lease that has its devices. */
  async granted(
    leaseId: string,
    sessionIds: readonly string[],
    more: Partial<NewLease> = {},
  ): Promise<Lease> {
    await this.asked(leaseId, more);
    const { granted, lease } = await this.attempt(leaseId, sessionIds);
    if (!granted) throw new Error(`${leaseId} was not granted`);
    return lease;
  }

  async read(leaseId: string): Promise<Lease> {
    const lease = await this.store.read(leaseId);
    if (lease === undefined) throw new Error(`there is no ${leaseId}`);
    return lease;
  }

  async openIds(): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const { leaseId } of this.store.open(never)) ids.push(leaseId);
    return ids;
  }
}
