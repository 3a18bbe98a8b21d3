const dayMs = 86_400_000;

/** A certificate that ends within this time is warned of. */
const certificateWarningMs = 30 * dayMs;

/** Whether a certificate that is valid until `expiresAtMs` is to be replaced soon, or should have been. */
export function isEndingSoon(expiresAtMs: number, nowMs: number): boolean {
  return expiresAtMs - nowMs < certificateWarningMs;
}
