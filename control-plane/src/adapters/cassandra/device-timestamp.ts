import type { DeviceVersion } from "../../core/device-order.ts";

/** Above the timestamp of every revision (at most 2^53 * 4 + 1), so that nothing replaces a tombstone. */
const endedBase = 2n ** 62n;

/**
 * The write timestamp that makes Cassandra keep, of two records of a session at one box, the one that `isNewerDevice` would:
 * `revision * 4`, one more if it is not stale, and for a tombstone one above all. Of several tombstones the one received first stays.
 */
export function deviceTimestamp(
  record: DeviceVersion & { readonly ended?: { readonly receivedAtMs: number } | undefined },
): bigint {
  if (record.ended !== undefined) return endedBase - BigInt(record.ended.receivedAtMs);
  return BigInt(record.revision) * 4n + (record.stale ? 0n : 1n);
}
