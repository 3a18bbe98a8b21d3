import type { BirthEvent, LostEvent, PresenceEvent } from "@rae/protocol";
import type { BoxRecord } from "./box-record.ts";
import type { Receipt } from "./receipt.ts";

const supersededMax = 32;

/** A Birth that was not accepted: its registry is an older copy, or one that was replaced. */
export interface RefusedBirth {
  readonly boxId: string;
  readonly refusedRegistryId: string;
  readonly refusedConnection: number;
  readonly haveConnection: number;
  readonly registrySuperseded: boolean;
}

export interface BoxFold {
  /** The same object when the event changes nothing; undefined while no Birth has been seen. */
  readonly record: BoxRecord | undefined;
  readonly refused?: RefusedBirth;
}

/** Folds a presence event into the box's record, guarded by registry and connection. */
export function foldBox(
  record: BoxRecord | undefined,
  event: PresenceEvent,
  receipt: Receipt,
): BoxFold {
  if (event.kind === "Birth") return foldBirth(record, event, receipt);
  if (record === undefined || event.registryId !== record.registryId) return { record };
  if (event.kind === "Lost") return { record: foldLost(record, event, receipt) };
  const current = event.connection === record.connection && record.presence === "present";
  if (!current || receipt.receivedAtMs <= record.statusReceivedAtMs) return { record };
  return {
    record: { ...record, status: event.status, statusReceivedAtMs: receipt.receivedAtMs },
  };
}

function foldBirth(record: BoxRecord | undefined, event: BirthEvent, receipt: Receipt): BoxFold {
  if (record === undefined) return { record: born(event, receipt, []) };
  const superseded = record.supersededRegistryIds.includes(event.registryId);
  const sameRegistry = event.registryId === record.registryId;
  if (superseded || (sameRegistry && event.connection < record.connection)) {
    return {
      record,
      refused: {
        boxId: event.boxId,
        refusedRegistryId: event.registryId,
        refusedConnection: event.connection,
        haveConnection: record.connection,
        registrySuperseded: superseded,
      },
    };
  }
  if (!sameRegistry) {
    const ids = [...record.supersededRegistryIds, record.registryId].slice(-supersededMax);
    return { record: born(event, receipt, ids) };
  }
  // The same connection is a repetition, or its end is known already: Lost beats Birth.
  if (event.connection === record.connection) return { record };
  const next = born(event, receipt, record.supersededRegistryIds);
  return { record: record.roster === undefined ? next : { ...next, roster: record.roster } };
}

function born(
  event: BirthEvent,
  { receivedAtMs, gatewayId }: Receipt,
  supersededRegistryIds: readonly string[],
): BoxRecord {
  const { boxId, registryId, connection, status } = event;
  return {
    ...{ boxId, registryId, supersededRegistryIds, connection, gatewayId, status },
    presence: "present",
    sinceMs: receivedAtMs,
    statusReceivedAtMs: receivedAtMs,
  };
}

function foldLost(record: BoxRecord, event: LostEvent, receipt: Receipt): BoxRecord {
  if (event.connection < record.connection) return record;
  if (event.connection === record.connection && record.presence === "lost") return record;
  return {
    ...record,
    connection: event.connection,
    presence: "lost",
    lostReason: event.reason,
    sinceMs: receipt.receivedAtMs,
    gatewayId: receipt.gatewayId,
  };
}
