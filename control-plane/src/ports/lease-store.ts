import type { Closable } from "@rae/kit";
import type { Lease } from "@rae/protocol";

/** Which lease claimed a device last. It counts only if that lease holds the device under this token (`holdsDevice`), or is still trying. */
export interface LeaseClaim {
  /** Grows with each claim of the device, and is never given twice. */
  readonly token: number;
  readonly leaseId: string;
}

/** Who serves the queue. */
export interface LeaseLeader {
  /** +1 for each change; 0 if there was none yet. */
  readonly version: number;
  readonly leaderId: string;
  /** By the clock of the control plane, milliseconds since the epoch. */
  readonly untilMs: number;
}

/**
 * The truth about leases: rows that are replaced on a condition, so that of two who change one row one fails, in whatever process.
 * Reads see every write that may ever succeed. The rules that turn these rows into leases are in `leasing/`.
 * Adapters: `MemoryLeaseStore` (testing), `SqliteLeaseStore`, `CassandraLeaseStore`; one contract suite (`leaseStoreContract`).
 *
 * All methods throw RaeError `lease-store-unavailable` when the store cannot be reached. A write that throws it may have happened or
 * may yet happen: read before going on. The adapter has read for itself where it could, so that a timeout alone is no failure.
 */
export interface LeaseStore extends Closable {
  read(leaseId: string): Promise<Lease | undefined>;
  /**
   * Stores `next`, whose version is one more than that of the row: 1 if there is none. Resolves to whether it did; false: the row has
   * another version.
   */
  replace(next: Lease): Promise<boolean>;
  /** Undefined if the device was never claimed. May miss a claim that was not answered yet: to claim after the one before it fails. */
  readClaim(sessionId: string): Promise<LeaseClaim | undefined>;
  /** Claims a device after the claim with `afterToken` (0: none). Resolves to the new token; undefined: there is a later claim. */
  claim(sessionId: string, afterToken: number, leaseId: string): Promise<number | undefined>;
  /**
   * `replace` and a `claim` of each device of `next`, in their order, in one. Resolves to the tokens; undefined: nothing was changed, as
   * the row has another version or one of the devices a later claim. A store without it is asked for one after the other.
   */
  replaceAndClaim?(
    next: Lease,
    afterTokens: readonly number[],
  ): Promise<readonly number[] | undefined>;
  /**
   * Every lease that has not ended, and some that have: those whose end was not yet `settled`. In no order.
   */
  open(signal: AbortSignal): AsyncIterable<Lease>;
  /** The lease has ended and everybody was told: `open` need not give it any more. */
  settled(leaseId: string): Promise<void>;
  readLeader(): Promise<LeaseLeader>;
  /** Whether `next` took the place of the version before it. */
  replaceLeader(next: LeaseLeader): Promise<boolean>;
  /** Writes something small that nobody reads: resolves if the store takes writes now. */
  probe(): Promise<void>;
}
