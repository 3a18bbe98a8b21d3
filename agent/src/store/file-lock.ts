import { DatabaseSync } from "node:sqlite";
import { RaeError } from "@rae/protocol";

/**
 * Holds `path` for this process: two agents on one registry would mix up its order. SQLite's own lock is used since the kernel
 * drops it with the process, whatever ends it.
 * @throws RaeError `data-unusable` if another process holds it.
 */
export function lockFile(path: string): { readonly release: () => void } {
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    throw new RaeError("data-unusable", `${path} is held by another agent that is running`, {
      cause: error,
      details: { path },
    });
  }
  return { release: () => database.close() };
}
