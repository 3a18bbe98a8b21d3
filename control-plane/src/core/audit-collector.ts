import { type AuditEntry, uuidV7Floor } from "@rae/protocol";
import type { AuditPage, AuditQuery } from "../ports/history.ts";

/** A page looks at so many entries at most, however few of them are asked for: the next page goes on behind them. */
const lookedAtMax = 5_000;

/** Makes a page of the audit of entries that come newest first. */
export class AuditCollector {
  /** Ids of entries that are asked for lie between these two texts, the first included. */
  readonly from: string;
  readonly to: string;
  readonly #query: AuditQuery;
  readonly #entries: AuditEntry[] = [];
  #lookedAt = 0;
  #lastId: string | undefined;
  #isFull = false;

  constructor(query: AuditQuery) {
    this.#query = query;
    const { fromMs, toMs, beforeId } = query;
    const end = uuidV7Floor(toMs);
    this.from = uuidV7Floor(fromMs);
    this.to = beforeId !== undefined && beforeId < end ? beforeId : end;
  }

  /** Takes an entry whose id lies between the bounds. Returns whether the page is full: nothing more need be added. */
  add(entry: AuditEntry): boolean {
    if (this.#isFull) return true;
    this.#lookedAt += 1;
    this.#lastId = entry.entryId;
    if (isAskedFor(this.#query, entry)) this.#entries.push(entry);
    this.#isFull = this.#entries.length >= this.#query.limit || this.#lookedAt >= lookedAtMax;
    return this.#isFull;
  }

  page(): AuditPage {
    return { entries: this.#entries, nextBeforeId: this.#isFull ? this.#lastId : undefined };
  }
}

function isAskedFor(query: AuditQuery, entry: AuditEntry): boolean {
  const { tenant, principal, action, outcome, resource } = query;
  return (
    (tenant === undefined || entry.tenant === tenant) &&
    (principal === undefined || entry.principalId === principal) &&
    (action === undefined || entry.action === action) &&
    (outcome === undefined || entry.outcome === outcome) &&
    (resource === undefined || entry.resource.startsWith(resource))
  );
}
