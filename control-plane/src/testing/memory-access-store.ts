import type { AccessKind, AccessRecord } from "../core/access/access-record.ts";
import type { AccessChanges, AccessStore } from "../ports/access-store.ts";
import { ScriptedFailures } from "./scripted-failures.ts";

/** What all who share a store see. */
class Rows {
  readonly records = new Map<string, AccessRecord>();
  /** Keys of records in the order of their changes. */
  readonly changed: string[] = [];
  readonly uses = new Map<string, number>();
}

/** An AccessStore in memory. */
export class MemoryAccessStore implements AccessStore {
  readonly #rows: Rows;
  readonly failures = new ScriptedFailures("access-store-unavailable");

  constructor(rows: Rows = new Rows()) {
    this.#rows = rows;
  }

  /** The same store as another process has it open. */
  another(): MemoryAccessStore {
    return new MemoryAccessStore(this.#rows);
  }

  async read(kind: AccessKind, id: string): Promise<AccessRecord | undefined> {
    this.#check();
    return this.#rows.records.get(keyOf({ kind, id }));
  }

  async replace(next: AccessRecord): Promise<boolean> {
    this.#check();
    const key = keyOf(next);
    const version = this.#rows.records.get(key)?.version ?? 0;
    if (next.version !== version + 1) return false;
    this.#rows.records.set(key, next);
    this.#rows.changed.push(key);
    return true;
  }

  async changes(after: string | undefined, signal: AbortSignal): Promise<AccessChanges> {
    this.#check();
    signal.throwIfAborted();
    const { records, changed } = this.#rows;
    const from = Number(after ?? 0);
    const keys = new Set(changed.slice(Number.isNaN(from) ? 0 : from));
    return {
      records: [...keys].flatMap((key) => records.get(key) ?? []),
      position: String(changed.length),
    };
  }

  async touch(tokenId: string, usedAtMs: number): Promise<void> {
    this.#check();
    this.#rows.uses.set(tokenId, Math.max(usedAtMs, this.#rows.uses.get(tokenId) ?? 0));
  }

  async lastUses(): Promise<ReadonlyMap<string, number>> {
    this.#check();
    return new Map(this.#rows.uses);
  }

  async probe(): Promise<void> {
    this.#check();
  }

  async close(): Promise<void> {
    this.failures.close();
  }

  #check(): void {
    this.failures.check();
  }
}

function keyOf({ kind, id }: Pick<AccessRecord, "kind" | "id">): string {
  return `${kind} ${id}`;
}
