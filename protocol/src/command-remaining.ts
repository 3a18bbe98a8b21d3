import { rae } from "./wire.ts";

/**
 * The bytes of a command with another remaining time. All else stays as it is, fields of a newer version included: of a
 * number that comes twice in a message the last one counts (protobuf encoding, "Last One Wins"). Times are at least 1 ms,
 * because a 0 is not written and would not count.
 */
export function stampRemaining(
  commandBytes: Uint8Array,
  remaining: { readonly remainingMs: number; readonly leaseRemainingMs?: number },
): Uint8Array {
  const { remainingMs, leaseRemainingMs } = remaining;
  const stamp = rae.v1.BoxCommand.encode({
    remainingMs: Math.max(1, remainingMs),
    ...(leaseRemainingMs === undefined ? {} : { leaseRemainingMs: Math.max(1, leaseRemainingMs) }),
  }).finish();
  return Buffer.concat([commandBytes, stamp]);
}
