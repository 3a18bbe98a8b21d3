import type { HistoryEntry, HistoryQuery } from "../../ports/history.ts";
import { longCell, textCell } from "./cells.ts";
import { decodeEntryCell } from "./entry-cell.ts";
import { bucketOf, bucketRevisions, periodOf } from "./history-places.ts";
import type { Requests, Row } from "./requests.ts";

const bucketPageRows = 500;
const entryPageRowsMax = 500;

/** Reads entries, bucket by bucket, no more than asked for. */
export async function readEntries(
  requests: Requests,
  query: HistoryQuery,
): Promise<HistoryEntry[]> {
  const { limit, fromMs = -Infinity, toMs = Infinity } = query;
  const entries: HistoryEntry[] = [];
  for await (const bucket of bucketsOf(requests, query)) {
    for await (const entry of entriesOf(requests, query, bucket, limit - entries.length)) {
      if (entry.receivedAtMs < fromMs || entry.receivedAtMs >= toMs) continue;
      entries.push(entry);
      if (entries.length >= limit) return entries;
    }
  }
  return entries;
}

/** Buckets that may hold entries asked for, each once, in the order asked for. */
async function* bucketsOf(requests: Requests, query: HistoryQuery): AsyncGenerator<number> {
  const { fromMs, toMs } = query;
  const fromPeriod = fromMs === undefined ? -Infinity : periodOf(fromMs);
  const toPeriod = toMs === undefined ? Infinity : periodOf(toMs);
  let last: number | undefined;
  for await (const rows of requests.pages(bucketStatement(query), bucketPageRows)) {
    for (const { bucket, period } of rows) {
      const isWanted = Number(period) >= fromPeriod && Number(period) <= toPeriod;
      const number = Number(bucket);
      if (!isWanted || number === last) continue;
      last = number;
      yield number;
    }
  }
}

function bucketStatement({ sessionId, order, afterRevision }: HistoryQuery) {
  const isDescending = order === "newest-first";
  const edge = isDescending ? Number.MAX_SAFE_INTEGER : 0;
  return {
    query: `SELECT bucket, period FROM history_bucket WHERE session_id = ? AND bucket ${isDescending ? "<=" : ">="} ?
      ORDER BY bucket ${isDescending ? "DESC, period DESC" : "ASC, period ASC"}`,
    params: [textCell(sessionId), longCell(bucketOf(afterRevision ?? edge))],
  };
}

async function* entriesOf(
  requests: Requests,
  { sessionId, order, afterRevision }: HistoryQuery,
  bucket: number,
  wanted: number,
): AsyncGenerator<HistoryEntry> {
  const isDescending = order === "newest-first";
  const first = bucket * bucketRevisions;
  const edge = afterRevision ?? (isDescending ? first + bucketRevisions : first - 1);
  const direction = isDescending ? "DESC" : "ASC";
  const statement = {
    query: `SELECT revision, slot, entry FROM history WHERE session_id = ? AND bucket = ? AND revision ${isDescending ? "<" : ">"} ?
      ORDER BY revision ${direction}, slot ${direction}`,
    params: [textCell(sessionId), longCell(bucket), longCell(edge)],
  };
  const pageRows = Math.min(entryPageRowsMax, wanted);
  for await (const rows of requests.pages(statement, pageRows)) {
    for (const row of rows) yield entryOf(sessionId, row);
  }
}

function entryOf(sessionId: string, { revision, slot, entry }: Row): HistoryEntry {
  return decodeEntryCell(entry as Buffer, {
    sessionId,
    revision: Number(revision),
    slot: slot === 1 ? "snapshot" : "change",
  });
}
