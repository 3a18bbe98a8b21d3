import { isDriverErrorCode } from "@rae/driver";
import { type JsonObject, RaeError, toRaeError } from "@rae/protocol";
import { copyJson, factBounds } from "../core/faces/json-copy.ts";

const maxMessageLength = 1_000;

/** What a driver did that it may not do. */
export function driverFault(driver: string, sentence: string, cause?: unknown): RaeError {
  const said = cause === undefined ? "" : `: ${describe(cause)}`;
  return new RaeError(
    "driver-fault",
    `the driver ${driver}: ${sentence}${said}`.slice(0, maxMessageLength),
    {
      cause,
      details: { driver },
    },
  );
}

/**
 * What a driver's call failed by, in form: its own word if it is one that a driver may say, with details in JSON; the signal's reason if
 * that ended the call; else the driver's fault.
 */
export function callFailure(
  driver: string,
  call: string,
  error: unknown,
  signal: AbortSignal,
): unknown {
  if (signal.aborted && error === signal.reason) return error;
  const { code, message, details } = readError(error);
  if (isDriverErrorCode(code)) {
    const { copy } = copyJson(details, factBounds);
    return new RaeError(code, message.slice(0, maxMessageLength), { details: copy as JsonObject });
  }
  // Whatever a driver throws then, often an AbortError, it was told to end.
  if (signal.aborted) return signal.reason;
  return driverFault(driver, `${call} threw`, error);
}

function readError(error: unknown): { code: string; message: string; details: unknown } {
  try {
    const { code, message, details } = toRaeError(error);
    return { code, message: String(message), details };
  } catch {
    return { code: "internal", message: "", details: {} };
  }
}

function describe(error: unknown): string {
  const { copy } = copyJson(error, factBounds);
  return typeof copy === "string" ? copy : (JSON.stringify(copy) ?? String(copy));
}
