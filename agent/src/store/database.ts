import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { makePrivateFile } from "@rae/kit";
import { makeDatabaseFile, walLimitBytes } from "@rae/kit/sqlite";
import { RaeError } from "@rae/protocol";
import { UnreadableContent } from "./unreadable-content.ts";

/** A step to the next version of the file; additive only, so that a binary one version older still opens it. */
export type Migration = string;

/**
 * Opens a SQLite file and brings it to the version of `migrations`, with a backup `<path>.v<version>` before.
 * @throws RaeError `data-unusable` if it cannot be opened, is damaged, or is more than one version newer.
 */
export function openDatabase(path: string, migrations: readonly Migration[]): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    makeDatabaseFile(path);
    database = new DatabaseSync(path);
    database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 1000",
    );
    database.exec(`PRAGMA journal_size_limit = ${walLimitBytes}`);
    // A registry is small and read little: SQLite's own cache is cut to half a megabyte.
    database.exec("PRAGMA cache_size = -512");
    checkPages(database);
    migrate(database, path, migrations);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof RaeError) throw error;
    throw unusable(path, error);
  }
}

/** Damage that is found here costs the registry; found later, in use, it costs the agent. */
function checkPages(database: DatabaseSync): void {
  const found = database.prepare("PRAGMA quick_check(1)").get()?.quick_check;
  if (found !== "ok") throw new UnreadableContent(String(found));
}

/** The error for a file that SQLite refuses. */
export function unusable(path: string, cause: unknown): RaeError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new RaeError("data-unusable", `${path} cannot be used: ${message}`, {
    cause,
    details: { path },
  });
}

function migrate(database: DatabaseSync, path: string, migrations: readonly Migration[]): void {
  const row = database.prepare("PRAGMA user_version").get();
  const version = Number(row?.user_version ?? 0);
  if (version > migrations.length + 1) {
    throw new RaeError(
      "data-unusable",
      `${path} was written by a newer version (${version}; this one knows ${migrations.length})`,
      { details: { path, version } },
    );
  }
  if (version >= migrations.length) return;
  if (version > 0) backUp(database, `${path}.v${version}`);
  database.exec("BEGIN IMMEDIATE");
  for (const migration of migrations.slice(version)) database.exec(migration);
  database.exec(`PRAGMA user_version = ${migrations.length}`);
  database.exec("COMMIT");
}

function backUp(database: DatabaseSync, path: string): void {
  rmSync(path, { force: true });
  makePrivateFile(path);
  database.prepare("VACUUM INTO ?").run(path);
}
