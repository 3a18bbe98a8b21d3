import type { Lease } from "@rae/protocol";
import type { BoxRecord } from "../../core/box-record.ts";
import type { CommandRecord } from "../../core/command-record.ts";
import { type CurrentKind, currentKinds } from "../../core/current-kind.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import { parseRecordText } from "../../core/record-text.ts";
import { bigCell } from "./cells.ts";
import type { CommandRows } from "./command-rows.ts";
import type { CassandraConnection } from "./connection.ts";
import { ownerOf } from "./device-rows.ts";
import type { LeaseHistory } from "./lease-history.ts";
import { mergedPages } from "./merged-pages.ts";
import { type ReadOpen, scanOpen } from "./open-periods.ts";
import type { Row } from "./requests.ts";
import { type TokenRange, tokenRanges } from "./token-ranges.ts";

export type CurrentRecord =
  | { readonly kind: "device"; readonly record: DeviceRecord }
  | { readonly kind: "box"; readonly record: BoxRecord }
  | { readonly kind: "command"; readonly record: CommandRecord }
  | { readonly kind: "lease"; readonly record: Lease };

/** What is found by when it was asked for. */
interface OpenRows {
  readonly commands: CommandRows;
  readonly leases: LeaseHistory;
}

const rangesCount = 32;
const parallel = 4;
const pageRows = 500;

/** Boxes, then devices that have not ended, then open commands, then leases that have not ended. */
export async function* scanCurrent(
  connection: CassandraConnection,
  { commands, leases }: OpenRows,
  nowMs: number,
  signal: AbortSignal,
  kinds: ReadonlySet<CurrentKind> = currentKinds,
): AsyncGenerator<CurrentRecord> {
  const ranges = (kind: CurrentKind) => (kinds.has(kind) ? tokenRanges(rangesCount) : []);
  const boxes = ranges("box").map((range) => boxesIn(connection, range, signal));
  for await (const page of mergedPages(boxes, parallel)) {
    for (const record of page) yield { kind: "box", record };
  }
  const devices = ranges("device").map((range) => devicesIn(connection, range, signal));
  for await (const page of mergedPages(devices, parallel)) {
    for (const record of page) yield { kind: "device", record };
  }
  if (kinds.has("command")) {
    const read: ReadOpen<CommandRecord> = (requests, period) => commands.readOpen(requests, period);
    for await (const record of scanOpen(connection, nowMs, signal, read)) {
      yield { kind: "command", record };
    }
  }
  if (!kinds.has("lease")) return;
  const read: ReadOpen<Lease> = (requests, period) => leases.readOpen(requests, period);
  for await (const record of scanOpen(connection, nowMs, signal, read)) {
    yield { kind: "lease", record };
  }
}

async function* boxesIn(
  connection: CassandraConnection,
  range: TokenRange,
  signal: AbortSignal,
): AsyncGenerator<BoxRecord[]> {
  const query = "SELECT record FROM box WHERE token(box_id) > ? AND token(box_id) <= ?";
  for await (const rows of rowsIn(connection, query, range, signal)) {
    yield rows.map(({ record }) => parseRecordText<BoxRecord>(String(record)));
  }
}

async function* devicesIn(
  connection: CassandraConnection,
  range: TokenRange,
  signal: AbortSignal,
): AsyncGenerator<DeviceRecord[]> {
  const query =
    "SELECT session_id, record, ended FROM device WHERE token(session_id) > ? AND token(session_id) <= ?";
  // A session that two boxes claim has two rows, which the end of a page may part.
  let session: Row[] = [];
  for await (const rows of rowsIn(connection, query, range, signal)) {
    const open: DeviceRecord[] = [];
    for (const row of rows) {
      if (session[0] !== undefined && session[0].session_id !== row.session_id) {
        open.push(...openOf(session));
        session = [];
      }
      session.push(row);
    }
    yield open;
  }
  yield openOf(session);
}

function openOf(session: readonly Row[]): DeviceRecord[] {
  // Spares reading the text of tombstones, which may be many.
  if (session.every((row) => row.ended === true)) return [];
  const record = ownerOf(session);
  return record === undefined || record.ended !== undefined ? [] : [record];
}

/** Pages of a range; between two of them nothing is held at the servers. */
async function* rowsIn(
  connection: CassandraConnection,
  query: string,
  { after, until }: TokenRange,
  signal: AbortSignal,
): AsyncGenerator<readonly Row[]> {
  const params = [bigCell(after), bigCell(until)];
  let pageState: string | undefined;
  do {
    signal.throwIfAborted();
    const page = pageState === undefined ? {} : { pageState };
    const result = await connection.call("scanning current states", (requests) =>
      requests.execute({ query, params }, { fetchSize: pageRows, ...page }),
    );
    yield result.rows;
    pageState = result.pageState ?? undefined;
  } while (pageState !== undefined);
}
