import type { DatabaseSync, StatementSync } from "node:sqlite";

/** How many ids one write to the file covers. After a crash so many rows more than were sent count as sent. */
const reservedIds = 256;

/**
 * Up to which row events were handed to a connection. What was sent must never be replaced, also by a process that knows nothing of the
 * connection: the file holds an id that no sent row is beyond, written before the first row beyond it is sent.
 */
export class SentMark {
  readonly #set: StatementSync;
  #id: number;
  #reservedId: number;

  constructor(database: DatabaseSync) {
    this.#set = database.prepare(
      `INSERT INTO meta (name, value) VALUES ('sent_up_to', ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    );
    const stored = database.prepare("SELECT value FROM meta WHERE name = 'sent_up_to'").get();
    const newest = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").get();
    const newestId = Number(newest?.seq ?? 0);
    // A file of an older version has no mark: any of its rows may have been sent.
    this.#reservedId = Number(stored?.value ?? newestId);
    if (stored === undefined) this.#set.run(newestId);
    this.#id = Math.min(this.#reservedId, newestId);
  }

  /** Rows behind it were never sent. */
  get id(): number {
    return this.#id;
  }

  /** Whether the file must be written before the row may be sent. */
  isBeyondReserve(id: number): boolean {
    return id > this.#reservedId;
  }

  /** Inside of a transaction, which must be committed before the row is sent. */
  reserve(id: number): void {
    this.#reservedId = id + reservedIds;
    this.#set.run(this.#reservedId);
  }

  advance(id: number): void {
    this.#id = Math.max(this.#id, id);
  }
}
