import { RaeError } from "@rae/protocol";
import type { AccessKind, AccessRecord } from "../core/access/access-record.ts";
import type { AccessStore } from "../ports/access-store.ts";

const attempts = 20;

/**
 * Makes a record count no more, for good; one that is revoked already stays as it is. Resolves to how it is now, or undefined if there is
 * none.
 * @throws RaeError `access-store-unavailable`: it may have been revoked.
 */
export async function revoke<R extends AccessRecord>(
  store: AccessStore,
  kind: R["kind"] & AccessKind,
  id: string,
  by: string,
  nowMs: number,
): Promise<R | undefined> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const record = (await store.read(kind, id)) as R | undefined;
    if (record === undefined || record.revoked !== undefined) return record;
    const revoked = { by, atMs: Math.round(nowMs) };
    const next = { ...record, version: record.version + 1, revoked };
    if (await store.replace(next)) return next;
  }
  throw new RaeError("access-store-unavailable", `others kept changing ${id}: ask again`);
}
