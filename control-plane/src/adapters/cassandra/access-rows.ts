import type { AccessKind, AccessRecord } from "../../core/access/access-record.ts";
import { parseRecordText } from "../../core/record-text.ts";
import { intCell, textCell } from "./cells.ts";
import type { Requests, Row } from "./requests.ts";

/** A record as it was changed, and by the how manieth change of all. */
export interface ChangedAccess {
  readonly record: AccessRecord;
  readonly change: number;
}

/** A record with the write that made it. */
export interface StoredAccess {
  readonly record: AccessRecord;
  readonly write: string;
}

const everything = textCell("all");
const probing = textCell("probe");
const countChanges = "SELECT changes FROM access_record WHERE part = ? LIMIT 1";
const find = "SELECT version, record FROM access_record WHERE part = ? AND kind = ? AND id = ?";
// Within one partition of some thousand rows, and only when something has changed.
const findChanged =
  "SELECT record, change FROM access_record WHERE part = ? AND change > ? ALLOW FILTERING";
/** The driver must not repeat a condition by itself, as the first may have been met. */
const conditional = { isIdempotent: false };

/** Records of access in their table. */
export class AccessRows {
  /** How many changes there have been. Serially: also those of writes that were not answered. */
  async countChanges(requests: Requests, serially: boolean): Promise<number> {
    const statement = { query: countChanges, params: [everything] };
    const found = await (serially
      ? requests.executeSerial(statement)
      : requests.execute(statement));
    return Number(found.first()?.changes ?? 0);
  }

  /** Sees every write that may ever succeed. */
  async readSerial(
    requests: Requests,
    kind: AccessKind,
    id: string,
  ): Promise<StoredAccess | undefined> {
    const params = [everything, textCell(kind), textCell(id)];
    const found = await requests.executeSerial({ query: find, params });
    const row = found.first();
    return row === null || row.version === null ? undefined : storedIn(row);
  }

  /** Whether the record was replaced; false: there have been other changes, to this record or another, or this write was made before. */
  async replace(
    requests: Requests,
    { record, write }: StoredAccess,
    changesBefore: number,
  ): Promise<boolean> {
    const { kind, id, version } = record;
    const change = intCell(changesBefore + 1);
    const isCounted = changesBefore === 0 ? "IF changes = null" : "IF changes = ?";
    const isNext = version === 1 ? "IF version = null" : "IF version = ?";
    const query = `BEGIN BATCH
      UPDATE access_record SET changes = ? WHERE part = ? ${isCounted};
      UPDATE access_record SET version = ?, change = ?, record = ? WHERE part = ? AND kind = ? AND id = ? ${isNext};
      APPLY BATCH`;
    const params = [
      ...[change, everything, ...(changesBefore === 0 ? [] : [intCell(changesBefore)])],
      ...[intCell(version), change, textCell(JSON.stringify({ record, write })), everything],
      ...[textCell(kind), textCell(id), ...(version === 1 ? [] : [intCell(version - 1)])],
    ];
    return (await requests.execute({ query, params }, conditional)).wasApplied();
  }

  /** Records that were changed after so many changes, as they are now. */
  async changedAfter(requests: Requests, changes: number): Promise<readonly ChangedAccess[]> {
    const statement = { query: findChanged, params: [everything, intCell(changes)] };
    const found: ChangedAccess[] = [];
    for await (const rows of requests.pages(statement, 1_000)) {
      for (const row of rows) {
        found.push({ record: storedIn(row).record, change: Number(row.change) });
      }
    }
    return found;
  }

  /** Whether the row is made or is there: the servers have agreed. */
  async probe(requests: Requests): Promise<void> {
    const query =
      "UPDATE access_record USING TTL 60 SET version = ? WHERE part = ? AND kind = ? AND id = ? IF version = null";
    const params = [intCell(1), probing, probing, probing];
    await requests.execute({ query, params }, conditional);
  }
}

function storedIn(row: Row): StoredAccess {
  return parseRecordText<StoredAccess>(String(row.record));
}
