import type { HistoryEntry, HistoryQuery } from "../../ports/history.ts";
import { longCell, textCell } from "./cells.ts";
import { blocksIn } from "./entry-blocks.ts";
import { bucketOf, periodOf } from "./history-places.ts";
import type { Requests } from "./requests.ts";

const bucketPageRows = 500;

/** Reads entries, bucket by bucket and block by block, until there are as many as asked for. */
export async function readEntries(
  requests: Requests,
  query: HistoryQuery,
): Promise<HistoryEntry[]> {
  const { limit } = query;
  const entries: HistoryEntry[] = [];
  for await (const bucket of bucketsOf(requests, query)) {
    for await (const block of blocksIn(requests, query, bucket, limit - entries.length)) {
      for (const entry of block) {
        if (!isWanted(entry, query)) continue;
        entries.push(entry);
        if (entries.length >= limit) return entries;
      }
    }
  }
  return entries;
}

function isWanted({ revision, receivedAtMs }: HistoryEntry, query: HistoryQuery): boolean {
  const { order, afterRevision, fromMs = -Infinity, toMs = Infinity } = query;
  if (receivedAtMs < fromMs || receivedAtMs >= toMs) return false;
  if (afterRevision === undefined) return true;
  return order === "newest-first" ? revision < afterRevision : revision > afterRevision;
}

/** Buckets that may hold entries asked for, each once, in the order asked for. */
async function* bucketsOf(requests: Requests, query: HistoryQuery): AsyncGenerator<number> {
  const { fromMs, toMs } = query;
  const fromPeriod = fromMs === undefined ? -Infinity : periodOf(fromMs);
  const toPeriod = toMs === undefined ? Infinity : periodOf(toMs);
  let last: number | undefined;
  for await (const rows of requests.pages(bucketStatement(query), bucketPageRows)) {
    for (const { bucket, period } of rows) {
      const isAsked = Number(period) >= fromPeriod && Number(period) <= toPeriod;
      const number = Number(bucket);
      if (!isAsked || number === last) continue;
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
