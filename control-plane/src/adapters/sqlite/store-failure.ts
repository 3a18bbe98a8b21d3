import { isPassingFailure } from "@rae/kit/sqlite";
import { type ErrorCode, RaeError } from "@rae/protocol";

/**
 * Runs a call on a store.
 * @throws RaeError with `code` for a failure that may pass, and after the store was closed.
 */
export function storeCall<T>(
  database: { readonly isOpen: boolean },
  code: ErrorCode,
  work: () => T,
): T {
  if (!database.isOpen) throw new RaeError(code, "the store is closed");
  try {
    return work();
  } catch (error) {
    if (!isPassingFailure(error)) throw error;
    throw new RaeError(code, `the store's file cannot be used now: ${error.message}`, {
      cause: error,
    });
  }
}
