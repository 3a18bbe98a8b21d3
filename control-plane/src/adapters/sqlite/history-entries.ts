import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { HistoryEntry, HistoryQuery } from "../../ports/history.ts";

/**
 * Entries lie in the order in which they came, found by a small index of places. `day_revisions` tells which revisions of a
 * session were received on a day (of the epoch), so that a question by time reads those days alone.
 */
export const entriesSchema = `
  CREATE TABLE session (session_no INTEGER PRIMARY KEY, session_id TEXT NOT NULL UNIQUE);
  CREATE TABLE entry (
    entry_no INTEGER PRIMARY KEY, session_no INTEGER NOT NULL, revision INTEGER NOT NULL, slot INTEGER NOT NULL,
    box_id TEXT NOT NULL, kind TEXT NOT NULL, observed_at_ms INTEGER NOT NULL, received_at_ms INTEGER NOT NULL,
    clock_suspect INTEGER NOT NULL, payload BLOB NOT NULL
  );
  CREATE UNIQUE INDEX entry_place ON entry (session_no, revision, slot);
  CREATE TABLE day_revisions (
    session_no INTEGER NOT NULL, day INTEGER NOT NULL, lowest INTEGER NOT NULL, highest INTEGER NOT NULL,
    PRIMARY KEY (session_no, day)
  ) WITHOUT ROWID;
  CREATE INDEX day_revisions_day ON day_revisions (day);
`;

const dayMs = 86_400_000;
const sessionsCached = 100_000;
const slots = ["change", "snapshot"] as const;

interface Days {
  readonly sessionNo: number;
  readonly day: number;
  lowest: number;
  highest: number;
}

