import { type AuditEntry, auditOutcomes, timeOfUuidV7 } from "@rae/protocol";
import { AuditCollector } from "../../core/audit-collector.ts";
import { parseRecordText, recordText } from "../../core/record-text.ts";
import type { AuditPage, AuditQuery } from "../../ports/history.ts";
import { bigCell, intCell, textCell } from "./cells.ts";
import type { Requests, Statement } from "./requests.ts";
import { StatementBatches } from "./statement-batches.ts";

const hourMs = 3_600_000;
const hoursOfMonth = 30 * 24;
const pageRows = 500;
/** Hours are written again after so many others: a set that is lost costs a few writes. */
const hoursKnownMax = 10_000;

const findHours = "SELECT hour, tenant FROM audit_hour WHERE month = ? AND hour >= ? AND hour <= ?";
const findEntries =
  "SELECT record FROM audit_entry WHERE tenant = ? AND hour = ? AND entry_id >= ? AND entry_id < ?";

/** The audit: write timestamps decide what stays, so that no write reads. */
export class AuditRows {
  readonly #ttlS: number;
  readonly #add: string;
  readonly #addHour: string;
  readonly #hoursKnown = new Set<string>();

  constructor(retentionMs: number) {
    this.#ttlS = Math.ceil(retentionMs / 1000);
    this.#add = `INSERT INTO audit_entry (tenant, hour, entry_id, record) VALUES (?, ?, ?, ?) USING TTL ${this.#ttlS} AND TIMESTAMP ?`;
    // An hour outlives its last entry.
    const hourTtlS = this.#ttlS + hourMs / 1000;
    this.#addHour = `INSERT INTO audit_hour (month, hour, tenant) VALUES (?, ?, ?) USING TTL ${hourTtlS}`;
  }

  /** The ways to entries are written before them: none is ever missing. */
  async write(requests: Requests, entries: readonly AuditEntry[]): Promise<void> {
    await this.#writeHours(requests, entries);
    const partitions = Map.groupBy(entries, (entry) => `${hourOf(entry)} ${entry.tenant}`);
    const batches = new StatementBatches(requests);
    for (const ofOne of partitions.values()) {
      batches.addPartition(ofOne.map((entry) => this.#statement(entry)));
    }
    await batches.done();
  }

  /** Newest first, hour by hour; what several tenants have of an hour is merged. */
  async read(requests: Requests, query: AuditQuery): Promise<AuditPage> {
    const collector = new AuditCollector(query);
    const { from, to } = collector;
    for await (const { hour, tenants } of hoursOf(requests, query)) {
      const sources = tenants.map((tenant) => entriesOf(requests, { tenant, hour, from, to }));
      for await (const entry of newestFirst(sources)) {
        if (collector.add(entry)) return collector.page();
      }
    }
    return collector.page();
  }

  async #writeHours(requests: Requests, entries: readonly AuditEntry[]): Promise<void> {
    const fresh = new Map<string, Statement>();
    for (const entry of entries) {
      const key = `${hourOf(entry)} ${entry.tenant}`;
      if (!this.#hoursKnown.has(key)) fresh.set(key, this.#hour(entry));
    }
    if (fresh.size === 0) return;
    const batches = new StatementBatches(requests);
    for (const statement of fresh.values()) batches.add(statement);
    await batches.done();
    if (this.#hoursKnown.size + fresh.size > hoursKnownMax) this.#hoursKnown.clear();
    for (const key of fresh.keys()) this.#hoursKnown.add(key);
  }

  #statement(entry: AuditEntry): Statement {
    const { tenant, entryId, outcome } = entry;
    const params = [
      ...[textCell(tenant), intCell(hourOf(entry)), textCell(entryId)],
      ...[textCell(recordText(entry)), bigCell(BigInt(auditOutcomes[outcome]))],
    ];
    return { query: this.#add, params };
  }

  #hour(entry: AuditEntry): Statement {
    const hour = hourOf(entry);
    const params = [intCell(monthOf(hour)), intCell(hour), textCell(entry.tenant)];
    return { query: this.#addHour, params };
  }
}

function hourOf({ entryId }: Pick<AuditEntry, "entryId">): number {
  return Math.floor(timeOfUuidV7(entryId) / hourMs);
}

function monthOf(hour: number): number {
  return Math.floor(hour / hoursOfMonth);
}

/** Hours that have entries of the tenants asked for, newest first, as far as the query reaches. */
async function* hoursOf(
  requests: Requests,
  { tenant, fromMs, toMs, beforeId }: AuditQuery,
): AsyncGenerator<{ readonly hour: number; readonly tenants: readonly string[] }> {
  const beforeMs = beforeId === undefined ? toMs : Math.min(toMs, timeOfUuidV7(beforeId) + 1);
  const first = Math.floor(fromMs / hourMs);
  const last = Math.floor((beforeMs - 1) / hourMs);
  for (let month = monthOf(last); month >= monthOf(first); month -= 1) {
    const params = [intCell(month), intCell(first), intCell(last)];
    let current: { hour: number; tenants: string[] } | undefined;
    for await (const rows of requests.pages({ query: findHours, params }, pageRows)) {
      for (const row of rows) {
        const hour = Number(row.hour);
        if (current !== undefined && current.hour !== hour) {
          yield current;
          current = undefined;
        }
        if (tenant !== undefined && row.tenant !== tenant) continue;
        current ??= { hour, tenants: [] };
        current.tenants.push(String(row.tenant));
      }
    }
    if (current !== undefined) yield current;
  }
}

interface HourOfTenant {
  readonly tenant: string;
  readonly hour: number;
  readonly from: string;
  readonly to: string;
}

async function* entriesOf(
  requests: Requests,
  { tenant, hour, from, to }: HourOfTenant,
): AsyncGenerator<AuditEntry> {
  const params = [textCell(tenant), intCell(hour), textCell(from), textCell(to)];
  for await (const rows of requests.pages({ query: findEntries, params }, pageRows)) {
    for (const { record } of rows) yield parseRecordText<AuditEntry>(String(record));
  }
}

/** Several runs that are newest first each, as one. */
async function* newestFirst(
  sources: readonly AsyncGenerator<AuditEntry>[],
): AsyncGenerator<AuditEntry> {
  const heads = await Promise.all(
    sources.map(async (source) => ({ source, entry: (await source.next()).value })),
  );
  for (;;) {
    let newest: { source: AsyncGenerator<AuditEntry>; entry: AuditEntry } | undefined;
    for (const { source, entry } of heads) {
      if (entry === undefined) continue;
      if (newest === undefined || entry.entryId > newest.entry.entryId) newest = { source, entry };
    }
    if (newest === undefined) return;
    yield newest.entry;
    const head = heads.find(({ source }) => source === newest.source);
    if (head !== undefined) head.entry = (await head.source.next()).value;
  }
}
