/** Facts about an error, in JSON, for the one who must act on it. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * An error with a code that stays the same, for machines, and a message for people. What a code means, and whose failure it is, says
 * the table of the workspace that knows it.
 */
export class CodedError<Code extends string = string> extends Error {
  override readonly name: string = "CodedError";
  readonly code: Code;
  readonly details: ErrorDetails;

  constructor(
    code: Code,
    message: string,
    options: { readonly cause?: unknown; readonly details?: ErrorDetails | undefined } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}
