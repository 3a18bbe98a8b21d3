import type { Clock, Logger } from "@rae/kit";
import type { Lease } from "@rae/protocol";
import { dueChange } from "../../core/leases/due-change.ts";
import type { Leasing } from "../../leasing/leasing.ts";
import type { LeaseStore } from "../../ports/lease-store.ts";
import type { FleetWatch } from "../fleet-watch.ts";
import type { RecordFinder } from "../record-finder.ts";
import type { LeaseBook } from "./lease-book.ts";
import type { LogLeaseParties } from "./lease-parties.ts";

/** How long the process that ended a lease is given to tell everybody. */
const freshMs = 5_000;

/** Who ended a lease, when no person did. */
export const dispatcherName = "dispatcher";

export interface LeaseRoundsOptions {
  readonly leasing: Leasing;
  readonly store: LeaseStore;
  readonly parties: LogLeaseParties;
  readonly watch: FleetWatch;
  readonly book: LeaseBook;
  readonly finder: RecordFinder;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Goes through the leases and puts right what is overdue, or was left behind by a process that ended. */
export class LeaseRounds {
  readonly #options: LeaseRoundsOptions;

  constructor(options: LeaseRoundsOptions) {
    this.#options = options;
  }

  /** Publishes what the view does not show as the store has it. @throws RaeError `lease-store-unavailable`, `log-unavailable`. */
  async publishAgain(signal: AbortSignal): Promise<void> {
    for await (const lease of this.#options.store.open(signal)) await this.#publish(lease);
  }

  /** Does what is due, tells once more of ends that were not settled, ends what its devices have left, and publishes again. */
  async putRight(signal: AbortSignal): Promise<void> {
    for await (const read of this.#options.store.open(signal)) {
      if (this.#isFresh(read)) continue;
      const lease = await this.#options.leasing.settle(read);
      if (lease === read) await this.#publish(lease);
      if (lease.state === "granted") await this.#checkDevices(lease);
    }
  }

  /** Does what is due by now, for the leases that this api knows. */
  async settleDue(): Promise<void> {
    const nowMs = this.#options.clock.nowMs();
    for (const lease of [...this.#options.book.all()]) {
      if (dueChange(lease, nowMs) !== undefined) await this.#options.leasing.settle(lease);
    }
  }

  /** Ends the leases that hold a device that has left. */
  async endOf(sessionId: string): Promise<void> {
    for (const lease of [...this.#options.book.all()]) {
      if (lease.state !== "granted") continue;
      if (lease.devices.some((each) => each.sessionId === sessionId)) {
        await this.#lose(lease, sessionId);
      }
    }
  }

  /** Who ended it just now settles it himself. */
  #isFresh({ ended }: Lease): boolean {
    return ended !== undefined && this.#options.clock.nowMs() < ended.atMs + freshMs;
  }

  async #publish(lease: Lease): Promise<void> {
    const { watch, parties } = this.#options;
    if (watch.trouble !== undefined) return;
    const shown = watch.index.lease(lease.leaseId);
    if (shown === undefined || shown.version < lease.version) await parties.publish(lease);
  }

  async #checkDevices(lease: Lease): Promise<void> {
    const { watch, finder } = this.#options;
    for (const { sessionId } of lease.devices) {
      if (watch.index.device(sessionId) !== undefined) continue;
      const record = await finder.device(sessionId);
      if (record?.ended === undefined) continue;
      await this.#lose(lease, sessionId);
      return;
    }
  }

  async #lose({ leaseId }: Lease, sessionId: string): Promise<void> {
    const detail = `device ${sessionId} has left`;
    await this.#options.leasing.end(leaseId, { reason: "device-lost", by: dispatcherName, detail });
  }
}
