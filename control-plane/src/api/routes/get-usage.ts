import { type Lease, RaeError } from "@rae/protocol";
import { type Static, Type } from "typebox";
import { usageIntervals } from "../../core/usage/usage-period.ts";
import { type UsageQuery, UsageTally, usageSubjects } from "../../core/usage/usage-tally.ts";
import type { Api, ApiContext } from "../api-context.ts";
import { inTurns } from "../in-turns.ts";
import { nullable, words } from "../json/list-json.ts";
import { usageCsv, usageJson, usageSchema } from "../json/usage-json.ts";
import { problems } from "../problem.ts";
import { parseTime, timeQuerySchema } from "../rfc3339.ts";

const dayMs = 86_400_000;
const longestMs = 92 * dayMs;
const defaultMs = 7 * dayMs;
const maxRows = 10_000;

const querySchema = Type.Object(
  {
    from: Type.Optional({
      ...timeQuerySchema,
      description: "RFC 3339 with a zone; by default seven days before `to`",
    }),
    to: Type.Optional({
      ...timeQuerySchema,
      description: "RFC 3339 with a zone; by default now. At most 92 days after `from`",
    }),
    by: Type.Optional(words(usageSubjects, "whose use is summed up; by default `device`")),
    interval: Type.Optional(
      words(usageIntervals, "days or weeks (from Monday) of UTC; by default `day`"),
    ),
    format: Type.Optional(
      words(["json", "csv"], "by default as `Accept` says: `text/csv` gives CSV"),
    ),
  },
  { additionalProperties: false },
);

const listSchema = Type.Object({
  items: Type.Array(usageSchema),
  nextCursor: nullable(Type.String()),
});

const schema = {
  summary: "How long devices were leased, by device or holder, day or week",
  description:
    "Hours held, leases granted, waits in the queue and how leases ended, from the history of leases; one that runs counts up to now. A day or week without any use is left out. At most 10,000 rows.",
  operationId: "getUsage",
  tags: ["leases"],
  querystring: querySchema,
  response: {
    200: {
      description: "by time, then by device or holder; there is one page",
      headers: {
        "Content-Disposition": Type.String({ description: "of CSV: a name for the file" }),
      },
      content: {
        "application/json": { schema: listSchema },
        "text/csv": { schema: Type.String({ description: "the same, with a line of names" }) },
      },
    },
    ...problems("view-unavailable", "history-unavailable"),
  },
};

const config = { action: "usage.read" } as const;

export function getUsage(api: Api, { sights, watch, history, clock }: ApiContext): void {
  api.get("/v1/usage", { schema, config }, async ({ query, headers, principal }, reply) => {
    const gone = new AbortController();
    reply.raw.once("close", () => gone.abort());
    const nowMs = clock.nowMs();
    const wanted = usageQueryOf(query, nowMs);
    const { fleet } = sights.askerOf(principal);
    const { index } = watch;
    const read = await history.readEndedLeases(wanted.fromMs, wanted.toMs);
    const tally = new UsageTally(wanted, nowMs);
    const add = (lease: Lease) => {
      const shown = fleet.showLease(lease);
      if (shown !== undefined) tally.add(shown);
      if (tally.size > maxRows) throw tooMany();
    };
    await inTurns([newestOf(read, index.leases())], add, clock, gone.signal);
    const items = tally.rows().map((row) => usageJson(row, wanted.by, fleet));
    if (!wantsCsv(query.format, headers.accept)) return { items, nextCursor: null };
    reply.type("text/csv; charset=utf-8");
    reply.header("content-disposition", 'attachment; filename="usage.csv"');
    return reply.send(await usageCsv(items, wanted.by));
  });
}

function usageQueryOf(query: Static<typeof querySchema>, nowMs: number): UsageQuery {
  const toMs = query.to === undefined ? nowMs : parseTime(query.to);
  const fromMs = query.from === undefined ? toMs - defaultMs : parseTime(query.from);
  if (fromMs >= toMs) throw badPeriod("`from` is not before `to`", query);
  if (toMs - fromMs > longestMs) throw badPeriod("more than 92 days were asked for", query);
  return { fromMs, toMs, by: query.by ?? "device", interval: query.interval ?? "day" };
}

/** The index has those that have not ended, and what ended last: a lease may have ended while the history was read. */
function newestOf(...sources: readonly Iterable<Lease>[]): readonly Lease[] {
  const newest = new Map<string, Lease>();
  for (const lease of sources.flatMap((source) => [...source])) {
    const known = newest.get(lease.leaseId);
    if (known === undefined || lease.version > known.version) newest.set(lease.leaseId, lease);
  }
  return [...newest.values()];
}

function wantsCsv(format: "json" | "csv" | undefined, accept: string | undefined): boolean {
  if (format !== undefined) return format === "csv";
  return /\btext\/csv\b/i.test(accept ?? "");
}

function badPeriod(message: string, { from, to }: Static<typeof querySchema>): RaeError {
  return new RaeError("bad-request", message, { details: { from: from ?? null, to: to ?? null } });
}

function tooMany(): RaeError {
  return new RaeError("bad-request", `the usage has more than ${maxRows} rows`, {
    details: { remedy: "ask for a shorter time, by week, or by holder" },
  });
}
