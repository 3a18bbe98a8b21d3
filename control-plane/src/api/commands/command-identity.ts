import { createHash } from "node:crypto";

/**
 * The id of the command that a token's idempotency key stands for: always the same, so that a repeat finds the command without
 * anybody remembering keys, also after a restart. UUID version 8 (RFC 9562, 5.8) over SHA-256.
 */
export function commandIdOf(token: string, idempotencyKey: string): string {
  const bytes = createHash("sha256")
    .update("rae idempotency key\0")
    .update(createHash("sha256").update(token).digest())
    .update(idempotencyKey)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
