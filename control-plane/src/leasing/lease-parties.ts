import type { Lease } from "@rae/protocol";

/** Who must hear of a lease. */
export interface LeaseParties {
  /**
   * Every agent of the lease's devices obeys their tokens alone when it resolves, for `ttlMs`, or until `untilMs` if the lease is
   * granted. The signal ends the wait for their answers.
   * @throws RaeError `lease-not-armed`, `not-ready`, `quarantined` (details: which device).
   */
  arm(lease: Lease, signal: AbortSignal): Promise<void>;
  /**
   * Tells the agents that what the lease's devices were armed with is over. Resolves when all of them have confirmed it, or have let
   * go by their own clocks, to true; to false if this process stopped before. Never rejects.
   */
  disarm(lease: Lease, reason: string): Promise<boolean>;
  /** Appends the lease to the log. Rejects if it could not. */
  publish(lease: Lease): Promise<void>;
}
