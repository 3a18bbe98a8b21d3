import type { Lease } from "@rae/protocol";
import { parseRecordText, recordText } from "../../core/record-text.ts";
import { bigCell, intCell, textCell, tinyCell } from "./cells.ts";
import type { Requests, Statement } from "./requests.ts";

const dayMs = 86_400_000;
/** Of a day: a hundred thousand leases give partitions of some 20 MB. */
const buckets = 4;
const pageRows = 500;

const find = "SELECT record FROM lease_history_ended WHERE day = ? AND bucket = ?";

/** Leases that have ended, a copy for each day on which they waited or were held: few span two. */
export class EndedLeases {
  readonly #add: string;

  constructor(ttlS: number) {
    this.#add = `INSERT INTO lease_history_ended (day, bucket, lease_id, record) VALUES (?, ?, ?, ?) USING TTL ${ttlS} AND TIMESTAMP ?`;
  }

  /** None for one that has not ended. */
  statementsOf(lease: Lease): Statement[] {
    const { leaseId, askedAtMs, ended, version } = lease;
    if (ended === undefined) return [];
    const bucket = tinyCell(bucketOf(leaseId));
    const rest = [textCell(leaseId), textCell(recordText(lease)), bigCell(BigInt(version))];
    return daysOf(askedAtMs, ended.atMs).map((day) => ({
      query: this.#add,
      params: [intCell(day), bucket, ...rest],
    }));
  }

  /** Those of all days that the span touches, each once. */
  async read(requests: Requests, fromMs: number, toMs: number): Promise<Lease[]> {
    const leases = new Map<string, Lease>();
    const readPartition = async (day: number, bucket: number) => {
      const statement = { query: find, params: [intCell(day), tinyCell(bucket)] };
      for await (const rows of requests.pages(statement, pageRows)) {
        for (const { record } of rows) {
          const lease = parseRecordText<Lease>(String(record));
          leases.set(lease.leaseId, lease);
        }
      }
    };
    const ofDay = Array.from({ length: buckets }, (_, bucket) => bucket);
    const partitions = daysOf(fromMs, toMs - 1).flatMap((day) =>
      ofDay.map((bucket) => readPartition(day, bucket)),
    );
    await Promise.all(partitions);
    return [...leases.values()];
  }
}

/** Days of the epoch that a span touches; a clock that jumped back gives the first. */
function daysOf(fromMs: number, toMs: number): number[] {
  const first = Math.floor(fromMs / dayMs);
  const last = Math.max(first, Math.floor(toMs / dayMs));
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function bucketOf(leaseId: string): number {
  let sum = 0;
  for (let index = 0; index < leaseId.length; index += 1) sum += leaseId.charCodeAt(index);
  return sum % buckets;
}
