import { isDeepStrictEqual } from "node:util";
import { type Clock, DeadlineExceeded, withDeadline } from "@rae/kit";
import { holdsDevice, type Lease, type LeasedDevice, RaeError, toRaeError } from "@rae/protocol";
import { claimCounts } from "../core/leases/claim-counts.ts";
import { grantedLease, pendingLease, requeuedLease } from "../core/leases/lease-changes.ts";
import { attemptMs } from "../core/leases/lease-times.ts";
import type { LeaseClaim, LeaseStore } from "../ports/lease-store.ts";
import type { LeaseParties } from "./lease-parties.ts";
import {
  changeLease,
  isStoreAway,
  leaseNotFound,
  notWritten,
  type Written,
  written,
} from "./lease-rows.ts";

/** What came of an attempt; `lease` is as it was afterwards, as far as is known. */
export type Attempt =
  | { readonly granted: true; readonly lease: Lease }
  | {
      readonly granted: false;
      readonly lease: Lease;
      /** Who has one of the devices, or is about to. */
      readonly blockedBy?: Lease;
      /** What failed. Neither this nor `blockedBy`: somebody else has changed the lease meanwhile. */
      readonly error?: RaeError;
    };

export type WantedDevice = Pick<LeasedDevice, "sessionId" | "boxId">;

export interface AttemptOptions {
  readonly store: LeaseStore;
  readonly parties: LeaseParties;
  readonly clock: Clock;
  readonly settle: (lease: Lease) => Promise<Lease>;
  /** Publishes without being waited for. */
  readonly tell: (lease: Lease) => void;
}

interface Begin {
  readonly row: Lease;
  readonly isBegun: boolean;
  /** Of the claims that were made with it, one for each device. */
  readonly tokens?: readonly number[] | undefined;
}

/** Why an attempt ends early. */
class Stopped extends Error {
  readonly blockedBy: Lease | undefined;

  constructor(blockedBy?: Lease) {
    super("the attempt is over");
    this.blockedBy = blockedBy;
  }
}

/**
 * One attempt to get exactly these devices.
 *
 * INVARIANTS:
 * - Who turned the row to `pending` has the attempt, and loses it as soon as the row has another version. He knows it by a clear
 *   answer of the store: a row of the same content may be another process's.
 * - A device is claimed after a claim that is dead for good, and only if that is still the last one. So is a claim of the same lease
 *   if the row was read at this attempt's version after the claim, or gets this version with the claim.
 * - Tokens are granted that this attempt claimed by a clear answer, and no others: of an answer that was lost, the claim is dead.
 */
export class LeaseAttempt {
  readonly #options: AttemptOptions;
  readonly #deadlineMs: number;
  readonly #signal: AbortSignal;

  constructor(options: AttemptOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#deadlineMs = options.clock.monotonicMs() + attemptMs;
  }

  async run(lease: Lease, wanted: readonly WantedDevice[]): Promise<Attempt> {
    try {
      const { row, isBegun, tokens } = await this.#begin(lease, inOrder(wanted));
      if (!isBegun) return { granted: false, lease: row };
      this.#options.tell(row);
      return await this.#claimAndArm(row, tokens);
    } catch (error) {
      return { granted: false, lease, ...reasonOf(error, lease) };
    }
  }

