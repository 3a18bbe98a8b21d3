import { type AuditEntry, type AuditOutcome, auditOutcomes } from "./audit.ts";
import { RaeError } from "./rae-error.ts";
import { isUuid, timeOfUuidV7 } from "./uuid.ts";
import { rae } from "./wire.ts";
import { check, checkedCount, checkedName, checkedTime, decodeOrThrow } from "./wire-check.ts";

const outcomeByNumber = new Map<number, AuditOutcome>(
  Object.entries(auditOutcomes).map(([name, number]) => [number, name as AuditOutcome]),
);

/** An entry as the bytes of `rae.v1.AuditEntry`. */
export function encodeAuditEntry({ outcome, ...rest }: AuditEntry): Uint8Array {
  return rae.v1.AuditEntry.encode({ ...rest, outcome: auditOutcomes[outcome] }).finish();
}

/**
 * Reads the bytes of `rae.v1.AuditEntry`.
 * @throws RaeError `undecodable`, also for an outcome that this version does not know, and a record without a value.
 */
export function parseAuditEntry(bytes: Uint8Array | null): AuditEntry {
  const wire = decodeOrThrow(bytes, (present) => rae.v1.AuditEntry.decode(present));
  const outcome = outcomeByNumber.get(wire.outcome);
  if (outcome === undefined) {
    throw new RaeError("undecodable", "outcome is not usable", { details: { field: "outcome" } });
  }
  check(isUuid(wire.entryId) && timeOfUuidV7(wire.entryId) === wire.atMs, "entryId");
  return {
    entryId: wire.entryId,
    atMs: checkedTime(wire.atMs, "atMs"),
    ...{ principalId: wire.principalId, principalName: wire.principalName },
    tenant: checkedName(wire.tenant, "tenant"),
    action: checkedName(wire.action, "action"),
    ...{ resource: wire.resource, outcome },
    ...(wire.code === "" ? {} : { code: wire.code }),
    ...{ requestId: wire.requestId, sourceAddress: wire.sourceAddress },
    times: Math.max(1, checkedCount(wire.times, "times")),
  };
}
