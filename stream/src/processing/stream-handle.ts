import type { Closable } from "@rae/kit";
import type { PartitionLag } from "../record-log.ts";

/** What a drain came to. */
export interface DrainReport {
  /** Everything taken in hand was finished and committed. */
  readonly isComplete: boolean;
  /** Partitions with a slice in hand or with handled records that are not committed; these are handled again. */
  readonly unfinished: readonly PartitionLag[];
  /** Why it is not complete, if that is known. */
  readonly failure?: unknown;
}

/** A running stream. It stays the same through failures and restarts. */
export interface StreamHandle extends Closable {
  /** `restarting` while a failed stream waits for its next attempt, and before the first one has begun. */
  state(): "running" | "restarting" | "stopped";
  /** Why it is `restarting`: what ended it, or keeps it from beginning. Undefined in any other state, and before anything failed. */
  failure(): unknown;
  /** For each partition assigned now. */
  lag(): readonly PartitionLag[];
  /**
   * Stops fetching, lets slices in hand finish, commits, and resolves within `timeoutMs`; what does not finish is
   * aborted shortly before. Never rejects. A later call gives the first call's report.
   */
  drain(timeoutMs: number): Promise<DrainReport>;
  /** Drains within 10 s. @throws if the drain was not complete. */
  close(): Promise<void>;
}
