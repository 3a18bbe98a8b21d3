import { crc32 } from "node:zlib";
import type { HistoryEntry } from "../../ports/history.ts";
import { decodeEntryCell, entryCellBytes, writeEntryCell } from "./entry-cell.ts";
import { blockOf, blockRevisions, bucketOf, bucketRevisions } from "./history-places.ts";

/** Entries of one block in one row. */
export interface EntryChunk {
  readonly bucket: number;
  readonly block: number;
  /** Equal only if the chunks hold entries of the same places, received at the same times. */
  readonly id: Buffer;
  readonly cell: Buffer;
  /** When the first of them was received. */
  readonly receivedAtMs: number;
}

/** A row stays small for servers, who hold it whole in memory. One entry may be larger. */
const chunkBytesMax = 28 * 1024;
const version = 1;
const entryHeadBytes = 1 + 4;

/** Puts entries of one session, each (revision, slot) once and in order, into as few chunks as hold them. */
export function chunksOf(entries: readonly HistoryEntry[]): EntryChunk[] {
  const chunks: EntryChunk[] = [];
  let part: HistoryEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = entryHeadBytes + entryCellBytes(entry);
    const [first] = part;
    if (first !== undefined && (bytes + size > chunkBytesMax || !isOfOneBlock(first, entry))) {
      chunks.push(encodeChunk(part, bytes));
      part = [];
      bytes = 0;
    }
    part.push(entry);
    bytes += size;
  }
  if (part.length > 0) chunks.push(encodeChunk(part, bytes));
  return chunks;
}

/**
 * The cell of a chunk:
 *
 *   version 1 | for each entry: place in the block (revision and slot, 1) | length of the entry's bytes (4) | the entry's bytes
 */
function encodeChunk(entries: readonly HistoryEntry[], bytes: number): EntryChunk {
  const cell = Buffer.allocUnsafe(1 + bytes);
  const id = Buffer.allocUnsafe(entries.length + 4);
  const times = new Float64Array(entries.length);
  cell[0] = version;
  let at = 1;
  for (const [index, entry] of entries.entries()) {
    const place = placeOf(entry);
    id[index] = place;
    times[index] = entry.receivedAtMs;
    cell[at] = place;
    const end = writeEntryCell(cell, at + entryHeadBytes, entry);
    cell.writeUInt32BE(end - at - entryHeadBytes, at + 1);
    at = end;
  }
  id.writeUInt32BE(crc32(new Uint8Array(times.buffer)), entries.length);
  const { revision = 0 } = entries[0] ?? {};
  const receivedAtMs = Math.min(...times);
  return { bucket: bucketOf(revision), block: blockOf(revision), id, cell, receivedAtMs };
}

/** The entries of a chunk, in order. They share its memory. */
export function decodeChunk(
  cell: Buffer,
  {
    sessionId,
    bucket,
    block,
  }: Pick<EntryChunk, "bucket" | "block"> & { readonly sessionId: string },
): HistoryEntry[] {
  if (cell[0] !== version) {
    throw new RangeError(`a chunk of the history has form ${cell[0]}, made by a newer version`);
  }
  const entries: HistoryEntry[] = [];
  const firstRevision = bucket * bucketRevisions + block * blockRevisions;
  for (let at = 1; at < cell.length; ) {
    const place = cell.readUInt8(at);
    const start = at + entryHeadBytes;
    at = start + cell.readUInt32BE(at + 1);
    const key = {
      sessionId,
      revision: firstRevision + (place >> 1),
      slot: (place & 1) === 1 ? "snapshot" : "change",
    } as const;
    entries.push(decodeEntryCell(cell.subarray(start, at), key));
  }
  return entries;
}

/** 0 to 199: in the order of entries. */
function placeOf({ revision, slot }: HistoryEntry): number {
  return (revision % blockRevisions) * 2 + (slot === "snapshot" ? 1 : 0);
}

function isOfOneBlock({ revision: a }: HistoryEntry, { revision: b }: HistoryEntry): boolean {
  return Math.floor(a / blockRevisions) === Math.floor(b / blockRevisions);
}
