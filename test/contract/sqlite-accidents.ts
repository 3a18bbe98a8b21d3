import { DatabaseSync } from "node:sqlite";
import type { TopicPartition } from "@rae/stream";
import type { LogAccidents } from "./record-log-harness.ts";

/** What somebody does to a log's file behind its back. */
export function sqliteAccidents(path: string): LogAccidents {
  const within = async (work: (database: DatabaseSync) => void) => {
    const database = new DatabaseSync(path);
    try {
      database.exec("PRAGMA busy_timeout = 1000; BEGIN IMMEDIATE");
      work(database);
      database.exec("COMMIT");
    } finally {
      database.close();
    }
  };
  const idOf = (database: DatabaseSync, { topic, partition }: TopicPartition) =>
    Number(
      database
        .prepare("SELECT id FROM partition WHERE topic = ? AND number = ?")
        .get(topic, partition)?.id,
    );
  return {
    moveTo: (offset, partition, group) =>
      within((database) =>
        database
          .prepare(
            "UPDATE group_offset SET committed_offset = ? WHERE group_name = ? AND partition_id = ?",
          )
          .run(offset, group, idOf(database, partition)),
      ),
    trim: (partition, beforeOffset) =>
      within((database) =>
        database
          .prepare(`DELETE FROM record_${idOf(database, partition)} WHERE offset < ?`)
          .run(beforeOffset),
      ),
    recreate: (topic) =>
      within((database) => {
        for (const { id } of database
          .prepare("SELECT id FROM partition WHERE topic = ?")
          .all(topic)) {
          database.exec(`DELETE FROM record_${id}`);
        }
        database.prepare("UPDATE partition SET next_offset = 0 WHERE topic = ?").run(topic);
      }),
  };
}
