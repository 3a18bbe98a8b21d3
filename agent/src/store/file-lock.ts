import { truncateSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { isBusy, isDamage, makeDatabaseFile } from "@rae/kit/sqlite";
import { RaeError } from "@rae/protocol";
import { unusable } from "./database.ts";

/**
 * Holds `path` for this process: two agents on one registry would mix up its order. SQLite's own lock is used since the kernel
 * drops it with the process, whatever ends it.
 * Its folder is made if it is missing.
 * @throws RaeError `data-unusable` if another process holds it, or the folder cannot be written.
 */
export function lockFile(path: string): { readonly release: () => void } {
  const database = openLock(path);
  try {
    database.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (isDamage(error)) {
      // Nothing is ever written to it. Emptied where it is, it stays the file that others may hold.
      truncateSync(path);
      return lockFile(path);
    }
    if (!isBusy(error)) throw unusable(path, error);
    throw new RaeError("data-unusable", `${path} is held by another agent that is running`, {
      cause: error,
      details: { path },
    });
  }
  return { release: () => database.close() };
}

function openLock(path: string): DatabaseSync {
  try {
    makeDatabaseFile(path);
    return new DatabaseSync(path);
  } catch (error) {
    throw unusable(path, error);
  }
}
