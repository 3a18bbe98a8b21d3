import type { DatabaseSync } from "node:sqlite";
import { isBusy } from "./sqlite-failure.ts";
import { inTransaction } from "./transaction.ts";

/**
 * Writes what the file holds already, and makes it durable: throws what any write would, if the file is read-only or its disk full.
 * A file that another process writes to just now is well.
 */
export function probeWrite(database: DatabaseSync): void {
  try {
    writeNothing(database);
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}

/** A transaction that changes nothing, and is written and made durable as any other. */
export function writeNothing(database: DatabaseSync): void {
  inTransaction(database, () => {
    const version = Number(database.prepare("PRAGMA user_version").get()?.user_version);
    database.exec(`PRAGMA user_version = ${version}`);
  });
}
