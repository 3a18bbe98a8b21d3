/** Whose failure it is. */
export type Fault = "operator" | "client" | "device" | "infrastructure" | "internal";

/** What the table says of one error code. */
export interface ErrorCodeEntry {
  /** One sentence for a person; constant. */
  readonly summary: string;
  readonly fault: Fault;
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** Status of an HTTP answer that carries the code. */
  readonly httpStatus: number;
  /** What to do next. */
  readonly remedy: string;
}

/** A row of the table. */
export function entry(
  fault: Fault,
  httpStatus: number,
  retryable: boolean,
  summary: string,
  remedy: string,
): ErrorCodeEntry {
  return { summary, fault, retryable, httpStatus, remedy };
}
