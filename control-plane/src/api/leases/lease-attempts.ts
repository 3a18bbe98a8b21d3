import type { Lease, RaeError } from "@rae/protocol";
import type { DeviceRow } from "../../core/fleet-index-row.ts";
import type { NewLease } from "../../core/leases/lease-changes.ts";
import type { Attempt, WantedDevice } from "../../leasing/lease-attempt.ts";
import type { Leasing } from "../../leasing/leasing.ts";
import type { DevicePool } from "./device-pool.ts";
import type { LeaseMetrics } from "./lease-metrics.ts";

/** Somebody else has it; the view shows it in a moment. */
const blockedMs = 500;
/** Its agent did not arm it. */
const failedMs = 5_000;

/** Tries to get devices for leases, and leaves those alone for a while that could not be got. */
export class LeaseAttempts {
  readonly #leasing: Leasing;
  readonly #pool: Pick<DevicePool, "shun">;
  readonly #metrics: Pick<LeaseMetrics, "granted">;

  constructor(
    leasing: Leasing,
    pool: Pick<DevicePool, "shun">,
    metrics: Pick<LeaseMetrics, "granted">,
  ) {
    this.#leasing = leasing;
    this.#pool = pool;
    this.#metrics = metrics;
  }

  /** As `Leasing.attempt`. */
  make(lease: Lease, rows: readonly DeviceRow[], signal: AbortSignal): Promise<Attempt> {
    return this.#make(rows, (devices) => this.#leasing.attempt(lease, devices, signal));
  }

  /** As `Leasing.take`. */
  take(asked: NewLease, rows: readonly DeviceRow[], signal: AbortSignal): Promise<Attempt> {
    return this.#make(rows, (devices) => this.#leasing.take(asked, devices, signal));
  }

  async #make(
    rows: readonly DeviceRow[],
    attemptFor: (devices: readonly WantedDevice[]) => Promise<Attempt>,
  ): Promise<Attempt> {
    const devices = rows.map(({ record: { sessionId, boxId } }) => ({ sessionId, boxId }));
    const attempt = await attemptFor(devices);
    if (attempt.granted) this.#metrics.granted(attempt.lease);
    // Who lost it to another attempt for the same lease has learnt nothing of the devices.
    else if (attempt.error !== undefined || attempt.blockedBy !== undefined) {
      this.#shun(attempt.error, devices);
    }
    return attempt;
  }

  #shun(error: RaeError | undefined, devices: readonly { readonly sessionId: string }[]): void {
    const failed = error?.details.device;
    const forMs = error === undefined ? blockedMs : failedMs;
    for (const { sessionId } of devices) {
      if (failed === undefined || failed === sessionId) this.#pool.shun(sessionId, forMs);
    }
  }
}
