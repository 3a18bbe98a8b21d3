import { ConfigError, DeadlineExceeded } from "@rae/kit";
import { toRaeError } from "@rae/protocol";

/** The sentence that a person needs; a bug comes with its stack. */
export function explainFailure(program: string, error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof AggregateError || error instanceof DeadlineExceeded) {
    return `${program} did not stop cleanly: ${reasonsOf(error).join("; ")}. Nothing that was acknowledged is lost.`;
  }
  const { code, fault, message } = toRaeError(error);
  if (code !== "internal") return `${program}: ${message} (${code}, ${fault})`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What failed, each from the part that tells it down to its cause. */
function reasonsOf(error: unknown): readonly string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(reasonsOf);
  if (!(error instanceof Error)) return [String(error)];
  if (error.cause === undefined) return [error.message];
  return reasonsOf(error.cause).map((reason) => `${error.message}: ${reason}`);
}
