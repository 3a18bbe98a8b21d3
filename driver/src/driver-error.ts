import { RaeError } from "@rae/protocol";

/** Codes that a driver may throw; `docs/driver-guide.md` says when. */
export const driverErrorCodes = [
  "unreachable",
  "link-unavailable",
  "timeout",
  "asleep",
  "refused",
  "limited-mode",
  "busy",
  "bad-reply",
  "unsupported",
  "invalid-parameters",
  "config-invalid",
  "driver-fault",
] as const;
export type DriverErrorCode = (typeof driverErrorCodes)[number];

/** Whether a driver may throw this code. */
export function isDriverErrorCode(code: string): code is DriverErrorCode {
  return driverErrorCodes.some((each) => each === code);
}

/**
 * Why a driver cannot do what it was asked for. The agent knows it by a brand and by its code, so that it is understood also if the
 * driver brought its own copy of this package. `details` are facts for a person, in JSON.
 */
export class DriverError extends RaeError<DriverErrorCode> {
  override readonly name = "DriverError";
}
