import type { DatabaseSync, StatementSync } from "node:sqlite";
import { RaeError } from "@rae/protocol";
import type { ViewPosition, ViewRecord } from "../../ports/fleet-view.ts";
import { machineStart } from "./machine-start.ts";

/**
 * The change stream: which record changed, not what it became, so that a hundred thousand changes are a few megabytes. Its
 * epoch is the file's own, so that a position of a view that was lost is known as foreign.
 */
export const changesSchema = `
  CREATE TABLE change (position INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, record_key TEXT NOT NULL);
  CREATE TABLE epoch (name TEXT NOT NULL);
  INSERT INTO epoch (name) VALUES (lower(hex(randomblob(6))));
`;

/** For which start of the machine the epoch is. */
export const epochOfStartSchema = "ALTER TABLE epoch ADD COLUMN machine_start TEXT";

/** How long an opening waits for another process's write. */
const openTimeoutMs = 5_000;

export interface ChangeEntry {
  readonly position: number;
  readonly kind: ViewRecord["kind"];
  readonly key: string;
}

/** Reads and writes the change stream in the view's file. */
export class FleetViewChanges {
  readonly #epoch: string;
  readonly #keep: number;
  readonly #insert: StatementSync;
  readonly #newest: StatementSync;
  readonly #oldest: StatementSync;
  readonly #page: StatementSync;
  readonly #trim: StatementSync;

  constructor(database: DatabaseSync, keep: number) {
    this.#keep = keep;
    this.#epoch = epochOf(database, machineStart());
    this.#insert = database.prepare("INSERT INTO change (kind, record_key) VALUES (?, ?)");
    this.#newest = database.prepare(
      "SELECT seq AS position FROM sqlite_sequence WHERE name = 'change'",
    );
    this.#oldest = database.prepare("SELECT min(position) AS position FROM change");
    this.#page = database.prepare(
      "SELECT position, kind, record_key FROM change WHERE position > ? ORDER BY position LIMIT ?",
    );
    this.#trim = database.prepare("DELETE FROM change WHERE position <= ?");
  }

  add(kind: ViewRecord["kind"], key: string): void {
    this.#insert.run(kind, key);
  }

  /** Deletes what is beyond the bound. */
  trim(): void {
    this.#trim.run(this.newest() - this.#keep);
  }

  /** Deletes all of it; the position of who has read everything is gone too. */
  clear(): void {
    const { lastInsertRowid } = this.#insert.run("device", "");
    this.#trim.run(lastInsertRowid);
  }

  newest(): number {
    return Number(this.#newest.get()?.position ?? 0);
  }

  /**
   * Changes behind `position`, oldest first, at most `limit`.
   * @throws RaeError `bad-cursor` if some of them are gone.
   */
  after(position: number, limit: number): ChangeEntry[] {
    const oldest = this.#oldest.get()?.position;
    const kept = oldest === null || oldest === undefined ? this.newest() + 1 : Number(oldest);
    if (position < kept - 1) throw badCursor("the position is older than what is kept");
    if (position > this.newest()) throw badCursor("the position is of another view");
    return this.#page.all(position, limit).map((row) => ({
      position: Number(row.position),
      kind: String(row.kind) as ViewRecord["kind"],
      key: String(row.record_key),
    }));
  }

  encode(position: number): ViewPosition {
    return `${this.#epoch}-${position}`;
  }

  /** @throws RaeError `bad-cursor` for a position that this view did not make. */
  decode(position: ViewPosition): number {
    const [epoch, digits, ...rest] = position.split("-");
    const known = epoch === this.#epoch && rest.length === 0 && /^\d{1,15}$/.test(digits ?? "");
    if (!known) throw badCursor("the position is not one of this view");
    return Number(digits);
  }
}

/** A loss of power may take the newest positions, which other changes get then: so each start of the machine has its epoch. */
function epochOf(database: DatabaseSync, start: string): string {
  const read = () => database.prepare("SELECT name, machine_start FROM epoch").get();
  if (read()?.machine_start !== start) {
    database.exec(`PRAGMA busy_timeout = ${openTimeoutMs}`);
    database
      .prepare(
        `UPDATE epoch SET name = lower(hex(randomblob(6))), machine_start = ?1
         WHERE machine_start IS NOT ?1`,
      )
      .run(start);
    database.exec("PRAGMA busy_timeout = 0");
  }
  return String(read()?.name);
}

function badCursor(message: string): RaeError {
  return new RaeError("bad-cursor", message);
}
