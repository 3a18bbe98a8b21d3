import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Clock } from "@rae/kit";
import { inTransaction } from "@rae/kit/sqlite";
import type { OffsetCommit, TopicPartition } from "@rae/stream";
import type { RecordLogPartition } from "./partition.ts";

export interface RecordLogLeaseOptions {
  readonly database: DatabaseSync;
  readonly group: string;
  readonly partitions: readonly RecordLogPartition[];
  /** Unique among all consumptions there ever were. */
  readonly owner: string;
  readonly clock: Clock;
  readonly leaseMs: number;
  /** Does the process of another owner certainly no longer run? */
  readonly isDead: (owner: string) => boolean;
}

interface LeaseRow {
  readonly partition: RecordLogPartition;
  readonly owner: string | undefined;
  readonly epoch: number;
  readonly beat: number;
  readonly committedOffset: number;
}

/** What a renewal found. */
export interface LeaseChanges {
  readonly gained: readonly OffsetCommit[];
  readonly lost: readonly TopicPartition[];
}

/**
 * One consumption's claim on the partitions of its group. Each is a row with an owner, an epoch that grows with every new
 * owner, and a beat that the owner advances. A row belongs to whoever takes it when its owner is null or dead, or when
 * its beat has stood still for `leaseMs` by the taker's own monotonic clock: no two clocks are ever compared.
 *
 * INVARIANTS: an owner that has not renewed for `leaseMs` hands nothing out (`isFresh`), and a taker saw the last beat
 * after the owner made it, so there is never more than one that hands out. Offsets are written only under the epoch they
 * were read in: a late owner changes nothing. An unchanged epoch proves that nobody else had the partition meanwhile.
 */
export class RecordLogLease {
  readonly #options: RecordLogLeaseOptions;
  readonly #held = new Map<number, number>();
  readonly #seen = new Map<number, { readonly mark: string; readonly sinceMs: number }>();
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #beat: StatementSync;
  readonly #take: StatementSync;
  readonly #commit: StatementSync;
  readonly #release: StatementSync;
  #renewedMs = Number.NEGATIVE_INFINITY;

  constructor(options: RecordLogLeaseOptions) {
    this.#options = options;
    const { database } = options;
    this.#insert = database.prepare(
      "INSERT OR IGNORE INTO group_offset (group_name, partition_id, committed_at_ms) VALUES (?, ?, ?)",
    );
    this.#select = database.prepare(
      `SELECT owner, epoch, beat, committed_offset FROM group_offset
       WHERE group_name = ? AND partition_id = ?`,
    );
    this.#beat = database.prepare(
      "UPDATE group_offset SET beat = beat + 1 WHERE group_name = ? AND owner = ?",
    );
    this.#take = database.prepare(
      `UPDATE group_offset SET owner = ?, epoch = epoch + 1, beat = beat + 1
       WHERE group_name = ? AND partition_id = ?`,
    );
    this.#commit = database.prepare(
      `UPDATE group_offset SET committed_offset = ?, committed_at_ms = ?
       WHERE group_name = ? AND partition_id = ? AND owner = ? AND epoch = ?`,
    );
    this.#release = database.prepare(
      "UPDATE group_offset SET owner = NULL WHERE group_name = ? AND owner = ?",
    );
  }

  /** May records be handed out, as far as can be known without asking the file? */
  get isFresh(): boolean {
    return this.#options.clock.monotonicMs() - this.#renewedMs < this.#options.leaseMs;
  }

  /** Renews what is held and takes what is free, in one transaction. */
  renew(): LeaseChanges {
    const { database, clock, group, owner, partitions } = this.#options;
    // Read before the transaction: the beat that others will see is made later than this.
    const nowMs = clock.monotonicMs();
    const rows = inTransaction(database, () => {
      for (const { id } of partitions) this.#insert.run(group, id, clock.nowMs());
      const found = partitions.map((partition) => this.#rowOf(partition));
      this.#beat.run(group, owner);
      for (const row of found) {
        if (!this.#isMine(row) && this.#isFree(row, nowMs)) {
          this.#take.run(owner, group, row.partition.id);
        }
      }
      return partitions.map((partition) => this.#rowOf(partition));
    });
    this.#renewedMs = nowMs;
    return this.#noteChanges(rows, nowMs);
  }

  /** The epochs of what is held now, by the partition's id. */
  get epochs(): ReadonlyMap<number, number> {
    return new Map(this.#held);
  }

  /**
   * Writes the offsets of partitions whose epoch is still the one given; returns the others. Epochs are taken when the offsets
   * are, for a commit that waits for the file may be made after a partition was lost and taken again.
   */
  commit(offsets: readonly OffsetCommit[], epochs = this.epochs): TopicPartition[] {
    const { database, clock, group, owner, partitions } = this.#options;
    return inTransaction(database, () =>
      offsets.filter(({ topic, partition, offset }) => {
        const id = partitions.find(
          (each) => each.topic === topic && each.partition === partition,
        )?.id;
        const epoch = id === undefined ? undefined : epochs.get(id);
        if (id === undefined || epoch === undefined) return true;
        const { changes } = this.#commit.run(offset, clock.nowMs(), group, id, owner, epoch);
        return changes === 0;
      }),
    );
  }

  /** Gives everything back. */
  release(): void {
    const { database, group, owner } = this.#options;
    this.#renewedMs = Number.NEGATIVE_INFINITY;
    this.#held.clear();
    inTransaction(database, () => this.#release.run(group, owner));
  }

  #rowOf(partition: RecordLogPartition): LeaseRow {
    const row = this.#select.get(this.#options.group, partition.id);
    return {
      partition,
      owner: typeof row?.owner === "string" ? row.owner : undefined,
      epoch: Number(row?.epoch),
      beat: Number(row?.beat),
      committedOffset: Number(row?.committed_offset),
    };
  }

  #isMine({ partition, owner, epoch }: LeaseRow): boolean {
    return owner === this.#options.owner && this.#held.get(partition.id) === epoch;
  }

  #isFree({ partition, owner, epoch, beat }: LeaseRow, nowMs: number): boolean {
    if (owner === undefined || owner === this.#options.owner) return true;
    const seen = this.#seen.get(partition.id);
    const hasStood = seen?.mark === `${epoch}.${beat}`;
    return (
      (hasStood && nowMs - seen.sinceMs >= this.#options.leaseMs) || this.#options.isDead(owner)
    );
  }

  /** After the transaction, so that a rolled-back one leaves no trace. */
  #noteChanges(rows: readonly LeaseRow[], nowMs: number): LeaseChanges {
    const gained: OffsetCommit[] = [];
    const lost: TopicPartition[] = [];
    for (const row of rows) {
      const { partition, owner, epoch, beat, committedOffset } = row;
      const { id, topic, partition: number } = partition;
      const mark = `${epoch}.${beat}`;
      if (this.#seen.get(id)?.mark !== mark) this.#seen.set(id, { mark, sinceMs: nowMs });
      if (this.#isMine(row)) continue;
      if (this.#held.delete(id)) lost.push({ topic, partition: number });
      if (owner !== this.#options.owner) continue;
      this.#held.set(id, epoch);
      gained.push({ topic, partition: number, offset: committedOffset });
    }
    return { gained, lost };
  }
}
