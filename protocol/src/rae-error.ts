import { CodedError } from "@rae/kit";
import { type ErrorCode, errorCodes } from "./error-code.ts";
import type { Fault } from "./error-code-entry.ts";

export type { ErrorDetails } from "@rae/kit";

/**
 * What tells that an error is one of Rae's, also if another copy of this code made it: a driver brings its own. Such an error
 * has a code of the table.
 */
const brand = Symbol.for("rae.error");

/** An error whose code is in the table: it tells whose failure it is and what to do; its message, what happened. */
export class RaeError<Code extends ErrorCode = ErrorCode> extends CodedError<Code> {
  override readonly name: string = "RaeError";

  get [brand](): true {
    return true;
  }

  get fault(): Fault {
    return errorCodes[this.code].fault;
  }

  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}

/**
 * The error itself if it is ours; one with the same code, message and details if it comes from another copy of this code or from a
 * workspace that does not know the table, as those of the log and of files; else one with code `internal`. The error is its
 * cause. Takes whatever can be thrown.
 */
export function toRaeError(error: unknown): RaeError {
  if (error instanceof RaeError) return error;
  if (isCoded(error)) {
    const { code, details } = error;
    return new RaeError(code, messageOf(error), {
      cause: error,
      ...(isObject(details) ? { details } : {}),
    });
  }
  return new RaeError("internal", messageOf(error), { cause: error });
}

function isCoded(error: unknown): error is { code: ErrorCode; details?: unknown } {
  if (!isObject(error) || (!(error instanceof CodedError) && error[brand] !== true)) return false;
  return typeof error.code === "string" && isErrorCode(error.code);
}

function messageOf(error: unknown): string {
  if (isObject(error) && typeof error.message === "string") return error.message;
  try {
    return String(error);
  } catch {
    return "what was thrown cannot be read";
  }
}

function isObject(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === "object" && value !== null;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
