import type { HistoryEntry } from "../../ports/history.ts";
import { intCell, longCell, textCell, tinyCell } from "./cells.ts";
import { chunksOf } from "./entry-chunk.ts";
import { firstReceived } from "./first-received.ts";
import { bucketOf, periodOf } from "./history-places.ts";
import type { Requests, Statement } from "./requests.ts";
import { StatementBatches } from "./statement-batches.ts";

/** Rows of the small table outlive the entries that they lead to, though a replay may write those again days later. */
const bucketsExtraS = 14 * 86_400;
const knownMax = 100_000;

interface Partition {
  readonly sessionId: string;
  readonly bucket: number;
  readonly entries: HistoryEntry[];
}

/** Writes entries of the history, those of one block together. */
export class EntryWrites {
  readonly #addChunk: string;
  readonly #addBucket: string;
  /** The bucket and period that each session was last noted in, so that they are noted once. */
  readonly #known = new Map<string, string>();

  constructor(retentionMs: number) {
    const ttl = Math.ceil(retentionMs / 1000);
    this.#addChunk = `INSERT INTO history_chunk (session_id, bucket, block, id, chunk) VALUES (?, ?, ?, ?, ?) USING TTL ${ttl} AND TIMESTAMP ?`;
    this.#addBucket = `INSERT INTO history_bucket (session_id, bucket, period) VALUES (?, ?, ?) USING TTL ${ttl + bucketsExtraS}`;
  }

  async write(requests: Requests, entries: readonly HistoryEntry[]): Promise<void> {
    const batches = new StatementBatches(requests);
    const noted: [string, string][] = [];
    for (const partition of partitionsOf(entries)) {
      batches.addPartition(this.#chunkStatements(partition));
      noted.push(...this.#noteBuckets(partition, batches));
    }
    await batches.done();
    for (const [sessionId, place] of noted) this.#remember(sessionId, place);
  }

  /** Writes a row of a session that cannot be, with the time to live that entries have. */
  async probe(requests: Requests): Promise<void> {
    const params = [textCell("-"), longCell(0), intCell(0)];
    await requests.execute({ query: this.#addBucket, params });
  }

  #chunkStatements({ sessionId, bucket, entries }: Partition): Statement[] {
    const sessionCell = textCell(sessionId);
    const bucketCell = longCell(bucket);
    return chunksOf(firstReceived(entries)).map(({ block, id, cell, receivedAtMs }) => ({
      query: this.#addChunk,
      params: [sessionCell, bucketCell, tinyCell(block), id, cell, longCell(-receivedAtMs)],
    }));
  }

  #noteBuckets(
    { sessionId, bucket, entries }: Partition,
    batches: StatementBatches,
  ): [string, string][] {
    const noted: [string, string][] = [];
    for (const period of new Set(entries.map((entry) => periodOf(entry.receivedAtMs)))) {
      const place = `${bucket} ${period}`;
      if (this.#known.get(sessionId) === place) continue;
      const params = [textCell(sessionId), longCell(bucket), intCell(period)];
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

/** Entries by session and bucket. A bucket that another one of its session interrupts comes again. */
function partitionsOf(entries: readonly HistoryEntry[]): Partition[] {
  const partitions: Partition[] = [];
  const newest = new Map<string, Partition>();
  for (const entry of entries) {
    const { sessionId } = entry;
    const bucket = bucketOf(entry.revision);
    let partition = newest.get(sessionId);
    if (partition?.bucket !== bucket) {
      partition = { sessionId, bucket, entries: [] };
      partitions.push(partition);
      newest.set(sessionId, partition);
    }
    partition.entries.push(entry);
  }
  return partitions;
}
