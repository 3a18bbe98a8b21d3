import { renameSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { CodedError } from "../coded-error.ts";
import { makePrivateFile } from "../private-files.ts";
import { makeDatabaseFile, walLimitBytes } from "./database-file.ts";
import { isBusy } from "./sqlite-failure.ts";
import { inTransaction } from "./transaction.ts";

export interface DatabaseOptions {
  /**
   * SQL scripts, in order, each additive (new tables, columns with defaults, indexes): a program that knows
   * fewer of them still works on the file. Never edit one that was released; append.
   */
  readonly migrations: readonly string[];
  /** Raised with a migration that cannot be additive; a program refuses files of a newer format. Default 1. */
  readonly format?: number;
  /** How long opening may wait for another process that opens the same file. Default 5 s. */
  readonly openTimeoutMs?: number;
}

// `user_version` = format * stepsPerFormat + migrations applied.
const stepsPerFormat = 1000;

// Nothing runs on the event loop yet.
const defaultOpenTimeoutMs = 5_000;

/**
 * Opens the SQLite file at `path` (made with its folder if missing, both for their owner only) in WAL mode with `synchronous=FULL`,
 * foreign keys on, and brought up to the newest migration in one transaction. Before a file that holds data
 * is migrated, a copy is left beside it as `<path>.before-<user_version>.bak`. A file with more migrations of the same format
 * opens as it is. Afterwards a locked file fails at once: the event loop never blocks on another process.
 * @throws CodedError `data-unusable` with a sentence for the operator: the file is of a newer format, is no database, is held by
 *   another process, or cannot be made.
 */
export function openDatabase(path: string, options: DatabaseOptions): DatabaseSync {
  try {
    return open(path, options);
  } catch (error) {
    throw unusable(path, error);
  }
}

function open(path: string, options: DatabaseOptions): DatabaseSync {
  if (path !== ":memory:") makeDatabaseFile(path);
  const database = new DatabaseSync(path, {
    timeout: options.openTimeoutMs ?? defaultOpenTimeoutMs,
    enableForeignKeyConstraints: true,
  });
  try {
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    database.exec(`PRAGMA journal_size_limit = ${walLimitBytes}`);
    migrate(database, path, options);
    database.exec("PRAGMA busy_timeout = 0");
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

function unusable(path: string, error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const message = isBusy(error)
    ? `${path} is locked by another process: stop that, or wait until it has ended, and start again`
    : `${path} cannot be used: ${reason}`;
  return new CodedError("data-unusable", message, { cause: error, details: { path } });
}

function migrate(database: DatabaseSync, path: string, options: DatabaseOptions): void {
  const format = options.format ?? 1;
  const wanted = format * stepsPerFormat + options.migrations.length;
  const found = userVersion(database);
  refuseNewerFormat(path, found, format);
  if (found >= wanted) return;
  if (found > 0) backUp(database, path, found);
  inTransaction(database, () => {
    // Another process may have migrated the file since it was looked at.
    const current = userVersion(database);
    refuseNewerFormat(path, current, format);
    if (current >= wanted) return;
    const applied = current % stepsPerFormat;
    for (const script of options.migrations.slice(applied)) database.exec(script);
    database.exec(`PRAGMA user_version = ${wanted}`);
  });
}

function refuseNewerFormat(path: string, version: number, format: number): void {
  const found = Math.floor(version / stepsPerFormat);
  if (found <= format) return;
  throw new CodedError(
    "data-unusable",
    `${path} has format ${found}, this program knows formats up to ${format}: upgrade this program or use the backup beside the file`,
    { details: { path, found, known: format } },
  );
}

function backUp(database: DatabaseSync, path: string, version: number): void {
  const target = `${path}.before-${version}.bak`;
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  // An empty file is taken as it is, rights included.
  makePrivateFile(partial);
  database.prepare("VACUUM INTO ?").run(partial);
  renameSync(partial, target);
}

function userVersion(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.user_version);
}
