import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { isNewerBox } from "../../core/box-order.ts";
import type { BoxRecord } from "../../core/box-record.ts";
import { isNewerCommand } from "../../core/command-order.ts";
import type { CommandRecord } from "../../core/command-record.ts";
import { isNewerDevice } from "../../core/device-order.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import { parseRecordText, recordText } from "../../core/record-text.ts";

/** Tables of current states, the same in the view's file and in the history's. */
export const currentRecordsSchema = `
  CREATE TABLE device (
    session_id TEXT PRIMARY KEY, box_id TEXT NOT NULL, revision INTEGER NOT NULL, stale INTEGER NOT NULL,
    ended_at_ms INTEGER, record TEXT NOT NULL
  );
  CREATE INDEX device_open ON device (box_id) WHERE ended_at_ms IS NULL;
  CREATE INDEX device_ended ON device (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
  CREATE TABLE box (box_id TEXT PRIMARY KEY, record TEXT NOT NULL);
  CREATE TABLE command (
    command_id TEXT PRIMARY KEY, session_id TEXT NOT NULL, requested_at_ms INTEGER NOT NULL, provisional INTEGER NOT NULL,
    finished_at_ms INTEGER, record TEXT NOT NULL
  );
  CREATE INDEX command_session ON command (session_id, requested_at_ms);
  CREATE INDEX command_open ON command (command_id) WHERE finished_at_ms IS NULL AND provisional = 0;
  CREATE INDEX command_finished ON command (finished_at_ms) WHERE finished_at_ms IS NOT NULL;
  CREATE INDEX command_provisional ON command (requested_at_ms) WHERE provisional = 1;
`;

const pageRows = 500;

/**
 * Current states of a large fleet are written all over their table. A cache that holds 20,000 of them, and fewer, larger
 * checkpoints of the write-ahead log, keep the cost of a record from growing with the fleet.
 */
export function tuneForCurrentRecords(database: DatabaseSync): void {
  database.exec("PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000;");
}

