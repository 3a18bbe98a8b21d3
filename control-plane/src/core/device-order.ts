import type { DeviceRecord } from "./device-record.ts";

/**
 * Whether `next` may take the place of `stored`: a higher revision; the same one if it heals or ends; nothing over a
 * tombstone, nor over a session of another box.
 */
export function isNewerDevice(next: DeviceRecord, stored: DeviceRecord): boolean {
  if (stored.ended !== undefined || stored.boxId !== next.boxId) return false;
  if (next.revision !== stored.revision) return next.revision > stored.revision;
  return next.ended !== undefined || (stored.stale && !next.stale);
}
