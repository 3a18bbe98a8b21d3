import type { DatabaseSync, StatementSync } from "node:sqlite";
import { parseBoxEvent, type RevisionRange } from "@rae/protocol";
import type { OutboxLane, OutboxRow } from "../ports/store.ts";
import type { SentMark } from "./sent-mark.ts";

/** What a row holds. `delta` and `snapshot` may be replaced by a newer snapshot while they were never sent. */
export type OutboxKind = "outcome" | "roster" | "attached" | "delta" | "snapshot" | "detached";

export interface NewOutboxRow {
  readonly lane: OutboxLane;
  readonly kind: OutboxKind;
  /** Empty for a roster. */
  readonly sessionId: string;
  /** The deltas that the row stands for, itself included; undefined if none. */
  readonly deltas?: RevisionRange;
  readonly payload: Uint8Array;
}

// Rough cost of a row beside its payload: row header, two index entries.
const rowOverheadBytes = 96;
const laneNumbers = { outcomes: 0, events: 1 } as const satisfies Record<OutboxLane, number>;

interface Replaceable {
  rows: number;
  bytes: number;
}

/** Unsent messages, with their sum in bytes and what each session has that a snapshot could replace. */
export class OutboxTable {
  readonly #insert: StatementSync;
  readonly #read: StatementSync;
  readonly #delete: StatementSync;
  readonly #has: StatementSync;
  readonly #deleteRosters: StatementSync;
  readonly #countReplaceable: StatementSync;
  readonly #deleteReplaceable: StatementSync;
  readonly #replaceable = new Map<string, Replaceable>();
  readonly #sent: SentMark;
  #rows = 0;
  #bytes = 0;
  #appendedBytes = 0;

  constructor(database: DatabaseSync, sent: SentMark) {
    this.#sent = sent;
    this.#insert = database.prepare(
      `INSERT INTO outbox (lane, kind, session_id, from_revision, to_revision, payload)
       VALUES (?, ?, ?, ?, ?, ?)`,
    );
    this.#read = database.prepare(
      "SELECT id, payload FROM outbox WHERE lane = ? AND id > ? ORDER BY id LIMIT ?",
    );
    const forgotten = "RETURNING kind, session_id, length(payload) AS bytes";
    this.#delete = database.prepare(`DELETE FROM outbox WHERE id = ? ${forgotten}`);
    this.#has = database.prepare("SELECT 1 FROM outbox WHERE id = ?");
    this.#deleteRosters = database.prepare(
      `DELETE FROM outbox WHERE session_id = '' AND id > ? AND kind = 'roster' ${forgotten}`,
    );
    const replaceable = "session_id = ? AND id > ? AND kind IN ('delta', 'snapshot')";
    this.#countReplaceable = database.prepare(
      `SELECT count(*) AS rows FROM outbox WHERE ${replaceable}`,
    );
    this.#deleteReplaceable = database.prepare(
      `DELETE FROM outbox WHERE ${replaceable}
       ${forgotten}, id, from_revision, to_revision, iif(kind = 'snapshot', payload, NULL) AS snapshot`,
    );
    const sums = database
      .prepare(
        `SELECT kind, session_id, count(*) AS rows, sum(length(payload)) AS bytes
         FROM outbox GROUP BY kind, session_id`,
      )
      .iterate();
    for (const sum of sums) this.#count(sum, Number(sum.rows), Number(sum.bytes));
  }

  get rows(): number {
    return this.#rows;
  }
  get bytes(): number {
    return this.#bytes;
  }

  /** Appended since the table was opened. */
  get appendedBytes(): number {
    return this.#appendedBytes;
  }

  append({ lane, kind, sessionId, deltas, payload }: NewOutboxRow): number {
    const { lastInsertRowid } = this.#insert.run(
      laneNumbers[lane],
      kind,
      sessionId,
      deltas?.from ?? 0,
      deltas?.to ?? 0,
      payload,
    );
    this.#count({ kind, session_id: sessionId }, 1, payload.length);
    this.#appendedBytes += payload.length + rowOverheadBytes;
    return Number(lastInsertRowid);
  }

  read(lane: OutboxLane, afterId: number, limit: number): OutboxRow[] {
    return this.#read.all(laneNumbers[lane], afterId, limit).map((row) => ({
      id: Number(row.id),
      payload: row.payload as Uint8Array,
    }));
  }

  has(id: number): boolean {
    return this.#has.get(id) !== undefined;
  }

  delete(id: number): void {
    this.#forget(this.#delete.all(id));
  }

  dropUnsentRosters(): void {
    this.#forget(this.#deleteRosters.all(this.#sent.id));
  }

  /** The session with most bytes that a snapshot could replace, among those that `isEligible`. */
  largestReplaceable(isEligible: (sessionId: string) => boolean): string | undefined {
    let largest: { readonly sessionId: string; readonly bytes: number } | undefined;
    for (const [sessionId, { rows, bytes }] of this.#replaceable) {
      if (rows < 2 || bytes <= (largest?.bytes ?? 0) || !isEligible(sessionId)) continue;
      largest = { sessionId, bytes };
    }
    return largest?.sessionId;
  }

  /** Removes the session's unsent deltas and snapshots; undefined if there are not two of them to gain by. */
  removeReplaceable(
    sessionId: string,
  ): { readonly range: RevisionRange | undefined; readonly deltas: number } | undefined {
    const unsent = Number(this.#countReplaceable.get(sessionId, this.#sent.id)?.rows);
    if (unsent < 2) return undefined;
    const removed = this.#deleteReplaceable.all(sessionId, this.#sent.id);
    this.#forget(removed);
    return {
      range: unsentRange(removed),
      deltas: removed.filter((row) => row.kind === "delta").length,
    };
  }

  #forget(rows: readonly Record<string, unknown>[]): void {
    for (const row of rows) this.#count(row, -1, -Number(row.bytes));
  }

  #count(row: Record<string, unknown>, rows: number, payloadBytes: number): void {
    const bytes = payloadBytes + rows * rowOverheadBytes;
    this.#rows += rows;
    this.#bytes += bytes;
    if (row.kind !== "delta" && row.kind !== "snapshot") return;
    const sessionId = String(row.session_id);
    const entry = this.#replaceable.get(sessionId) ?? { rows: 0, bytes: 0 };
    entry.rows += rows;
    entry.bytes += bytes;
    if (entry.rows > 0) this.#replaceable.set(sessionId, entry);
    else this.#replaceable.delete(sessionId);
  }
}

/**
 * The deltas that rows stand for. A snapshot that leaps over revisions comes from a resync: the control plane has them, and all
 * before it, from another copy of this registry, and none of them may be called unsent.
 */
function unsentRange(rows: readonly Record<string, unknown>[]): RevisionRange | undefined {
  let range: RevisionRange | undefined;
  for (const row of rows.toSorted((a, b) => Number(a.id) - Number(b.id))) {
    const [from, to] = [Number(row.from_revision), Number(row.to_revision)];
    if (range !== undefined && row.snapshot instanceof Uint8Array) {
      const revision = revisionIn(row.snapshot);
      if (revision === undefined || revision > range.to + 1) range = undefined;
    }
    if (from > 0) range = { from: range?.from ?? from, to };
  }
  return range;
}

/** Undefined if the file gave back something else. */
function revisionIn(payload: Uint8Array): number | undefined {
  try {
    const event = parseBoxEvent(payload);
    return "revision" in event ? event.revision : undefined;
  } catch {
    return undefined;
  }
}
