import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** What the Local Registry itself holds, read from its file beside the running agent. */
export interface RegistryContent {
  readonly registryId: string;
  readonly outboxRows: number;
  /** Revision of each open session. */
  readonly sessions: ReadonlyMap<string, number>;
}

export function registryPath(agentFolder: string): string {
  return join(agentFolder, "registry", "registry.sqlite");
}

/** The files of a SQLite database in WAL mode. */
export function registryFiles(agentFolder: string): readonly string[] {
  const path = registryPath(agentFolder);
  return [path, `${path}-wal`, `${path}-shm`].filter((file) => existsSync(file));
}

export function readRegistry(agentFolder: string): RegistryContent {
  const database = new DatabaseSync(registryPath(agentFolder), { readOnly: true });
  try {
    const id = database.prepare("SELECT value FROM meta WHERE name LIKE 'registry%'").get();
    const rows = database.prepare("SELECT count(*) AS count FROM outbox").get();
    const sessions = database.prepare("SELECT session_id, revision FROM sessions").all();
    return {
      registryId: String(id?.value),
      outboxRows: Number(rows?.count),
      sessions: new Map(
        sessions.map((row) => [String(row.session_id), Number(row.revision)] as const),
      ),
    };
  } finally {
    database.close();
  }
}
