import type { DeviceRecord } from "./device-record.ts";

/** A session that its box must tell anew. */
export interface SessionResync {
  readonly boxId: string;
  readonly sessionId: string;
  readonly haveRevision: number;
  /** We hold the session as ended for good, while the box still has it. */
  readonly sessionEnded: boolean;
}

/** What must be asked of the box so that the record heals. */
export function resyncOf(record: DeviceRecord): SessionResync {
  return {
    boxId: record.boxId,
    sessionId: record.sessionId,
    haveRevision: record.revision,
    sessionEnded: record.ended !== undefined,
  };
}

/** Whether the box has not answered yet; `record` is what the stores hold of the session now. */
export function isStillNeeded(resync: SessionResync, record: DeviceRecord | undefined): boolean {
  if (record === undefined) return resync.haveRevision === 0;
  if (record.ended !== undefined) return resync.sessionEnded;
  return record.stale || record.revision <= resync.haveRevision;
}
