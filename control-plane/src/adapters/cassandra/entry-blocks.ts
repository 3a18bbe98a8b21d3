import type { HistoryEntry, HistoryQuery } from "../../ports/history.ts";
import { longCell, textCell, tinyCell } from "./cells.ts";
import { decodeEntryCell } from "./entry-cell.ts";
import { decodeChunk } from "./entry-chunk.ts";
import { firstReceived } from "./first-received.ts";
import { blockOf, bucketOf, bucketRevisions } from "./history-places.ts";
import type { Requests } from "./requests.ts";

/** What a row holds of a block. */
interface BlockPart {
  readonly block: number;
  readonly entries: readonly HistoryEntry[];
}

/** A chunk has 30 KiB, or is one entry. */
const chunkPageRowsMax = 64;
const entryPageRowsMax = 500;

/**
 * The entries of each block of a bucket, in the order asked for, from the block of `afterRevision` on. They are merged from rows of both
 * tables, which may hold the same ones.
 */
export async function* blocksIn(
  requests: Requests,
  query: HistoryQuery,
  bucket: number,
  wanted: number,
): AsyncGenerator<HistoryEntry[]> {
  const isDescending = query.order === "newest-first";
  const inOrder = (entries: HistoryEntry[]) =>
    isDescending ? firstReceived(entries).reverse() : firstReceived(entries);
  const chunks = chunkParts(requests, query, bucket, Math.min(chunkPageRowsMax, wanted));
  const rows = rowParts(requests, query, bucket, Math.min(entryPageRowsMax, wanted));
  let block: number | undefined;
  let entries: HistoryEntry[] = [];
  for await (const part of mergedParts([chunks, rows], isDescending)) {
    if (part.block !== block) yield inOrder(entries);
    if (part.block !== block) entries = [];
    block = part.block;
    entries.push(...part.entries);
  }
  yield inOrder(entries);
}

async function* chunkParts(
  requests: Requests,
  { sessionId, order, afterRevision }: HistoryQuery,
  bucket: number,
  pageRows: number,
): AsyncGenerator<BlockPart> {
  const isDescending = order === "newest-first";
  const isEdge = afterRevision !== undefined && bucketOf(afterRevision) === bucket;
  const edge = isEdge ? blockOf(afterRevision) : isDescending ? blockOf(bucketRevisions - 1) : 0;
  const direction = isDescending ? "DESC" : "ASC";
  const statement = {
    query: `SELECT block, chunk FROM history_chunk WHERE session_id = ? AND bucket = ? AND block ${isDescending ? "<=" : ">="} ?
      ORDER BY block ${direction}, id ${direction}`,
    params: [textCell(sessionId), longCell(bucket), tinyCell(edge)],
  };
  for await (const rows of requests.pages(statement, pageRows)) {
    for (const row of rows) {
      const block = Number(row.block);
      yield { block, entries: decodeChunk(row.chunk as Buffer, { sessionId, bucket, block }) };
    }
  }
}

/** Rows of one entry each, as versions before schema 2 wrote them. */
async function* rowParts(
  requests: Requests,
  { sessionId, order, afterRevision }: HistoryQuery,
  bucket: number,
  pageRows: number,
): AsyncGenerator<BlockPart> {
  const isDescending = order === "newest-first";
  const first = bucket * bucketRevisions;
  const edge = afterRevision ?? (isDescending ? first + bucketRevisions : first - 1);
  const direction = isDescending ? "DESC" : "ASC";
  const statement = {
    query: `SELECT revision, slot, entry FROM history WHERE session_id = ? AND bucket = ? AND revision ${isDescending ? "<" : ">"} ?
      ORDER BY revision ${direction}, slot ${direction}`,
    params: [textCell(sessionId), longCell(bucket), longCell(edge)],
  };
  for await (const rows of requests.pages(statement, pageRows)) {
    for (const row of rows) {
      const revision = Number(row.revision);
      const slot = row.slot === 1 ? "snapshot" : "change";
      const entry = decodeEntryCell(row.entry as Buffer, { sessionId, revision, slot });
      yield { block: blockOf(revision), entries: [entry] };
    }
  }
}

/** The parts of several sources, each in the order of blocks, in that order. */
async function* mergedParts(
  sources: readonly AsyncGenerator<BlockPart>[],
  isDescending: boolean,
): AsyncGenerator<BlockPart> {
  const sign = isDescending ? -1 : 1;
  const heads = await Promise.all(sources.map((source) => source.next()));
  for (;;) {
    let next: { readonly index: number; readonly part: BlockPart } | undefined;
    for (const [index, { done, value }] of heads.entries()) {
      if (done || (next !== undefined && sign * value.block >= sign * next.part.block)) continue;
      next = { index, part: value };
    }
    if (next === undefined) return;
    yield next.part;
    const source = sources[next.index];
    if (source !== undefined) heads[next.index] = await source.next();
  }
}