/** Current states in a SQLite file, each write guarded as `FleetView.apply` says. Writes belong into a transaction. */
export class CurrentRecords {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Whether the record was newer and is now stored; so with the others. */
  applyDevice(record: DeviceRecord): boolean {
    const row = this.#get(
      "SELECT box_id, revision, stale, ended_at_ms FROM device WHERE session_id = ?",
      record.sessionId,
    );
    if (row !== undefined) {
      const stored = {
        boxId: String(row.box_id),
        revision: Number(row.revision),
        stale: row.stale === 1,
        ended: row.ended_at_ms === null ? undefined : row,
      };
      if (!isNewerDevice(record, stored)) return false;
    }
    this.#run(
      `INSERT INTO device (session_id, box_id, revision, stale, ended_at_ms, record) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (session_id) DO UPDATE SET
         revision = excluded.revision, stale = excluded.stale, ended_at_ms = excluded.ended_at_ms, record = excluded.record`,
      record.sessionId,
      record.boxId,
      record.revision,
      record.stale ? 1 : 0,
      record.ended?.receivedAtMs ?? null,
      recordText(record),
    );
    return true;
  }

  applyBox(record: BoxRecord): boolean {
    const stored = this.readBox(record.boxId);
    if (stored !== undefined && !isNewerBox(record, stored)) return false;
    this.#run(
      "INSERT INTO box (box_id, record) VALUES (?, ?) ON CONFLICT (box_id) DO UPDATE SET record = excluded.record",
      record.boxId,
      recordText(record),
    );
    return true;
  }

  applyCommand(record: CommandRecord): boolean {
    const stored = this.readCommand(record.commandId);
    if (stored !== undefined && !isNewerCommand(record, stored)) return false;
    this.#run(
      `INSERT INTO command (command_id, session_id, requested_at_ms, provisional, finished_at_ms, record)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (command_id) DO UPDATE SET
         session_id = excluded.session_id, requested_at_ms = excluded.requested_at_ms, provisional = excluded.provisional,
         finished_at_ms = excluded.finished_at_ms, record = excluded.record`,
      record.commandId,
      record.sessionId,
      record.requestedAtMs,
      record.provisional ? 1 : 0,
      record.finishedAtMs ?? null,
      recordText(record),
    );
    return true;
  }

  readDevice(sessionId: string): DeviceRecord | undefined {
    return this.#read("SELECT record FROM device WHERE session_id = ?", sessionId);
  }

  readBox(boxId: string): BoxRecord | undefined {
    return this.#read("SELECT record FROM box WHERE box_id = ?", boxId);
  }

  readCommand(commandId: string): CommandRecord | undefined {
    return this.#read("SELECT record FROM command WHERE command_id = ?", commandId);
  }

  readDevices(ids: readonly string[]): Map<string, DeviceRecord> {
    return found(ids, (id) => this.readDevice(id));
  }

  readBoxes(ids: readonly string[]): Map<string, BoxRecord> {
    return found(ids, (id) => this.readBox(id));
  }

  readCommands(ids: readonly string[]): Map<string, CommandRecord> {
    return found(ids, (id) => this.readCommand(id));
  }

  readDevicesOfBox(boxId: string): DeviceRecord[] {
    return this.#all("SELECT record FROM device WHERE box_id = ? AND ended_at_ms IS NULL", boxId);
  }

  readCommandsOfDevice(sessionId: string, limit: number): CommandRecord[] {
    return this.#all(
      `SELECT record FROM command WHERE session_id = ? AND provisional = 0
       ORDER BY requested_at_ms DESC, command_id DESC LIMIT ?`,
      sessionId,
      limit,
    );
  }

  /** One page of devices that have not ended, by ascending id; empty at the end. So with the others. */
  pageOfDevices(afterId: string): DeviceRecord[] {
    return this.#all(
      "SELECT record FROM device WHERE session_id > ? AND ended_at_ms IS NULL ORDER BY session_id LIMIT ?",
      afterId,
      pageRows,
    );
  }

  pageOfBoxes(afterId: string): BoxRecord[] {
    return this.#all(
      "SELECT record FROM box WHERE box_id > ? ORDER BY box_id LIMIT ?",
      afterId,
      pageRows,
    );
  }

  pageOfOpenCommands(afterId: string): CommandRecord[] {
    return this.#all(
      `SELECT record FROM command WHERE command_id > ? AND finished_at_ms IS NULL AND provisional = 0
       ORDER BY command_id LIMIT ?`,
      afterId,
      pageRows,
    );
  }

  /** Deletes at most `limit` of each that are over since before the times given; returns how many. */
  trim(
    before: {
      readonly endedMs: number;
      readonly finishedMs: number;
      readonly provisionalMs: number;
    },
    limit: number,
  ): number {
    const run = (table: string, key: string, condition: string, beforeMs: number) =>
      this.#run(
        `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${condition} < ? LIMIT ?)`,
        beforeMs,
        limit,
      );
    const { endedMs, finishedMs, provisionalMs } = before;
    return (
      run("device", "session_id", "ended_at_ms", endedMs) +
      run("command", "command_id", "finished_at_ms", finishedMs) +
      run("command", "command_id", "provisional = 1 AND requested_at_ms", provisionalMs)
    );
  }

  clear(): void {
    this.#database.exec("DELETE FROM device; DELETE FROM box; DELETE FROM command;");
  }

  #read<T>(sql: string, key: string): T | undefined {
    const row = this.#get(sql, key);
    return row === undefined ? undefined : parseRecordText<T>(String(row.record));
  }

  #all<T>(sql: string, ...values: SQLInputValue[]): T[] {
    const rows = this.#prepared(sql).all(...values);
    return rows.map((row) => parseRecordText<T>(String(row.record)));
  }

  #get(sql: string, key: string) {
    return this.#prepared(sql).get(key);
  }

  #run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...values).changes);
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function found<T>(ids: readonly string[], read: (id: string) => T | undefined): Map<string, T> {
  const records = new Map<string, T>();
  for (const id of ids) {
    const record = read(id);
    if (record !== undefined) records.set(id, record);
  }
  return records;
}
