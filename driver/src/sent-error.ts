import { type JsonObject, toRaeError } from "@rae/protocol";
import { DriverError, isDriverErrorCode } from "./driver-error.ts";

/**
 * The same error, of a request that had gone out when it failed: the device may have acted on it. `details.sent` says so, and the
 * agent ends an effect-once command with `unknown` then, never with `failed`, which invites to send it again. What is no error of
 * a driver, as the reason of a signal, is returned as it is. `details` are added.
 */
export function sentError(error: unknown, details: JsonObject = {}): unknown {
  if (!(error instanceof Error)) return error;
  const { code, message, details: told } = toRaeError(error);
  if (!isDriverErrorCode(code)) return error;
  return new DriverError(code, message, {
    cause: error,
    details: { ...told, ...details, sent: true },
  });
}
