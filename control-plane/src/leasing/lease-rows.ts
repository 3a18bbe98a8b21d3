import { isDeepStrictEqual } from "node:util";
import { type Lease, RaeError } from "@rae/protocol";
import type { LeaseStore } from "../ports/lease-store.ts";

/** What became of a write: `unknown` may have happened or may yet happen. */
export type Written = "stored" | "lost" | "unknown";

const triesMax = 20;
/** A store that reads and takes no writes is not asked for long. */
const unknownMax = 3;

/** Resolves to what came of a conditional write that resolves to whether it was made. */
export async function written(write: Promise<boolean>): Promise<Written> {
  try {
    return (await write) ? "stored" : "lost";
  } catch (error) {
    if (!isStoreAway(error)) throw error;
    return "unknown";
  }
}

export function isStoreAway(error: unknown): boolean {
  return error instanceof RaeError && error.code === "lease-store-unavailable";
}

export interface Change {
  /** As it is afterwards. */
  readonly lease: Lease;
  readonly changed: boolean;
}

/**
 * Changes a lease, whatever others do to it meanwhile: `decide` is asked again for each row that is met, and says undefined if
 * nothing is to be changed. A row that reads as the one that was to be written counts as written by this call, so that `decide` must
 * make rows that nobody else makes, or that may be anybody's.
 * @throws RaeError `lease-store-unavailable`; the change may have happened, or may yet happen.
 */
export async function changeLease(
  store: LeaseStore,
  first: Lease,
  decide: (lease: Lease) => Lease | undefined | Promise<Lease | undefined>,
): Promise<Change> {
  let lease = first;
  let unknown = 0;
  for (let tries = 0; tries < triesMax; tries += 1) {
    const next = await decide(lease);
    if (next === undefined) return { lease, changed: false };
    const outcome = await written(store.replace(next));
    if (outcome === "stored") return { lease: next, changed: true };
    const read = await store.read(next.leaseId);
    if (outcome === "unknown" && isDeepStrictEqual(read, next)) {
      return { lease: next, changed: true };
    }
    if (outcome === "unknown") unknown += 1;
    if (unknown === unknownMax) throw notWritten();
    if (read === undefined) throw leaseNotFound(next.leaseId);
    lease = read;
  }
  throw new RaeError("lease-store-unavailable", `the lease ${first.leaseId} kept changing`);
}

export function notWritten(): RaeError {
  return new RaeError("lease-store-unavailable", "the store of leases takes no writes");
}

export function leaseNotFound(leaseId: string): RaeError {
  const details = { leaseId };
  return new RaeError("lease-not-found", `there is no lease ${leaseId}`, { details });
}
