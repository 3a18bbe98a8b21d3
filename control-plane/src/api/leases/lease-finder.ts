import { type Lease, RaeError } from "@rae/protocol";
import type { History } from "../../ports/history.ts";
import type { LeaseStore } from "../../ports/lease-store.ts";
import type { Asker } from "../access/asker.ts";
import type { CommandLease } from "../commands/command-desk.ts";
import type { LeaseBook } from "./lease-book.ts";
import { checkHold, leaseNotFound } from "./lease-rights.ts";

/** Finds leases: those that the index knows, then in the store, then those that ended long ago in the history. */
export class LeaseFinder {
  readonly #book: LeaseBook;
  readonly #store: LeaseStore;
  readonly #history: History;

  constructor(book: LeaseBook, store: LeaseStore, history: History) {
    this.#book = book;
    this.#store = store;
    this.#history = history;
  }

  /** @throws RaeError `lease-not-found`, or that of the stores. */
  async find(leaseId: string): Promise<Lease> {
    const found = this.#known(leaseId) ?? (await this.#stored(leaseId));
    if (found !== undefined) return found;
    throw leaseNotFound(leaseId);
  }

  /** A lease that who asks sees, and as he sees it. @throws RaeError `lease-not-found`, or that of the stores. */
  async findFor(
    leaseId: string,
    { fleet }: Asker,
  ): Promise<{ readonly lease: Lease; readonly shown: Lease }> {
    const lease = await this.find(leaseId);
    const shown = fleet.showLease(lease);
    if (shown === undefined) throw leaseNotFound(leaseId);
    return { lease, shown };
  }

  /**
   * The lease for a command to a device. Whether it is in force is decided by the agent; what is surely over is refused here.
   * @throws RaeError `lease-not-found`, `forbidden` if it is somebody else's, `lease-lost`, `bad-request` if the lease does not have the device, or that of the stores.
   */
  async forCommand(leaseId: string, sessionId: string, asker: Asker): Promise<CommandLease> {
    const known = this.#known(leaseId);
    // What the index shows as queued may have been granted a moment ago.
    const isSure = known?.state === "granted" || known?.state === "ended";
    const lease = isSure
      ? known
      : ((await this.#store.read(leaseId)) ?? (await this.find(leaseId)));
    if (asker.fleet.showLease(lease) === undefined) throw leaseNotFound(leaseId);
    checkHold(asker, lease);
    if (lease.state === "ended") throw lostLease(lease);
    const device = lease.devices.find((each) => each.sessionId === sessionId);
    if (lease.state === "granted" && device !== undefined) {
      return { leaseId, token: device.token, untilMs: lease.untilMs };
    }
    throw new RaeError("bad-request", `lease ${leaseId} does not have device ${sessionId}`, {
      details: { leaseId, state: lease.state, has: lease.devices.map((each) => each.sessionId) },
    });
  }

  #known(leaseId: string): Lease | undefined {
    try {
      return this.#book.get(leaseId);
    } catch (error) {
      // Without the fleet there is the store.
      if (error instanceof RaeError) return undefined;
      throw error;
    }
  }

  /** "Not there" needs both stores: an error of one counts only if the other does not have it. */
  async #stored(leaseId: string): Promise<Lease | undefined> {
    let failure: unknown;
    try {
      const found = await this.#store.read(leaseId);
      if (found !== undefined) return found;
    } catch (error) {
      failure = error;
    }
    const found = await this.#history.readLease(leaseId);
    if (found === undefined && failure !== undefined) throw failure;
    return found;
  }
}

/** Says which lease is over, when and why. */
export function lostLease({ leaseId, ended, devices }: Lease): RaeError {
  const at = new Date(ended?.atMs ?? 0).toISOString();
  const why = ended?.reason ?? "unknown";
  return new RaeError("lease-lost", `lease ${leaseId} ended at ${at}: ${why}`, {
    details: {
      ...{ leaseId, reason: why, endedAt: at, by: ended?.by ?? "", detail: ended?.detail ?? "" },
      devices: devices.map((each) => each.sessionId),
    },
  });
}
