import { type ErrorCode, errorCodes, type Fault } from "./error-code.ts";

/** Facts about an error, in JSON, for the one who must act on it. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** The one error class. Its code tells whose failure it is and what to do; its message, what happened. */
export class RaeError extends Error {
  override readonly name = "RaeError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: ErrorDetails } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }

  get fault(): Fault {
    return errorCodes[this.code].fault;
  }

  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}

/** The error itself if it is ours, else one with code `internal` and the error as its cause. */
export function toRaeError(error: unknown): RaeError {
  if (error instanceof RaeError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new RaeError("internal", message, { cause: error });
}
