import type { Closable } from "@rae/kit";
import type { AccessKind, AccessRecord } from "../core/access/access-record.ts";

export interface AccessChanges {
  /** Each as it is now; one that changed twice may come once or twice. */
  readonly records: readonly AccessRecord[];
  /** Behind these changes, for the next call. */
  readonly position: string;
}

/**
 * The truth about access: few rows, replaced as a whole on a condition. Every process holds all of them in memory and asks for changes a few
 * times a second (`AccessBook`).
 * Adapters: `MemoryAccessStore` (testing), `SqliteAccessStore`, `CassandraAccessStore`; one contract suite (`accessStoreContract`).
 *
 * All methods throw RaeError `access-store-unavailable` when the store cannot be reached. A write that throws it may have happened.
 */
export interface AccessStore extends Closable {
  read(kind: AccessKind, id: string): Promise<AccessRecord | undefined>;
  /**
   * Stores `next`, whose version is one more than that of the row: 1 if there is none. Resolves to whether it did, when every later call
   * of `changes`, in any process, tells of it; false: the row has another version.
   */
  replace(next: AccessRecord): Promise<boolean>;
  /** What changed behind a position; everything if there is none. A position too old is as none. */
  changes(after: string | undefined, signal: AbortSignal): Promise<AccessChanges>;
  /** A token was used: the newest time counts. May be lost when the process dies. */
  touch(tokenId: string, usedAtMs: number): Promise<void>;
  /** When each token was last used, by its id. */
  lastUses(): Promise<ReadonlyMap<string, number>>;
  /** Writes something small that nobody reads: resolves if the store takes writes now. */
  probe(): Promise<void>;
}
