import type { DatabaseSync } from "node:sqlite";
import { inTransaction } from "@rae/kit/sqlite";
import { RecordLogPartition } from "./partition.ts";
import { recordTable } from "./schema.ts";

/** The topics of a log file; a topic is made when it is first named, and keeps its number of partitions. */
export class RecordLogTopics {
  readonly #database: DatabaseSync;
  readonly #partitions: number;
  readonly #partitionsOf: Readonly<Record<string, number>>;
  readonly #byTopic = new Map<string, readonly RecordLogPartition[]>();

  /** `partitions` of a topic that is made, unless `partitionsOf` names it. */
  constructor(
    database: DatabaseSync,
    partitions: number,
    partitionsOf: Readonly<Record<string, number>> = {},
  ) {
    this.#database = database;
    this.#partitions = partitions;
    this.#partitionsOf = partitionsOf;
  }

  /** Partitions of all topics that this process has named. */
  known(): RecordLogPartition[] {
    return [...this.#byTopic.values()].flat();
  }

  /** Partitions of a topic that this process has named. */
  knownOf(topic: string): readonly RecordLogPartition[] | undefined {
    return this.#byTopic.get(topic);
  }

  /** Opens every topic that the file holds. */
  openAll(): void {
    for (const { topic } of this.#database.prepare("SELECT DISTINCT topic FROM partition").all()) {
      this.partitionsOf(String(topic));
    }
  }

  /** Must not be called inside a transaction. */
  partitionsOf(topic: string): readonly RecordLogPartition[] {
    const known = this.#byTopic.get(topic);
    if (known !== undefined) return known;
    let found = this.#find(topic);
    if (found.length === 0) {
      inTransaction(this.#database, () => this.#make(topic));
      found = this.#find(topic);
    }
    this.#byTopic.set(topic, found);
    return found;
  }

  #find(topic: string): RecordLogPartition[] {
    return this.#database
      .prepare("SELECT id, number FROM partition WHERE topic = ? ORDER BY number")
      .all(topic)
      .map(({ id, number }) => {
        const partition = { topic, partition: Number(number) };
        return new RecordLogPartition(this.#database, Number(id), partition);
      });
  }

  #make(topic: string): void {
    // Another process may have made it since it was looked for.
    const insert = this.#database.prepare(
      `INSERT INTO partition (topic, number) SELECT ?, ?
       WHERE NOT EXISTS (SELECT 1 FROM partition WHERE topic = ? AND number = ?)`,
    );
    const count = this.#partitionsOf[topic] ?? this.#partitions;
    for (let number = 0; number < count; number += 1) {
      const { changes, lastInsertRowid } = insert.run(topic, number, topic, number);
      if (changes === 1) this.#database.exec(recordTable(Number(lastInsertRowid)));
    }
  }
}
