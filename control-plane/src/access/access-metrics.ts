import { Gauge, type Registry } from "prom-client";
import type { AccessKind } from "../core/access/access-record.ts";
import type { AccessBook } from "./access-book.ts";

const kinds: readonly AccessKind[] = ["token", "tenant", "share", "assignment"];

/** Figures of what a process knows of access. */
export function accessMetrics(registry: Registry, book: AccessBook): void {
  new Gauge({
    name: "rae_access_records",
    help: "Tokens, tenants, shares and assignments that this process knows, also those that count no more",
    labelNames: ["kind"],
    registers: [registry],
    collect() {
      for (const kind of kinds) this.set({ kind }, book.all(kind).length);
    },
  });
  new Gauge({
    name: "rae_access_read_age_seconds",
    help: "How long ago this process last read the store of tokens, tenants and shares: a revocation since then does not count here yet",
    registers: [registry],
    collect() {
      this.set(book.ageMs / 1_000);
    },
  });
}
