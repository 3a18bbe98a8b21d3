import {
  type DeviceCommand,
  isTerminal,
  logHeaders,
  parseCommand,
  parseOutcome,
} from "@rae/protocol";
import type { LogRecord } from "@rae/stream";

// Only for the type: what was decoded has a value.
const noBytes = new Uint8Array(0);

/** A command for a box, with the bytes as they lie on the log. */
export interface PendingCommand {
  readonly commandId: string;
  readonly boxId: string;
  readonly sessionId: string;
  readonly bytes: Uint8Array;
  /** Monotonic time until which it may be carried out; undefined for one that is delivered at once or never. */
  readonly expiresMs: number | undefined;
  readonly leaseExpiresMs: number | undefined;
}

/** Wall-clock and monotonic time of one moment. */
export interface Moment {
  readonly nowMs: number;
  readonly monotonicMs: number;
}

/**
 * The commands that have no terminal outcome yet, in log order, for each box; pure. A command ends with its first terminal
 * outcome, which may be read before the command itself, or when its time is up.
 */
export class OpenCommands {
  readonly #limit: number;
  readonly #decidedKeptMs: number;
  readonly #open = new Map<string, PendingCommand>();
  readonly #byBox = new Map<string, Set<PendingCommand>>();
  /** Ids with a terminal outcome, and when it was read. */
  readonly #decided = new Map<string, number>();

  /** @param decidedKeptMs how long an outcome may come before its command. */
  constructor(limit: number, decidedKeptMs: number) {
    this.#limit = limit;
    this.#decidedKeptMs = decidedKeptMs;
  }

  get size(): number {
    return this.#open.size;
  }

  /**
   * Reads a record of the commands topic. Returns the command if it is to be delivered now, to its box if that is
   * connected; undefined if it is known already, decided, or too late.
   * @throws RaeError `undecodable`.
   */
  add(record: LogRecord, at: Moment): PendingCommand | undefined {
    const command = parseCommand(record.value);
    const { commandId, boxId } = command;
    const base = { commandId, boxId, bytes: record.value ?? noBytes };
    if (command.kind !== "device") {
      // Asked again by whoever needs the answer, so it is not kept.
      return { ...base, sessionId: "", expiresMs: undefined, leaseExpiresMs: undefined };
    }
    if (this.#open.has(commandId) || this.#decided.has(commandId)) return undefined;
    const elapsedMs = Math.max(0, at.nowMs - record.appendedAtMs) + waitedMs(record);
    const expiresMs = at.monotonicMs + command.remainingMs - elapsedMs;
    if (expiresMs <= at.monotonicMs) return undefined;
    const leaseExpiresMs = leaseExpiry(command, at.monotonicMs - elapsedMs);
    const pending = { ...base, sessionId: command.sessionId, expiresMs, leaseExpiresMs };
    this.#dropOver(at);
    if (this.#open.size >= this.#limit) return undefined;
    this.#open.set(commandId, pending);
    const ofBox = this.#byBox.get(boxId);
    if (ofBox === undefined) this.#byBox.set(boxId, new Set([pending]));
    else ofBox.add(pending);
    return pending;
  }

  /**
   * Reads a record of the outcomes topic.
   * @throws RaeError `undecodable`.
   */
  decide(record: LogRecord, at: Moment): void {
    const { commandId, state } = parseOutcome(record.value);
    if (!isTerminal(state)) return;
    const open = this.#open.get(commandId);
    if (open !== undefined) this.#remove(open);
    this.#decided.set(commandId, at.monotonicMs);
    for (const [id, decidedMs] of this.#decided) {
      const kept = at.monotonicMs - decidedMs < this.#decidedKeptMs;
      if (kept && this.#decided.size <= this.#limit) break;
      this.#decided.delete(id);
    }
  }

  /** The open commands of a box, in log order. */
  of(boxId: string): readonly PendingCommand[] {
    return [...(this.#byBox.get(boxId) ?? [])];
  }

  /** Whether it may still be delivered. */
  isDue(command: PendingCommand, at: Moment): boolean {
    if (command.expiresMs === undefined) return true;
    if (command.expiresMs > at.monotonicMs) return this.#open.get(command.commandId) === command;
    this.#remove(command);
    return false;
  }

  #dropOver(at: Moment): void {
    if (this.#open.size < this.#limit) return;
    for (const command of this.#open.values()) this.isDue(command, at);
  }

  /** Forgets the commands whose time is up. */
  expire(at: Moment): void {
    for (const command of this.#open.values()) this.isDue(command, at);
  }

  #remove(command: PendingCommand): void {
    this.#open.delete(command.commandId);
    const ofBox = this.#byBox.get(command.boxId);
    ofBox?.delete(command);
    if (ofBox?.size === 0) this.#byBox.delete(command.boxId);
  }
}

// A longer wait is two clocks that differ.
const longestWaitMs = 60_000;

/** How long the record waited for the log after its sender had stamped it with the time that was left. */
function waitedMs({ headers, appendedAtMs }: LogRecord): number {
  const waited = appendedAtMs - Number(headers[logHeaders.receivedAtMs]);
  return waited > 0 && waited <= longestWaitMs ? waited : 0;
}

function leaseExpiry(command: DeviceCommand, appendedMs: number): number | undefined {
  return command.lease === undefined ? undefined : appendedMs + command.lease.remainingMs;
}
