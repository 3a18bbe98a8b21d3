import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { leaseEndReasons } from "@rae/protocol";
import { stringify } from "csv-stringify";
import { type Static, Type } from "typebox";
import { assetOf } from "../../core/fleet-index-row.ts";
import type { FleetReader } from "../../core/fleet-reader.ts";
import type { UsageRow, UsageSubject } from "../../core/usage/usage-tally.ts";
import { formatTime, timeSchema } from "../rfc3339.ts";
import { nullable } from "./list-json.ts";

const hourMs = 3_600_000;
const ms = Type.Number({ minimum: 0 });
const count = Type.Integer({ minimum: 0 });

export const usageSchema = Type.Object(
  {
    from: { ...timeSchema, description: "of the day or week, cut to the time that was asked for" },
    to: timeSchema,
    device: nullable(Type.String({ description: "id, by device" })),
    asset: nullable(Type.String({ description: "of a device that has not left" })),
    holder: nullable(Type.String({ description: "by holder" })),
    hours: Type.Number({
      minimum: 0,
      description: "for which devices were held; of two held at once, both count",
    }),
    leases: { ...count, description: "granted in this time" },
    waitMs: Type.Object(
      { sum: ms, p50: ms, p95: ms },
      { description: "from asking to the grant, of these leases" },
    ),
    ended: Type.Record(Type.String(), count, {
      description: `leases that ended in this time, by how: ${leaseEndReasons.join(", ")}. By device, only those that had been granted`,
    }),
  },
  { description: "use of one device, or by one holder, in one day or week" },
);
export type UsageJson = Static<typeof usageSchema>;

export function usageJson(row: UsageRow, by: UsageSubject, fleet: FleetReader): UsageJson {
  const { subject, wait } = row;
  const device = by === "device" ? fleet.device(subject) : undefined;
  return {
    from: formatTime(row.fromMs),
    to: formatTime(row.toMs),
    device: by === "device" ? subject : null,
    asset: (device && assetOf(device.record)) ?? null,
    holder: by === "holder" ? subject : null,
    hours: row.heldMs / hourMs,
    leases: row.granted,
    waitMs: { sum: wait.sumMs, p50: wait.p50Ms, p95: wait.p95Ms },
    ended: { ...row.ended },
  };
}

/** Rows as CSV (RFC 4180) with a line of names. A text that a spreadsheet would run as a formula gets a `'` in front. */
export async function usageCsv(rows: readonly UsageJson[], by: UsageSubject): Promise<string> {
  const subjects = by === "device" ? ["device", "asset"] : ["holder"];
  const columns = ["from", "to", ...subjects, "hours", "leases"].map((key) => ({ key }));
  const waits = ["sum", "p50", "p95"].map((key) => ({ key: `waitMs.${key}` }));
  const ends = leaseEndReasons.map((key) => ({ key: `ended.${key}` }));
  const csv = stringify({
    header: true,
    columns: [...columns, ...waits, ...ends],
    escape_formulas: true,
    record_delimiter: "windows",
  });
  // As a stream it leaves others their turn.
  return text(Readable.from(rows).pipe(csv));
}
