import type { RosterEvent } from "@rae/protocol";
import type { BoxRecord } from "./box-record.ts";
import type { DeviceRecord } from "./device-record.ts";
import { endDevice } from "./fold-device.ts";
import { comparePlaces } from "./place-order.ts";
import { resyncOf, type SessionResync } from "./session-resync.ts";

/** A box that makes sessions up must not make its record grow; what is beyond is found again by its next roster. */
export const owedMax = 500;

export interface RosterFold {
  /** The box with the roster's place and what it owes since. */
  readonly box: BoxRecord;
  readonly ended: readonly DeviceRecord[];
  readonly resyncs: readonly SessionResync[];
}

/**
 * Holds a roster against what we have of its box. `devices` are the box's sessions that have not ended and those that
 * the roster names. Undefined if the roster says nothing new: repeated, older, or of a registry that is not current.
 */
export function foldRoster(
  box: BoxRecord | undefined,
  roster: RosterEvent,
  devices: ReadonlyMap<string, DeviceRecord>,
  receivedAtMs: number,
): RosterFold | undefined {
  if (box === undefined || roster.registryId !== box.registryId) return undefined;
  if (box.roster !== undefined && comparePlaces(roster, box.roster) <= 0) return undefined;
  const listed = new Map(roster.sessions.map((each) => [each.sessionId, each.revision]));
  const ended: DeviceRecord[] = [];
  const resyncs: SessionResync[] = [];
  for (const record of devices.values()) {
    if (record.boxId !== box.boxId || record.ended !== undefined) continue;
    if (listed.has(record.sessionId)) continue;
    if (isJudgedBy(record, roster, box)) {
      ended.push(endDevice(record, "registry-lost", receivedAtMs));
    } else if (record.stale) {
      resyncs.push(resyncOf(record));
    }
  }
  for (const [sessionId, revision] of listed) {
    const record = devices.get(sessionId);
    if (record === undefined) {
      resyncs.push({ boxId: box.boxId, sessionId, haveRevision: 0, sessionEnded: false });
    } else if (record.boxId === box.boxId && differs(record, revision)) {
      resyncs.push(resyncOf(record));
    }
  }
  const { connection, sequence } = roster;
  const owed = resyncs.slice(0, owedMax);
  const place = { connection, sequence, ...(owed.length === 0 ? {} : { owed }) };
  return { box: { ...box, roster: place }, ended, resyncs };
}

function differs(record: DeviceRecord, revision: number): boolean {
  return record.stale || record.ended !== undefined || record.revision !== revision;
}

/** A roster knows nothing of sessions that began after it. */
function isJudgedBy(record: DeviceRecord, roster: RosterEvent, box: BoxRecord): boolean {
  const { createdAt } = record;
  if (createdAt.registryId === roster.registryId) return comparePlaces(createdAt, roster) < 0;
  return box.supersededRegistryIds.includes(createdAt.registryId);
}
