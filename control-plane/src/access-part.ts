import { AccessBook } from "./access/access-book.ts";
import { accessMetrics } from "./access/access-metrics.ts";
import { openAccessStore } from "./open-stores.ts";
import type { ReadinessCheck } from "./operations/readiness.ts";
import type { AccessStore } from "./ports/access-store.ts";
import type { ProcessContext } from "./process-context.ts";

/** What a process that decides about access needs. */
export interface AccessPart {
  readonly accessStore: AccessStore;
  readonly accessBook: AccessBook;
  readonly check: ReadinessCheck;
}

/** Opens the store of access and begins to follow it. See `openLog`. */
export function openAccessPart(context: ProcessContext): AccessPart {
  const { clock, logger, metrics, stack } = context;
  const accessStore = openAccessStore(context);
  const accessBook = stack.use("access", new AccessBook({ store: accessStore, clock, logger }));
  accessMetrics(metrics, accessBook);
  const check = { name: "access-store", check: () => accessBook.readiness() };
  return { accessStore, accessBook, check };
}
