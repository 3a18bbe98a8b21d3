import type { HistoryEntry } from "../../ports/history.ts";
import { intCell, longCell, textCell, tinyCell } from "./cells.ts";
import { encodeEntryCell } from "./entry-cell.ts";
import { bucketOf, periodOf } from "./history-places.ts";
import type { Requests, Statement } from "./requests.ts";
import { StatementBatches } from "./statement-batches.ts";

const slotCells = { change: tinyCell(0), snapshot: tinyCell(1) } as const;
/** Rows of the small table outlive the entries that they lead to, though a replay may write those again days later. */
const bucketsExtraS = 14 * 86_400;
const knownMax = 100_000;

interface Partition {
  readonly sessionId: string;
  readonly bucket: number;
  readonly sessionCell: Buffer;
  readonly bucketCell: Buffer;
  readonly periods: Set<number>;
  readonly statements: Statement[];
}

/** Writes entries of the history, those of one partition together. */
export class EntryWrites {
  readonly #addEntry: string;
  readonly #addBucket: string;
  /** The bucket and period that each session was last noted in, so that they are noted once. */
  readonly #known = new Map<string, string>();

  constructor(retentionMs: number) {
    const ttl = Math.ceil(retentionMs / 1000);
    this.#addEntry = `INSERT INTO history (session_id, bucket, revision, slot, entry) VALUES (?, ?, ?, ?, ?) USING TTL ${ttl} AND TIMESTAMP ?`;
    this.#addBucket = `INSERT INTO history_bucket (session_id, bucket, period) VALUES (?, ?, ?) USING TTL ${ttl + bucketsExtraS}`;
  }

  async write(requests: Requests, entries: readonly HistoryEntry[]): Promise<void> {
    const partitions = this.#partitionsOf(entries);
    const batches = new StatementBatches(requests);
    for (const { statements } of partitions) batches.addPartition(statements);
    const noted = partitions.flatMap((each) => this.#noteBuckets(each, batches));
    await batches.done();
    for (const [sessionId, place] of noted) this.#remember(sessionId, place);
  }

  /** Writes a row of a session that cannot be, with the time to live that entries have. */
  async probe(requests: Requests): Promise<void> {
    const params = [textCell("-"), longCell(0), intCell(0)];
    await requests.execute({ query: this.#addBucket, params });
  }

  #partitionsOf(entries: readonly HistoryEntry[]): Partition[] {
    const partitions: Partition[] = [];
    const newest = new Map<string, Partition>();
    for (const entry of entries) {
      const { sessionId, revision, receivedAtMs } = entry;
      const bucket = bucketOf(revision);
      let partition = newest.get(sessionId);
      if (partition?.bucket !== bucket) {
        partition = newPartition(sessionId, bucket);
        partitions.push(partition);
        newest.set(sessionId, partition);
      }
      partition.periods.add(periodOf(receivedAtMs));
      const { sessionCell, bucketCell } = partition;
      partition.statements.push({
        query: this.#addEntry,
        params: [
          sessionCell,
          bucketCell,
          longCell(revision),
          slotCells[entry.slot],
          encodeEntryCell(entry),
          longCell(-receivedAtMs),
        ],
      });
    }
    return partitions;
  }

  #noteBuckets(
    { sessionId, bucket, sessionCell, bucketCell, periods }: Partition,
    batches: StatementBatches,
  ): [string, string][] {
    const noted: [string, string][] = [];
    for (const period of periods) {
      const place = `${bucket} ${period}`;
      if (this.#known.get(sessionId) === place) continue;
      const params = [sessionCell, bucketCell, intCell(period)];
      batches.add({ query: this.#addBucket, params });
      noted.push([sessionId, place]);
    }
    return noted;
  }

  #remember(sessionId: string, place: string): void {
    if (this.#known.size >= knownMax) this.#known.clear();
    this.#known.set(sessionId, place);
  }
}

function newPartition(sessionId: string, bucket: number): Partition {
  return {
    ...{ sessionId, bucket, periods: new Set<number>(), statements: [] },
    sessionCell: textCell(sessionId),
    bucketCell: longCell(bucket),
  };
}
