import type { Lease } from "@rae/protocol";

/** Whether `next` may take the place of `stored`: of two rows of one lease the one with the higher version counts. */
export function isNewerLease(
  next: Pick<Lease, "version">,
  stored: Pick<Lease, "version">,
): boolean {
  return next.version > stored.version;
}