/** History entries in the history's file. Writes belong into a transaction; after one that failed, call `forget`. */
export class HistoryEntries {
  readonly #sessionNos = new Map<string, number>();
  readonly #database: DatabaseSync;
  readonly #addSession: StatementSync;
  readonly #findSession: StatementSync;
  readonly #add: StatementSync;
  readonly #addDays: StatementSync;
  readonly #bounds: StatementSync;
  readonly #trim: StatementSync;
  readonly #trimDays: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#addSession = database.prepare(
      "INSERT INTO session (session_id) VALUES (?) ON CONFLICT (session_id) DO NOTHING",
    );
    this.#findSession = database.prepare("SELECT session_no FROM session WHERE session_id = ?");
    this.#add = database.prepare(
      `INSERT INTO entry (session_no, revision, slot, box_id, kind, observed_at_ms, received_at_ms, clock_suspect, payload)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session_no, revision, slot) DO NOTHING`,
    );
    this.#addDays = database.prepare(
      `INSERT INTO day_revisions (session_no, day, lowest, highest) VALUES (?, ?, ?, ?)
       ON CONFLICT (session_no, day) DO UPDATE SET
         lowest = min(lowest, excluded.lowest), highest = max(highest, excluded.highest)`,
    );
    this.#bounds = database.prepare(
      `SELECT min(lowest) AS lowest, max(highest) AS highest FROM day_revisions
       WHERE session_no = ? AND day BETWEEN ? AND ?`,
    );
    this.#trim = database.prepare(
      `DELETE FROM entry WHERE entry_no IN (
         SELECT entry_no FROM (SELECT entry_no, received_at_ms FROM entry ORDER BY entry_no LIMIT ?) WHERE received_at_ms < ?
       )`,
    );
    this.#trimDays = database.prepare("DELETE FROM day_revisions WHERE day < ?");
  }

  /** The first entry of each (session, revision, slot) stays. */
  add(entries: readonly HistoryEntry[]): void {
    const days = new Map<string, Days>();
    for (const entry of entries) {
      const sessionNo = this.#sessionNoFor(entry.sessionId);
      this.#add.run(
        sessionNo,
        entry.revision,
        slots.indexOf(entry.slot),
        entry.boxId,
        entry.kind,
        entry.observedAtMs,
        entry.receivedAtMs,
        entry.clockSuspect ? 1 : 0,
        entry.payload,
      );
      noteDay(days, sessionNo, entry);
    }
    for (const { sessionNo, day, lowest, highest } of days.values()) {
      this.#addDays.run(sessionNo, day, lowest, highest);
    }
  }

  /** Numbers given to sessions in a transaction that was rolled back do not hold. */
  forget(): void {
    this.#sessionNos.clear();
  }

  read(query: HistoryQuery): HistoryEntry[] {
    const sessionNo = this.#sessionNo(query.sessionId);
    if (sessionNo === undefined) return [];
    const newestFirst = query.order === "newest-first";
    const conditions = ["session_no = ?"];
    const values: SQLInputValue[] = [sessionNo];
    const where = (condition: string, value: number | undefined) => {
      if (value === undefined) return;
      conditions.push(condition);
      values.push(value);
    };
    where(newestFirst ? "revision < ?" : "revision > ?", query.afterRevision);
    if (query.fromMs !== undefined || query.toMs !== undefined) {
      const bounds = this.#boundsOf(sessionNo, query);
      if (bounds === undefined) return [];
      where("revision >= ?", bounds.lowest);
      where("revision <= ?", bounds.highest);
    }
    where("received_at_ms >= ?", query.fromMs);
    where("received_at_ms < ?", query.toMs);
    const order = newestFirst ? "DESC" : "ASC";
    const rows = this.#database
      .prepare(
        `SELECT * FROM entry INDEXED BY entry_place WHERE ${conditions.join(" AND ")}
         ORDER BY revision ${order}, slot ${order} LIMIT ?`,
      )
      .all(...values, query.limit);
    return rows.map((row) => readEntry(query.sessionId, row));
  }

  /** Deletes what was received before, if it is among the oldest `limit`; returns how many. */
  trim(beforeMs: number, limit: number): number {
    this.#trimDays.run(Math.floor(beforeMs / dayMs));
    return Number(this.#trim.run(limit, beforeMs).changes);
  }

  #boundsOf(sessionNo: number, { fromMs, toMs }: HistoryQuery) {
    const fromDay = fromMs === undefined ? Number.MIN_SAFE_INTEGER : Math.floor(fromMs / dayMs);
    const toDay = toMs === undefined ? Number.MAX_SAFE_INTEGER : Math.floor(toMs / dayMs);
    const row = this.#bounds.get(sessionNo, fromDay, toDay);
    if (row === undefined || row.lowest === null) return undefined;
    return { lowest: Number(row.lowest), highest: Number(row.highest) };
  }

  #sessionNoFor(sessionId: string): number {
    const known = this.#sessionNo(sessionId);
    if (known !== undefined) return known;
    const sessionNo = Number(this.#addSession.run(sessionId).lastInsertRowid);
    this.#cache(sessionId, sessionNo);
    return sessionNo;
  }

  #sessionNo(sessionId: string): number | undefined {
    const cached = this.#sessionNos.get(sessionId);
    if (cached !== undefined) return cached;
    const row = this.#findSession.get(sessionId);
    if (row === undefined) return undefined;
    this.#cache(sessionId, Number(row.session_no));
    return Number(row.session_no);
  }

  #cache(sessionId: string, sessionNo: number): void {
    if (this.#sessionNos.size >= sessionsCached) this.#sessionNos.clear();
    this.#sessionNos.set(sessionId, sessionNo);
  }
}

function noteDay(days: Map<string, Days>, sessionNo: number, entry: HistoryEntry): void {
  const day = Math.floor(entry.receivedAtMs / dayMs);
  const key = `${sessionNo} ${day}`;
  const known = days.get(key);
  if (known === undefined) {
    days.set(key, { sessionNo, day, lowest: entry.revision, highest: entry.revision });
    return;
  }
  known.lowest = Math.min(known.lowest, entry.revision);
  known.highest = Math.max(known.highest, entry.revision);
}

function readEntry(sessionId: string, row: Readonly<Record<string, unknown>>): HistoryEntry {
  return {
    sessionId,
    boxId: String(row.box_id),
    revision: Number(row.revision),
    slot: slots[Number(row.slot)] ?? "change",
    kind: String(row.kind),
    observedAtMs: Number(row.observed_at_ms),
    receivedAtMs: Number(row.received_at_ms),
    clockSuspect: row.clock_suspect === 1,
    payload: row.payload as Uint8Array,
  };
}
