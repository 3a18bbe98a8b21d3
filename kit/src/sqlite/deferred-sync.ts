import type { DatabaseSync } from "node:sqlite";
import { writeNothing } from "./write-probe.ts";

/**
 * From now on transactions return before they are on the disk; `syncWrites` waits for it. What is lost with the power is the newest
 * of them, never one before another; a process that dies loses none.
 */
export function deferSync(database: DatabaseSync): void {
  database.exec("PRAGMA synchronous = NORMAL");
}

/** Makes durable what was committed since `deferSync`. Throws what any write would; then it may be durable or not. */
export function syncWrites(database: DatabaseSync): void {
  // A commit in this mode syncs the write-ahead log, and with it all commits before.
  database.exec("PRAGMA synchronous = FULL");
  try {
    writeNothing(database);
  } finally {
    database.exec("PRAGMA synchronous = NORMAL");
  }
}