  /** Resolves to the pending row, or to the one that is in its way. @throws Stopped if another lease has a device. */
  async #begin(lease: Lease, devices: readonly LeasedDevice[]): Promise<Begin> {
    const { store, clock } = this.#options;
    let row = lease;
    let mayBeOwn: Lease | undefined;
    while (row.state === "queued" || isDeepStrictEqual(row, mayBeOwn)) {
      this.#checkTime();
      const next = pendingLease(row, devices, clock.nowMs());
      const { outcome, tokens } = await this.#write(next);
      if (outcome === "stored") return { row: next, isBegun: true, tokens };
      if (outcome === "unknown") mayBeOwn = next;
      const read = (await store.read(lease.leaseId)) ?? unmade(lease);
      if (read === undefined) throw leaseNotFound(lease.leaseId);
      // The same answer again would come at once, and for ever.
      if (outcome === "unknown" && isDeepStrictEqual(read, row)) throw notWritten();
      row = read;
    }
    return { row, isBegun: false };
  }

  /** Stores the pending row, and claims its devices with it if the store can. */
  async #write(
    next: Lease,
  ): Promise<{ readonly outcome: Written; readonly tokens?: readonly number[] }> {
    const { store } = this.#options;
    if (store.replaceAndClaim === undefined) return { outcome: await written(store.replace(next)) };
    const afterTokens: number[] = [];
    for (const { sessionId } of next.devices) {
      const last = await store.readClaim(sessionId);
      const isOther = last !== undefined && last.leaseId !== next.leaseId;
      if (isOther) await this.#checkDead(sessionId, last);
      afterTokens.push(last?.token ?? 0);
    }
    let tokens: readonly number[] | undefined;
    const claimAll = async () => {
      tokens = await store.replaceAndClaim?.(next, afterTokens);
      return tokens !== undefined;
    };
    const outcome = await written(claimAll());
    return tokens === undefined ? { outcome } : { outcome, tokens };
  }

  async #claimAndArm(pending: Lease, tokens?: readonly number[]): Promise<Attempt> {
    const { clock, parties } = this.#options;
    const devices: LeasedDevice[] = [];
    let armed: Lease | undefined;
    try {
      for (const [index, device] of pending.devices.entries()) {
        const token = tokens?.[index] ?? (await this.#claim(pending, device.sessionId));
        devices.push({ ...device, token });
      }
      const sinceMs = clock.nowMs();
      const arming = { ...pending, devices };
      this.#checkTime();
      armed = arming;
      await withDeadline(
        clock,
        this.#deadlineMs - clock.monotonicMs(),
        "arming",
        (signal) => parties.arm(arming, signal),
        this.#signal,
      );
      return await this.#grant(arming, sinceMs);
    } catch (error) {
      return this.#giveUp(pending, armed, error);
    }
  }

  /** Resolves to the token. @throws Stopped if another lease has the device, or this attempt is over. */
  async #claim(pending: Lease, sessionId: string): Promise<number> {
    const { store } = this.#options;
    let unansweredAfter: number | undefined;
    for (;;) {
      this.#checkTime();
      const last = await store.readClaim(sessionId);
      if (last?.leaseId === pending.leaseId) await this.#checkCurrent(pending);
      else if (last !== undefined) await this.#checkDead(sessionId, last);
      const afterToken = last?.token ?? 0;
      // A store that reads and does not write would be asked without end.
      if (afterToken === unansweredAfter) throw notWritten();
      try {
        const token = await store.claim(sessionId, afterToken, pending.leaseId);
        if (token !== undefined) return token;
      } catch (error) {
        if (!isStoreAway(error)) throw error;
        // If it was made, it is claimed after: whose a claim is that was not answered nobody knows.
        unansweredAfter = afterToken;
      }
    }
  }

  /** @throws Stopped if this attempt is over. */
  async #checkCurrent({ leaseId, version }: Lease): Promise<void> {
    const lease = await this.#options.store.read(leaseId);
    if (lease?.version !== version) throw new Stopped();
  }

  /** @throws Stopped if the claim of another lease counts. */
  async #checkDead(sessionId: string, { leaseId, token }: LeaseClaim): Promise<void> {
    const { store, settle } = this.#options;
    const lease = await store.read(leaseId);
    if (lease === undefined || lease.state === "ended") return;
    const settled = await settle(lease);
    if (claimCounts(settled, sessionId, token)) throw new Stopped(settled);
  }

  async #grant(arming: Lease, sinceMs: number): Promise<Attempt> {
    const { store, parties, tell } = this.#options;
    const { devices, version } = arming;
    const holdsAll = (row: Lease) =>
      devices.every(({ sessionId, token }) => holdsDevice(row, sessionId, token));
    const { lease } = await changeLease(store, arming, (row) =>
      row.version === version ? grantedLease(row, devices, sinceMs) : undefined,
    ).catch((error: unknown) => {
      throw new GrantUnknown(toRaeError(error));
    });
    if (holdsAll(lease)) {
      tell(lease);
      return { granted: true, lease };
    }
    void parties.disarm(arming, "the attempt was broken off");
    return { granted: false, lease };
  }

  async #giveUp(pending: Lease, armed: Lease | undefined, cause: unknown): Promise<Attempt> {
    const { store, parties, tell } = this.#options;
    // The row may say granted: then nobody may take the devices from it. Else they are freed by who finds the attempt overdue.
    if (cause instanceof GrantUnknown) {
      return { granted: false, lease: pending, error: cause.error };
    }
    if (armed !== undefined) void parties.disarm(armed, "the lease was not granted");
    const why = reasonOf(cause, pending);
    try {
      const { lease, changed } = await changeLease(store, pending, (row) =>
        row.version === pending.version ? requeuedLease(row) : undefined,
      );
      if (changed) tell(lease);
      return { granted: false, lease, ...why };
    } catch (error) {
      if (!isStoreAway(error)) throw error;
      return { granted: false, lease: pending, ...why, error: toRaeError(error) };
    }
  }

  #checkTime(): void {
    this.#signal.throwIfAborted();
    if (this.#options.clock.monotonicMs() >= this.#deadlineMs) {
      throw new DeadlineExceeded("granting the lease", attemptMs);
    }
  }
}

class GrantUnknown extends Error {
  readonly error: RaeError;

  constructor(error: RaeError) {
    super(error.message, { cause: error });
    this.error = error;
  }
}

function reasonOf(cause: unknown, { leaseId }: Lease): { blockedBy?: Lease; error?: RaeError } {
  if (cause instanceof Stopped) {
    return cause.blockedBy === undefined ? {} : { blockedBy: cause.blockedBy };
  }
  if (cause instanceof DeadlineExceeded) {
    const details = { leaseId };
    return { error: new RaeError("lease-not-armed", cause.message, { cause, details }) };
  }
  return { error: toRaeError(cause) };
}

/** A lease that is made with its first attempt has no row before. */
function unmade(lease: Lease): Lease | undefined {
  return lease.version === 0 ? lease : undefined;
}

/** All attempts claim in the same order, so that of two that want the same devices one gets on. */
function inOrder(wanted: readonly WantedDevice[]): readonly LeasedDevice[] {
  const bySession = new Map(
    wanted.map(({ sessionId, boxId }) => [sessionId, { sessionId, boxId, token: 0 }]),
  );
  return [...bySession.values()].sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
}
