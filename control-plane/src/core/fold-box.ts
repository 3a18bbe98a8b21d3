import type { BirthEvent, LostEvent, PresenceEvent, StatusEvent } from "@rae/protocol";
import type { BoxRecord } from "./box-record.ts";
import { keptOf } from "./last-seen.ts";
import type { Receipt } from "./receipt.ts";

const supersededMax = 32;

/** A connection that is not accepted: its registry is an older copy, or one that was replaced. */
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

/**
 * Folds a presence event into the box's record, guarded by registry and connection. `sessionRegistryIds` are the registries in which
 * the box's sessions began; they matter only to a Birth that `beginsRegistry`.
 */
export function foldBox(
  record: BoxRecord | undefined,
  event: PresenceEvent,
  receipt: Receipt,
  sessionRegistryIds: Iterable<string> = [],
): BoxFold {
  if (event.kind === "Birth") return foldBirth(record, event, receipt, sessionRegistryIds);
  if (record === undefined) return { record };
  // Only a box that is connected sends a Status, at intervals: one whose Birth was refused is asked again, should it not have heard.
  if (event.kind === "Status" && isRefused(record, event)) return refuse(record, event);
  if (event.registryId !== record.registryId) return { record };
  if (event.kind === "Lost") return { record: foldLost(record, event, receipt) };
  const current = event.connection === record.connection && record.presence === "present";
  if (!current || receipt.receivedAtMs <= record.statusReceivedAtMs) return { record };
  const { seen: _, ...rest } = record;
  return {
    record: { ...rest, ...keptOf(event.status), statusReceivedAtMs: receipt.receivedAtMs },
  };
}

/** Whether the Birth makes a registry current that is not known of the box. */
export function beginsRegistry(record: BoxRecord | undefined, { registryId }: BirthEvent): boolean {
  if (record === undefined) return true;
  return registryId !== record.registryId && !record.supersededRegistryIds.includes(registryId);
}

function foldBirth(
  record: BoxRecord | undefined,
  event: BirthEvent,
  receipt: Receipt,
  sessionRegistryIds: Iterable<string>,
): BoxFold {
  if (record !== undefined && isRefused(record, event)) return refuse(record, event);
  if (record === undefined || beginsRegistry(record, event)) {
    const ids = supersededBy(event, record, sessionRegistryIds);
    return { record: born(event, receiptWithTenant(receipt, record), ids) };
  }
  // The same connection is a repetition, or its end is known already: Lost beats Birth.
  if (event.connection === record.connection) return { record };
  const next = born(event, receiptWithTenant(receipt, record), record.supersededRegistryIds);
  return { record: record.roster === undefined ? next : { ...next, roster: record.roster } };
}

function isRefused(
  record: BoxRecord,
  { registryId, connection }: BirthEvent | StatusEvent,
): boolean {
  if (registryId === record.registryId) return connection < record.connection;
  return record.supersededRegistryIds.includes(registryId);
}

function refuse(record: BoxRecord, event: BirthEvent | StatusEvent): BoxFold {
  return {
    record,
    refused: {
      boxId: event.boxId,
      refusedRegistryId: event.registryId,
      refusedConnection: event.connection,
      haveConnection: record.connection,
      registrySuperseded: event.registryId !== record.registryId,
    },
  };
}

/** What the box had until now: also registries that only its sessions tell of, as their Birth never came here or is forgotten. */
function supersededBy(
  { registryId }: BirthEvent,
  record: BoxRecord | undefined,
  sessionRegistryIds: Iterable<string>,
): readonly string[] {
  const known = record === undefined ? [] : [record.registryId];
  const ids = new Set([...(record?.supersededRegistryIds ?? []), ...sessionRegistryIds, ...known]);
  ids.delete(registryId);
  return [...ids].slice(-supersededMax);
}

/** A gateway that does not say whose box it is must not make it another's. */
function receiptWithTenant(receipt: Receipt, record: BoxRecord | undefined): Receipt {
  if (receipt.tenant !== undefined || record?.tenant === undefined) return receipt;
  return { ...receipt, tenant: record.tenant };
}

function born(
  event: BirthEvent,
  { receivedAtMs, gatewayId, certificateExpiresAtMs, tenant }: Receipt,
  supersededRegistryIds: readonly string[],
): BoxRecord {
  const { boxId, registryId, connection, status } = event;
  return {
    ...{ boxId, registryId, supersededRegistryIds, connection, gatewayId },
    ...keptOf(status),
    presence: "present",
    sinceMs: receivedAtMs,
    statusReceivedAtMs: receivedAtMs,
    ...(certificateExpiresAtMs === undefined ? {} : { certificateExpiresAtMs }),
    ...(tenant === undefined ? {} : { tenant }),
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
