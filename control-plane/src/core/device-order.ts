/** What decides between two records of one session; a `DeviceRecord` has it. */
export interface DeviceVersion {
  readonly boxId: string;
  readonly revision: number;
  readonly stale: boolean;
  readonly ended?: object | undefined;
}

/**
 * Whether `next` may take the place of `stored`: a higher revision; the same one if it heals or ends; nothing over a
 * tombstone, nor over a session of another box.
 */
export function isNewerDevice(next: DeviceVersion, stored: DeviceVersion): boolean {
  if (stored.ended !== undefined || stored.boxId !== next.boxId) return false;
  if (next.revision !== stored.revision) return next.revision > stored.revision;
  return next.ended !== undefined || (stored.stale && !next.stale);
}
