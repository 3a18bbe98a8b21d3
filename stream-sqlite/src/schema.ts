/**
 * `log.sqlite`. Every partition has a table of its own, `record_<id>`, made with its row in `partition`: appends go to
 * the end of a B-tree keyed by the offset, reads are range scans, and nothing else needs an index but time.
 */
export const recordLogMigrations: readonly string[] = [
  `
  CREATE TABLE partition (
    id INTEGER PRIMARY KEY,
    topic TEXT NOT NULL,
    number INTEGER NOT NULL,
    next_offset INTEGER NOT NULL DEFAULT 0,
    UNIQUE (topic, number)
  );
  -- owner: a running consumption, null if none; epoch grows with each new owner; beat grows while the owner lives.
  CREATE TABLE group_offset (
    group_name TEXT NOT NULL,
    partition_id INTEGER NOT NULL REFERENCES partition (id),
    committed_offset INTEGER NOT NULL DEFAULT 0,
    committed_at_ms INTEGER NOT NULL,
    owner TEXT,
    epoch INTEGER NOT NULL DEFAULT 0,
    beat INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (group_name, partition_id)
  ) WITHOUT ROWID;
  `,
];

/** The SQL that makes the table of a new partition. */
export function recordTable(partitionId: number): string {
  return `
  CREATE TABLE record_${partitionId} (
    offset INTEGER PRIMARY KEY,
    appended_at_ms INTEGER NOT NULL,
    key TEXT NOT NULL,
    headers TEXT NOT NULL,
    value BLOB NOT NULL
  );
  CREATE INDEX record_${partitionId}_by_time ON record_${partitionId} (appended_at_ms);
  `;
}
