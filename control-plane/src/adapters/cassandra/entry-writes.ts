import type { HistoryEntry } from "../../ports/history.ts";
import { BucketNotes, type BucketPlace } from "./bucket-notes.ts";
import { longCell, textCell, tinyCell } from "./cells.ts";
import { chunksOf } from "./entry-chunk.ts";
import { firstReceived } from "./first-received.ts";
import { bucketOf, periodOf } from "./history-places.ts";
import type { Requests, Statement } from "./requests.ts";
import { StatementBatches } from "./statement-batches.ts";

interface Partition {
  readonly sessionId: string;
  readonly bucket: number;
  readonly entries: HistoryEntry[];
}

/** Writes entries of the history, those of one block together. */
export class EntryWrites {
  readonly #addChunk: string;
  readonly #notes: BucketNotes;

  constructor(retentionMs: number) {
    const ttl = Math.ceil(retentionMs / 1000);
    this.#addChunk = `INSERT INTO history_chunk (session_id, bucket, block, id, chunk) VALUES (?, ?, ?, ?, ?) USING TTL ${ttl} AND TIMESTAMP ?`;
    this.#notes = new BucketNotes(ttl);
  }

  async write(requests: Requests, entries: readonly HistoryEntry[]): Promise<void> {
    const batches = new StatementBatches(requests);
    const partitions = partitionsOf(entries);
    for (const partition of partitions) batches.addPartition(this.#chunkStatements(partition));
    const remember = await this.#notes.note(requests, partitions.flatMap(placesOf), batches);
    await batches.done();
    remember();
  }

  /** Notes again what the table of buckets has lost of what was written here. Resolves with how many sessions it was. */
  checkBuckets(requests: Requests): Promise<number> {
    return this.#notes.check(requests);
  }

  /** Writes a row of a session that cannot be, with the time to live that entries have. */
  async probe(requests: Requests): Promise<void> {
    const place = { sessionId: "-", bucket: 0, period: 0 };
    await requests.execute(this.#notes.statementOf(place));
  }

  #chunkStatements({ sessionId, bucket, entries }: Partition): Statement[] {
    const sessionCell = textCell(sessionId);
    const bucketCell = longCell(bucket);
    return chunksOf(firstReceived(entries)).map(({ block, id, cell, receivedAtMs }) => ({
      query: this.#addChunk,
      params: [sessionCell, bucketCell, tinyCell(block), id, cell, longCell(-receivedAtMs)],
    }));
  }
}

function placesOf({ sessionId, bucket, entries }: Partition): BucketPlace[] {
  const periods = new Set(entries.map((entry) => periodOf(entry.receivedAtMs)));
  return [...periods].map((period) => ({ sessionId, bucket, period }));
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
