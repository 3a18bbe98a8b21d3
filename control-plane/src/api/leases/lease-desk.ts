import { isDeepStrictEqual } from "node:util";
import type { Clock, Closable } from "@rae/kit";
import { type Lease, RaeError, toRaeError, uuidV7 } from "@rae/protocol";
import type { Leasing } from "../../leasing/leasing.ts";
import type { LeaseStore } from "../../ports/lease-store.ts";
import { type Asker, keyOf } from "../access/asker.ts";
import { commandIdOf } from "../commands/command-identity.ts";
import type { DevicePool } from "./device-pool.ts";
import type { LeaseAttempts } from "./lease-attempts.ts";
import type { LeaseBook } from "./lease-book.ts";
import { type LeaseFinder, lostLease } from "./lease-finder.ts";
import type { LeaseMetrics } from "./lease-metrics.ts";
import type { LeasePolicy } from "./lease-policy.ts";
import type { LeaseQueue } from "./lease-queue.ts";
import { type LeaseRequestJson, parseLeaseRequest } from "./lease-request.ts";
import { breakerOf, checkBreak, checkHold } from "./lease-rights.ts";

/** Before a request is queued, or refused if it does not wait, so many sets of devices are tried. */
const attemptsMax = 3;
/** No attempt begins later: who does not wait is out of the queue by then. */
const attemptsForMs = 4_000;

/** What a client asks for. */
export interface LeaseOrder {
  readonly owner: string;
  readonly tenant?: string;
  readonly reach?: "platform";
  readonly holder: string;
  readonly purpose: string;
  readonly priority: number;
  readonly ttlMs: number;
  /** How long it may wait in the queue; 0: not at all. */
  readonly waitMs: number;
  readonly request: LeaseRequestJson;
}

export interface LeaseDeskOptions {
  readonly leasing: Leasing;
  readonly store: LeaseStore;
  readonly book: LeaseBook;
  readonly finder: LeaseFinder;
  readonly queue: LeaseQueue;
  readonly pool: DevicePool;
  readonly attempts: LeaseAttempts;
  readonly metrics: LeaseMetrics;
  readonly policy: LeasePolicy;
  readonly clock: Clock;
  /** Requests that wait for their lease; those beyond are answered at once. */
  readonly waitingMax: number;
  readonly token: string;
}

/** Takes requests for leases, finds them, and waits for them. */
export class LeaseDesk implements Closable {
  readonly #options: LeaseDeskOptions;
  readonly #closing = new AbortController();
  readonly #placing = new Map<string, Promise<unknown>>();
  #waiting = 0;

  constructor(options: LeaseDeskOptions) {
    this.#options = options;
  }

  /**
   * Gets the devices at once if they are free, else queues: once for each idempotency key. Resolves to the lease, granted or queued.
   * @throws RaeError as the error table says for leases; `idempotency-conflict`, `overloaded`.
   */
  async acquire(
    order: LeaseOrder,
    asker: Asker,
    idempotencyKey: string | undefined,
  ): Promise<Lease> {
    try {
      return await this.#acquire(order, asker, keyOf(asker, idempotencyKey));
    } catch (error) {
      this.#options.metrics.refused(toRaeError(error).code);
      throw error;
    }
  }

