import { type Clock, type Logger, withDeadline } from "@rae/kit";
import { type Lease, type LeasedDevice, RaeError } from "@rae/protocol";
import { dueChange } from "../core/leases/due-change.ts";
import {
  askedLease,
  endedLease,
  type LeaseEnding,
  type NewLease,
  renewedLease,
} from "../core/leases/lease-changes.ts";
import { attemptMs } from "../core/leases/lease-times.ts";
import type { LeaseStore } from "../ports/lease-store.ts";
import { Leadership } from "./leadership.ts";
import { type Attempt, LeaseAttempt, type WantedDevice } from "./lease-attempt.ts";
import type { LeaseParties } from "./lease-parties.ts";
import { changeLease, leaseNotFound, written } from "./lease-rows.ts";

export interface LeasingOptions {
  readonly store: LeaseStore;
  readonly parties: LeaseParties;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names this process to people. */
  readonly by: string;
}

interface Left {
  readonly lease: Lease;
  /** When it was published, as far as that could be. */
  readonly told: Promise<void> | undefined;
}

/**
 * The rules of leases, for any number of processes that share a store. Each change of a lease is a compare-and-set of its row, which
 * is the truth; then the lease is published, and its agents are told. What could not be published is published again by who finds it
 * (`settle`). All methods throw RaeError `lease-store-unavailable` when the store is away: what they do may have happened then.
 */
export class Leasing {
  readonly #options: LeasingOptions;
  readonly #leadership: Leadership;
  /** Leases whose end is being told to their agents. */
  readonly #ending = new Set<string>();

  constructor(options: LeasingOptions) {
    this.#options = options;
    this.#leadership = new Leadership(options.store, options.clock, options.by);
  }

  /** Makes the lease, `queued`, or resolves to the one that has the id already. */
  async ask(asked: NewLease): Promise<Lease> {
    const { store, clock } = this.#options;
    const lease = askedLease(asked, clock.nowMs());
    if ((await written(store.replace(lease))) !== "stored") {
      const found = await store.read(lease.leaseId);
      if (found !== undefined) return found;
      throw new RaeError("lease-store-unavailable", "the lease could not be written");
    }
    void this.#publish(lease);
    return lease;
  }

  /**
   * Makes the lease with an attempt to get exactly these devices, which spares a change if they are free. A lease whose attempt did not
   * begin, as somebody else has one of them, is not made: its version is 0.
   * @throws RaeError `lease-store-unavailable`, or why the signal aborted, if it was not made.
   */
  async take(
    asked: NewLease,
    devices: readonly WantedDevice[],
    signal: AbortSignal,
  ): Promise<Attempt> {
    const unmade = { ...askedLease(asked, this.#options.clock.nowMs()), version: 0 };
    const attempt = await this.attempt(unmade, devices, signal);
    const { granted, lease } = attempt;
    if (!granted && lease.version === 0 && attempt.error !== undefined) throw attempt.error;
    return attempt;
  }

  /**
   * One attempt to get exactly these devices, in four seconds. It goes back to `queued` if it fails, whether it waits or not. A store
   * that goes away meanwhile is told in the attempt's `error`.
   */
  attempt(lease: Lease, devices: readonly WantedDevice[], signal: AbortSignal): Promise<Attempt> {
    const { store, parties, clock } = this.#options;
    const settle = async (met: Lease) => (await this.#settle(met)).lease;
    const tell = (told: Lease) => void this.#publish(told);
    return new LeaseAttempt({ store, parties, clock, settle, tell }, signal).run(lease, devices);
  }

  /**
   * Holds a granted lease for `ttlMs` from now, never beyond its `latestMs`; one that is not granted yet stays as it is. Resolves
   * without waiting for the agents.
   * @throws RaeError `lease-not-found`, `lease-lost`.
   */
  async renew(leaseId: string, ttlMs: number): Promise<Lease> {
    const { store, clock } = this.#options;
    const { lease, changed } = await changeLease(store, await this.#read(leaseId), (row) => {
      const nowMs = clock.nowMs();
      checkHeld(row, nowMs);
      return row.state === "granted" ? renewedLease(row, ttlMs, nowMs) : undefined;
    });
    if (changed) {
      void this.#publish(lease);
      void this.#armAgain(lease);
    }
    return lease;
  }

  /**
   * Ends a lease. One that has ended is returned as it is. Resolves when it was published, or could not be.
   * @throws RaeError `lease-not-found`.
   */
  async end(leaseId: string, ending: LeaseEnding): Promise<Lease> {
    const { clock } = this.#options;
    const { lease, told } = await this.#leave(await this.#read(leaseId), (row) => {
      if (row.state === "ended") return undefined;
      const nowMs = clock.nowMs();
      const due = row.state === "granted" ? dueChange(row, nowMs) : undefined;
      return due ?? endedLease(row, ending, nowMs);
    });
    await told;
    return lease;
  }

