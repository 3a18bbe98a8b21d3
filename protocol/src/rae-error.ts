import { CodedError } from "@rae/kit";
import { type ErrorCode, errorCodes } from "./error-code.ts";
import type { Fault } from "./error-code-entry.ts";

export type { ErrorDetails } from "@rae/kit";

/** An error whose code is in the table: it tells whose failure it is and what to do; its message, what happened. */
export class RaeError extends CodedError<ErrorCode> {
  override readonly name = "RaeError";

  get fault(): Fault {
    return errorCodes[this.code].fault;
  }

  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}

/**
 * The error itself if it is ours; one with the same code, message and details if it comes from a workspace that does not know the
 * table, as those of the log and of files; else one with code `internal`. The error is its cause.
 */
export function toRaeError(error: unknown): RaeError {
  if (error instanceof RaeError) return error;
  if (error instanceof CodedError && isErrorCode(error.code)) {
    const { code, message, details } = error;
    return new RaeError(code, message, { cause: error, details });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new RaeError("internal", message, { cause: error });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
