import type { DatabaseSync } from "node:sqlite";

/**
 * Runs `work` in one write transaction: all of it is durable on return, or none of it happened and the
 * error is thrown on. Must not be nested.
 */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  // IMMEDIATE takes the write lock first, so that a read inside cannot be out of date at the commit.
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite rolls back by itself on a full disk or an I/O error.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
