import type { Migration } from "./database.ts";

/**
 * The registry file, version by version. A release adds one step at most, with all that is new in it: a binary opens a file that is one
 * step newer than itself, and no more.
 */
export const registryMigrations: readonly Migration[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE sessions (
    session_id TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    keys TEXT NOT NULL,
    attributes TEXT NOT NULL
  ) STRICT;

  -- AUTOINCREMENT: the id of a deleted row must never come again, it is the order of sending.
  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lane INTEGER NOT NULL,
    kind TEXT NOT NULL,
    session_id TEXT NOT NULL,
    from_revision INTEGER NOT NULL,
    to_revision INTEGER NOT NULL,
    payload BLOB NOT NULL
  ) STRICT;
  CREATE INDEX outbox_by_lane ON outbox (lane, id);
  CREATE INDEX outbox_by_session ON outbox (session_id, id);

  CREATE TABLE commands (
    command_id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    effect TEXT NOT NULL,
    outcome BLOB,
    outbox_id INTEGER
  ) STRICT;
  `,
  `
  CREATE TABLE device_health (
    session_id TEXT PRIMARY KEY,
    is_quarantined INTEGER NOT NULL,
    reason TEXT NOT NULL,
    must_clean INTEGER NOT NULL,
    failures INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE leases (session_id TEXT PRIMARY KEY, lease TEXT NOT NULL) STRICT;
  `,
];
