import { isDamage } from "@rae/kit/sqlite";
import { RaeError } from "@rae/protocol";

/** The file is a database, and what it says cannot be a registry. */
export class UnreadableContent extends Error {
  override readonly name = "UnreadableContent";
}

// https://sqlite.org/rescode.html: a table or a column that our statements name is not there.
const sqlError = 1;

/**
 * Whether opening failed because of what is in the file, so that it fails at every start; not if it cannot be reached or written, or is
 * refused on purpose.
 */
export function isUnreadable(error: unknown): boolean {
  if (error instanceof RaeError) return error.cause !== undefined && isUnreadable(error.cause);
  if (error instanceof UnreadableContent || isDamage(error)) return true;
  if (!(error instanceof Error)) return false;
  if ("errcode" in error) return error.errcode === sqlError;
  // A number in the file that JavaScript cannot hold.
  return "code" in error && error.code === "ERR_OUT_OF_RANGE";
}
