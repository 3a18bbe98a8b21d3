import { logHeaders, schemaVersion } from "@rae/protocol";
import type { NewRecord } from "@rae/stream";

/** A record of a box with the headers that every record of the log has. */
export function stampedRecord(boxId: string, value: Uint8Array, nowMs: number): NewRecord {
  return {
    key: boxId,
    value,
    headers: {
      [logHeaders.boxId]: boxId,
      [logHeaders.receivedAtMs]: String(nowMs),
      [logHeaders.schemaVersion]: schemaVersion,
    },
  };
}