  /** The lease once it does not wait any more, or as it is after `waitMs`, when `signal` aborts, or when too many wait already. */
  async wait(lease: Lease, waitMs: number, signal: AbortSignal): Promise<Lease> {
    const { book, clock, waitingMax } = this.#options;
    const newest = () => book.get(lease.leaseId) ?? lease;
    if (!isWaiting(newest()) || waitMs <= 0 || this.#waiting >= waitingMax) return newest();
    const over = Promise.withResolvers<void>();
    const stopListening = book.listen((changed) => {
      if (changed.leaseId === lease.leaseId && !isWaiting(changed)) over.resolve();
    });
    const cancel = clock.schedule(waitMs, () => over.resolve());
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    const onStop = () => over.resolve();
    stop.addEventListener("abort", onStop, { once: true });
    if (stop.aborted) over.resolve();
    this.#waiting += 1;
    try {
      await over.promise;
      return newest();
    } finally {
      this.#waiting -= 1;
      stop.removeEventListener("abort", onStop);
      cancel();
      stopListening();
    }
  }

  /**
   * @throws RaeError `bad-request` beyond the policy, `lease-not-found`, `forbidden` if it is somebody else's, `lease-lost`, or that of
   * the stores.
   */
  async renew(leaseId: string, asker: Asker, ttlMs: number | undefined): Promise<Lease> {
    const { finder, leasing } = this.#options;
    const { lease } = await finder.findFor(leaseId, asker);
    checkHold(asker, lease);
    if (lease.state === "ended") throw lostLease(lease);
    const wantedMs = ttlMs ?? lease.ttlMs;
    this.#checkTtl(wantedMs);
    return await leasing.renew(leaseId, wantedMs);
  }

  /**
   * Ends a lease at its owner's wish; one that has ended is returned as it is.
   * @throws RaeError `lease-not-found`, `forbidden` if it is somebody else's, or that of the stores.
   */
  async release(leaseId: string, asker: Asker): Promise<Lease> {
    const { lease } = await this.#options.finder.findFor(leaseId, asker);
    checkHold(asker, lease);
    const reason = isWaiting(lease) ? "cancelled" : "released";
    const by = asker.principal.id;
    return await this.#options.leasing.end(leaseId, { reason, by, detail: "" });
  }

  /** Ends a lease, whoever has it. @throws RaeError `lease-not-found`, `forbidden`, or that of the stores. */
  async break(leaseId: string, asker: Asker, detail: string): Promise<Lease> {
    const { lease } = await this.#options.finder.findFor(leaseId, asker);
    checkBreak(asker, lease);
    const by = breakerOf(asker, lease);
    return await this.#options.leasing.end(leaseId, { reason: "broken", by, detail });
  }

  /** Lets every wait end; leases go on. */
  async close(): Promise<void> {
    this.#closing.abort(new RaeError("shutting-down", "the server stopped meanwhile"));
    await Promise.allSettled(this.#placing.values());
  }

  async #acquire(
    order: LeaseOrder,
    asker: Asker,
    idempotencyKey: string | undefined,
  ): Promise<Lease> {
    parseLeaseRequest(order.request);
    if (idempotencyKey === undefined) return await this.#place(order, asker, uuidV7());
    const leaseId = commandIdOf(this.#options.token, `lease\0${idempotencyKey}`);
    while (this.#placing.has(leaseId)) {
      await this.#placing.get(leaseId)?.catch(() => undefined);
    }
    const placed = this.#placeOnce(order, asker, leaseId);
    this.#placing.set(leaseId, placed);
    try {
      return await placed;
    } finally {
      this.#placing.delete(leaseId);
    }
  }

  async #placeOnce(order: LeaseOrder, asker: Asker, leaseId: string): Promise<Lease> {
    const known = this.#options.book.get(leaseId) ?? (await this.#options.store.read(leaseId));
    if (known === undefined) return await this.#place(order, asker, leaseId);
    if (!isSameOrder(order, known)) {
      throw new RaeError("idempotency-conflict", "the key stands for another lease", {
        details: { leaseId },
      });
    }
    if (known.state === "ended") throw lostLease(known);
    return known;
  }

  async #place(order: LeaseOrder, asker: Asker, leaseId: string): Promise<Lease> {
    const { pool, queue, leasing, attempts, clock, policy } = this.#options;
    this.#checkTtl(order.ttlMs);
    if (order.waitMs > policy.waitMaxMs) throw beyondPolicy("waitMs", policy.waitMaxMs);
    const request = parseLeaseRequest(order.request);
    const { sight } = asker;
    pool.checkPossible(request, asker);
    this.#checkRoom();
    const nowMs = Math.round(clock.nowMs());
    const { waitMs, ...row } = order;
    const planned = () =>
      queue.planFor({ lease: { ...row, leaseId, askedAtMs: nowMs }, request, sight });
    let rows = planned();
    if (rows === undefined && waitMs === 0) throw pool.notAvailable(request, sight);
    const asked = { ...order, leaseId, maxMs: policy.totalMaxMs };
    const { signal } = this.#closing;
    let lease: Lease | undefined;
    let error: RaeError | undefined;
    const isInTime = () => clock.nowMs() - nowMs < attemptsForMs;
    for (let tries = 0; rows !== undefined && tries < attemptsMax && isInTime(); tries += 1) {
      const attempt = await (lease === undefined
        ? attempts.take(asked, rows, signal)
        : attempts.make(lease, rows, signal));
      if (attempt.granted) return attempt.lease;
      if (attempt.lease.version > 0) lease = attempt.lease;
      error = attempt.error ?? error;
      if (lease?.ended?.reason === "refused" && error !== undefined) throw error;
      if (lease !== undefined && lease.state !== "queued") return lease;
      rows = planned();
    }
    if (waitMs > 0) return lease ?? (await leasing.ask(asked));
    if (lease !== undefined) {
      const detail = error?.message ?? "";
      await leasing.end(leaseId, { reason: "refused", by: order.owner, detail });
    }
    throw error ?? pool.notAvailable(request, sight);
  }

  #checkTtl(ttlMs: number): void {
    const { ttlMaxMs } = this.#options.policy;
    if (ttlMs > ttlMaxMs) throw beyondPolicy("ttlMs", ttlMaxMs);
  }

  #checkRoom(): void {
    const { openMax } = this.#options.policy;
    if (this.#options.book.queuedCount < openMax) return;
    throw new RaeError("overloaded", `${openMax} leases are queued already`, {
      details: { limit: openMax },
    });
  }
}

function isWaiting({ state }: Lease): boolean {
  return state === "queued" || state === "pending";
}

function isSameOrder({ request, ...order }: LeaseOrder, lease: Lease): boolean {
  return (
    isDeepStrictEqual({ ...lease.request }, { ...request }) &&
    (["owner", "holder", "purpose", "priority"] as const).every(
      (name) => order[name] === lease[name],
    )
  );
}

function beyondPolicy(name: string, limit: number): RaeError {
  return new RaeError("bad-request", `${name} is more than the policy allows: ${limit}`, {
    details: { limit },
  });
}
