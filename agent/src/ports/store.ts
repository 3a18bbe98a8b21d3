import type { Closable } from "@rae/kit";
import type { CommandOutcome, EffectClass } from "@rae/protocol";
import type { StoredHealth } from "../core/health/stored-health.ts";
import type { LeaseRecord } from "../core/leases/device-lease.ts";
import type { SessionChange, StoredSession } from "../core/sessions/stored-session.ts";

/** Lanes of the outbox; `outcomes` goes first. Each is a channel of the uplink. */
export type OutboxLane = "outcomes" | "events";

export interface OutboxRow {
  /** Grows in the order of appending, over both lanes. */
  readonly id: number;
  readonly payload: Uint8Array;
}

export interface OutboxFigures {
  readonly rows: number;
  readonly bytes: number;
  readonly limitBytes: number;
  /** Deltas that were replaced by a snapshot because the outbox was full, since the registry was made. */
  readonly supersededDeltas: number;
  /** Appended since the registry was opened, whether it still waits or not. */
  readonly appendedBytes: number;
}

/** The only store of unsent messages. */
export interface Outbox {
  /** Committed rows of a lane behind `afterId`, in order, at most `limit`. */
  read(lane: OutboxLane, afterId: number, limit: number): OutboxRow[];
  /**
   * Tells that a row is about to be handed to a connection: it and all before it in its lane are never replaced by a snapshot, by no
   * later process either. @throws RaeError `data-unusable`.
   */
  markSent(lane: OutboxLane, id: number): void;
  /** Deletes a row that the gateway has acknowledged. */
  acknowledge(id: number): void;
  /** Runs `listener` after a commit that appended. The returned function stops it. */
  onAppended(listener: () => void): () => void;
  readonly figures: OutboxFigures;
}

/** What is stored of a command. */
export interface StoredCommand {
  readonly commandId: string;
  /** Undefined: it was started and has not ended. */
  readonly outcome?: CommandOutcome;
}

/** Commands that were started or ended, kept for `commandRetentionMs` so that none runs twice. */
export interface CommandStore {
  find(commandId: string): StoredCommand | undefined;
  /** Notes that a command is about to act, and appends its `started` outcome. Act only after `Registry.flush`. */
  start(outcome: CommandOutcome, effect: EffectClass): void;
  /** Notes the terminal outcome and appends it to the outbox. */
  finish(outcome: CommandOutcome): void;
  /** Appends the stored outcome again, unless it still waits in the outbox. */
  repeat(commandId: string): void;
  /** Commands that an earlier process started and did not end. */
  interrupted(): readonly {
    readonly commandId: string;
    readonly sessionId: string;
    readonly effect: EffectClass;
  }[];
}

/** What is kept of the health of devices, of open sessions only. */
export interface HealthStore {
  all(): StoredHealth[];
  put(health: StoredHealth): void;
  delete(sessionId: string): void;
}

/** The newest lease of each open session that was ever leased; a session that ends takes its lease along. */
export interface DeviceLeaseStore {
  all(): readonly (readonly [sessionId: string, record: LeaseRecord])[];
  /** Durable with the next `Registry.flush`, or at the end of the turn. */
  put(sessionId: string, record: LeaseRecord): void;
}

/** What of the registry could not be read. */
export interface RegistryFindings {
  /** Names of registry files in the data folder that were put aside; each is told of until somebody takes it away. */
  readonly unreadableFiles: readonly string[];
  /** Sessions that were left out at this opening. */
  readonly droppedSessions: number;
}

/**
 * The Local Registry: one file that holds sessions, outbox, commands, leases and the box's numbers. Writes of one turn of the event
 * loop share one transaction, which is committed at the end of the turn; nothing is read by `Outbox.read` before.
 */
export interface Registry extends Closable {
  /** Names this registry file. */
  readonly registryId: string;
  /** Number of the newest connection. */
  readonly connection: number;
  readonly findings: RegistryFindings;
  readonly outbox: Outbox;
  readonly commands: CommandStore;
  readonly health: HealthStore;
  readonly leases: DeviceLeaseStore;
  /** The open sessions. */
  sessions(): StoredSession[];
  /**
   * Writes the session as it is after the change, and the event, in one transaction. `Detached` removes the session.
   */
  record(session: StoredSession, change: SessionChange): void;
  /** Appends the roster of all open sessions, and drops older rosters that were never sent. */
  appendRoster(): void;
  /** Takes the next connection number; it is durable when this returns. */
  nextConnection(): number;
  /** Takes over a number that the control plane holds, and a new id if it no longer accepts this registry's. */
  adopt(connection: number, options: { readonly newRegistryId: boolean }): void;
  /** Commits what has been written so far. @throws RaeError `data-unusable` if the file cannot be written. */
  flush(): void;
}
