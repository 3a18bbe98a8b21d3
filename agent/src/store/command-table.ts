import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Clock } from "@rae/kit";
import { type CommandOutcome, type EffectClass, encodeOutcome, parseOutcome } from "@rae/protocol";
import type { StoredCommand } from "../ports/store.ts";
import type { OutboxTable } from "./outbox-table.ts";

/** How long the outcome of a command is kept: twice the longest deadline, so that no redelivery finds it gone. */
export const commandRetentionMs = 20 * 60_000;

const effects: readonly EffectClass[] = ["query", "idempotent", "effect-once"];

/** Commands that were started or ended. Writes run inside the caller's transaction. */
export class CommandTable {
  readonly #clock: Clock;
  readonly #outbox: OutboxTable;
  readonly #put: StatementSync;
  readonly #find: StatementSync;
  readonly #delete: StatementSync;
  readonly #outcomes: StatementSync;
  readonly #forgetOutcome: StatementSync;
  readonly #interrupted: StatementSync;
  // Ages are counted by this process's monotonic clock: a step of the wall clock must not make a command forgotten.
  readonly #ages: { readonly commandId: string; readonly sinceMs: number }[];

  constructor(database: DatabaseSync, outbox: OutboxTable, clock: Clock) {
    this.#clock = clock;
    this.#outbox = outbox;
    this.#put = database.prepare(
      `INSERT INTO commands (command_id, session_id, effect, outcome, outbox_id) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (command_id) DO UPDATE
       SET outcome = excluded.outcome, outbox_id = excluded.outbox_id`,
    );
    this.#find = database.prepare("SELECT * FROM commands WHERE command_id = ?");
    this.#delete = database.prepare("DELETE FROM commands WHERE command_id = ?");
    this.#outcomes = database.prepare(
      "SELECT command_id, outcome FROM commands WHERE outcome IS NOT NULL",
    );
    this.#forgetOutcome = database.prepare(
      "UPDATE commands SET outcome = NULL, outbox_id = NULL WHERE command_id = ?",
    );
    this.#interrupted = database.prepare(
      "SELECT command_id, session_id, effect FROM commands WHERE outcome IS NULL ORDER BY rowid",
    );
    const sinceMs = clock.monotonicMs();
    const stored = database.prepare("SELECT command_id FROM commands ORDER BY rowid").all();
    this.#ages = stored.map((row) => ({ commandId: String(row.command_id), sinceMs }));
  }

  /** Makes those whose outcome cannot be read interrupted ones: their ids are still known, so that none runs again. */
  forgetUnreadableOutcomes(): readonly string[] {
    const forgotten: string[] = [];
    for (const { command_id, outcome } of this.#outcomes.all()) {
      if (isOutcome(outcome)) continue;
      this.#forgetOutcome.run(command_id ?? null);
      forgotten.push(String(command_id));
    }
    return forgotten;
  }

  find(commandId: string): StoredCommand | undefined {
    const row = this.#find.get(commandId);
    if (row === undefined) return undefined;
    return row.outcome instanceof Uint8Array
      ? { commandId, outcome: parseOutcome(row.outcome) }
      : { commandId };
  }

  start(outcome: CommandOutcome, effect: EffectClass): void {
    this.#forgetOld();
    this.#put.run(outcome.commandId, outcome.sessionId, effect, null, null);
    this.#remember(outcome.commandId);
    this.#append(outcome.sessionId, encodeOutcome(outcome));
  }

  finish(outcome: CommandOutcome): void {
    this.#forgetOld();
    const isNew = this.#find.get(outcome.commandId) === undefined;
    const payload = encodeOutcome(outcome);
    const outboxId = this.#append(outcome.sessionId, payload);
    // The effect class matters only while there is no outcome.
    this.#put.run(outcome.commandId, outcome.sessionId, "query", payload, outboxId);
    if (isNew) this.#remember(outcome.commandId);
  }

  repeat(commandId: string): void {
    const row = this.#find.get(commandId);
    if (!(row?.outcome instanceof Uint8Array)) return;
    if (this.#outbox.has(Number(row.outbox_id))) return;
    const outboxId = this.#append(String(row.session_id), row.outcome);
    this.#put.run(commandId, String(row.session_id), String(row.effect), row.outcome, outboxId);
  }

  interrupted(): { commandId: string; sessionId: string; effect: EffectClass }[] {
    return this.#interrupted.all().map((row) => ({
      commandId: String(row.command_id),
      sessionId: String(row.session_id),
      effect: effectOf(row.effect),
    }));
  }

  #append(sessionId: string, payload: Uint8Array): number {
    return this.#outbox.append({ lane: "outcomes", kind: "outcome", sessionId, payload });
  }

  #remember(commandId: string): void {
    this.#ages.push({ commandId, sinceMs: this.#clock.monotonicMs() });
  }

  #forgetOld(): void {
    const beforeMs = this.#clock.monotonicMs() - commandRetentionMs;
    for (let oldest = this.#ages[0]; oldest && oldest.sinceMs < beforeMs; oldest = this.#ages[0]) {
      this.#delete.run(oldest.commandId);
      this.#ages.shift();
    }
  }
}

function isOutcome(bytes: unknown): boolean {
  try {
    return bytes instanceof Uint8Array && parseOutcome(bytes).commandId !== "";
  } catch {
    return false;
  }
}

/** Of a class that cannot be read, nobody knows whether it may run again. */
function effectOf(text: unknown): EffectClass {
  return effects.find((effect) => effect === text) ?? "effect-once";
}