  /**
   * Does what is due: breaks off an overdue attempt, ends a lease that has lapsed or has waited in vain, and tells once more of one that
   * has ended. Resolves to the lease as it is then.
   */
  async settle(lease: Lease): Promise<Lease> {
    if (lease.state === "ended") {
      if (!this.#ending.has(lease.leaseId)) await this.#tellEnd(lease, await this.#armedOf(lease));
      return lease;
    }
    const { lease: settled, told } = await this.#settle(lease);
    await told;
    return settled;
  }

  /** Becomes the dispatcher, or stays it, for `ttlMs`; to be asked again well before. Resolves to whether it is. */
  lead(ttlMs: number): Promise<boolean> {
    return this.#leadership.lead(ttlMs);
  }

  async #read(leaseId: string): Promise<Lease> {
    const lease = await this.#options.store.read(leaseId);
    if (lease === undefined) throw leaseNotFound(leaseId);
    return lease;
  }

  #settle(lease: Lease): Promise<Left> {
    return this.#leave(lease, (row) => dueChange(row, this.#options.clock.nowMs()));
  }

  /** Changes a lease to one that holds nothing. */
  async #leave(first: Lease, decide: (row: Lease) => Lease | undefined): Promise<Left> {
    let armed: readonly LeasedDevice[] = [];
    const { lease, changed } = await changeLease(this.#options.store, first, async (row) => {
      const next = decide(row);
      // Read before the change: what is claimed after it may be of a later attempt.
      if (next !== undefined) armed = await this.#armedOf(row);
      return next;
    });
    if (!changed) return { lease, told: undefined };
    if (lease.state === "ended") return { lease, told: this.#tellEnd(lease, armed) };
    void this.#disarm(lease, armed, "the attempt was broken off");
    void this.#publish(lease);
    return { lease, told: undefined };
  }

  /** What agents may have been armed with. */
  async #armedOf(lease: Lease): Promise<readonly LeasedDevice[]> {
    // Tokens of an attempt are in the claims only.
    if (lease.devices.every(({ token }) => token > 0)) return lease.devices;
    const claims = await Promise.all(
      lease.devices.map(async (device) => ({
        device,
        claim: await this.#options.store.readClaim(device.sessionId),
      })),
    );
    return claims.flatMap(({ device, claim }) =>
      claim?.leaseId === lease.leaseId ? [{ ...device, token: claim.token }] : [],
    );
  }

  /** Resolves when it was published, or could not be; the agents are told meanwhile, for as long as that takes. Never rejects. */
  async #tellEnd(lease: Lease, armed: readonly LeasedDevice[]): Promise<void> {
    const { leaseId } = lease;
    this.#ending.add(leaseId);
    const confirmed = this.#disarm(lease, armed, lease.ended?.reason ?? "ended");
    const published = this.#publish(lease);
    void Promise.all([confirmed, published]).then(async (all) => {
      if (all.every(Boolean)) await this.#settled(leaseId);
      this.#ending.delete(leaseId);
    });
    await published;
  }

  /** Never rejects. */
  async #settled(leaseId: string): Promise<void> {
    const { store, logger } = this.#options;
    try {
      await store.settled(leaseId);
    } catch (error) {
      logger.debug({ err: error, leaseId }, "lease not marked as settled");
    }
  }

  async #disarm(lease: Lease, armed: readonly LeasedDevice[], reason: string): Promise<boolean> {
    const devices = armed.filter(({ token }) => token > 0);
    return (
      devices.length === 0 || (await this.#options.parties.disarm({ ...lease, devices }, reason))
    );
  }

  /** Never rejects; resolves to whether it was. */
  async #publish(lease: Lease): Promise<boolean> {
    const { parties, logger } = this.#options;
    try {
      await parties.publish(lease);
      return true;
    } catch (error) {
      const { leaseId, version } = lease;
      logger.warn({ err: error, leaseId, version }, "lease not published yet");
      return false;
    }
  }

  /** An agent that cannot be reached hears of it when it is back. */
  async #armAgain(lease: Lease): Promise<void> {
    const { parties, clock, logger } = this.#options;
    const arm = (signal: AbortSignal) => parties.arm(lease, signal);
    try {
      await withDeadline(clock, attemptMs, "arming again", arm);
    } catch (error) {
      logger.debug({ err: error, leaseId: lease.leaseId }, "renewal not confirmed by all agents");
    }
  }
}

function checkHeld(lease: Lease, nowMs: number): void {
  const { leaseId, ended, untilMs, state } = lease;
  if (ended !== undefined) throw lost(leaseId, ended.reason, ended.atMs);
  if (state === "granted" && nowMs >= untilMs) throw lost(leaseId, "lapsed", untilMs);
}

function lost(leaseId: string, why: string, atMs: number): RaeError {
  const when = new Date(atMs).toISOString();
  return new RaeError("lease-lost", `the lease ${leaseId} is over since ${when}: ${why}`, {
    details: { leaseId, why, when },
  });
}
