import { isTerminal } from "@rae/protocol";
import { isNewerCommand } from "../../core/command-order.ts";
import type { CommandRecord } from "../../core/command-record.ts";

/** Commands that are over stay in the book until this many newer ones are over too. */
const overKept = 2_000;

/** An open command whose deadline passed this long ago is left to the view: its outcome was decided, or nobody decides now. */
const lapsedMs = 60_000;

/** The commands that this api accepted lately, as new as it knows them, and who waits for them. */
export class CommandBook {
  readonly #open = new Map<string, CommandRecord>();
  readonly #over = new Map<string, CommandRecord>();
  readonly #waiters = new Map<string, Set<(record: CommandRecord) => void>>();
  #waiting = 0;

  get openCount(): number {
    return this.#open.size;
  }

  get waitingCount(): number {
    return this.#waiting;
  }

  /** Ids that somebody waits for. */
  get awaitedIds(): readonly string[] {
    return [...this.#waiters.keys()];
  }

  get(commandId: string): CommandRecord | undefined {
    return this.#open.get(commandId) ?? this.#over.get(commandId);
  }

  put(record: CommandRecord): void {
    this.#open.set(record.commandId, record);
  }

  forget(commandId: string): void {
    this.#open.delete(commandId);
  }

  /** Gives up open commands long past their deadline. */
  dropLapsed(nowMs: number): void {
    for (const [commandId, { deadlineMs }] of this.#open) {
      if (nowMs > deadlineMs + lapsedMs) this.#open.delete(commandId);
    }
  }

  /** Takes what the view tells of a command, if it is in the book or awaited; tells whether it ended one that was open. */
  take(record: CommandRecord): boolean {
    const { commandId } = record;
    const held = this.get(commandId);
    if (held === undefined && !this.#waiters.has(commandId)) return false;
    if (record.provisional === true) return false;
    if (held !== undefined && !isNewerCommand(record, held)) return false;
    if (!isTerminal(record.state)) {
      this.#open.set(commandId, record);
      return false;
    }
    const wasOpen = this.#open.delete(commandId);
    this.#keepOver(record);
    for (const tell of this.#waiters.get(commandId) ?? []) tell(record);
    return wasOpen;
  }

  /** Calls `tell` when the command is over; the returned function ends it. */
  wait(commandId: string, tell: (record: CommandRecord) => void): () => void {
    const waiters = this.#waiters.get(commandId) ?? new Set();
    this.#waiters.set(commandId, waiters.add(tell));
    this.#waiting += 1;
    return () => {
      if (!waiters.delete(tell)) return;
      this.#waiting -= 1;
      if (waiters.size === 0) this.#waiters.delete(commandId);
    };
  }

  #keepOver(record: CommandRecord): void {
    this.#over.delete(record.commandId);
    this.#over.set(record.commandId, record);
    for (const commandId of this.#over.keys()) {
      if (this.#over.size <= overKept) break;
      this.#over.delete(commandId);
    }
  }
}
