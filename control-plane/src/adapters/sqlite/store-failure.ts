import type { DatabaseSync } from "node:sqlite";
import { isBusy, isPassingFailure } from "@rae/kit/sqlite";
import { type ErrorCode, RaeError } from "@rae/protocol";

/**
 * Runs a call on a store.
 * @throws RaeError with `code` for a failure that may pass, and after the store was closed.
 */
export function storeCall<T>(database: DatabaseSync, code: ErrorCode, work: () => T): T {
  if (!database.isOpen) throw new RaeError(code, "the store is closed");
  try {
    return work();
  } catch (error) {
    if (!isPassingFailure(error)) throw error;
    throw new RaeError(code, sentenceOf(database, error), { cause: error });
  }
}

function sentenceOf(database: DatabaseSync, error: Error): string {
  const sentence = `${database.location()} cannot be used now: ${error.message}`;
  if (isBusy(error)) return sentence;
  return `${sentence}; look whether its disk is full or broken, and whether this user may write it`;
}
