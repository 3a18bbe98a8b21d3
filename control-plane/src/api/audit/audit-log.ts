import type { Clock, Closable, Logger } from "@rae/kit";
import { type AuditEntry, encodeAuditEntry, logTopics } from "@rae/protocol";
import type { RecordLog } from "@rae/stream";
import { Counter, Gauge, type Registry } from "prom-client";
import { appendInTime, stamped } from "../append-in-time.ts";

export interface AuditLogOptions {
  readonly log: RecordLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry: Registry;
  /** How long the log may take. */
  readonly appendMs: number;
}

/** Entries that may wait for the log; more of them are counted and told, and lost. */
const waitingMax = 10_000;
/** Refusals of one kind become one entry while they wait; a flood of them is told so often. */
const gatherMs = 500;
const retryMs = 2_000;

/**
 * Brings the audit onto the log. What begins a change is durable before the change; how it ended, and refusals, follow in the background,
 * also when the log was away for a while.
 */
export class AuditLog implements Closable {
  readonly #options: AuditLogOptions;
  readonly #lost: Counter;
  #waiting = new Map<string, AuditEntry>();
  #cancelTimer: (() => void) | undefined;
  #sending: Promise<void> = Promise.resolve();
  #isTold = false;
  #isClosed = false;

  constructor(options: AuditLogOptions) {
    this.#options = options;
    const registers = [options.registry];
    this.#lost = new Counter({
      name: "rae_api_audit_lost_total",
      help: "outcomes and refusals that could not be kept for the audit, as the log was away for too long",
      registers,
    });
    const size = () => this.#waiting.size;
    new Gauge({
      name: "rae_api_audit_waiting",
      help: "outcomes and refusals that wait for the log",
      registers,
      collect() {
        this.set(size());
      },
    });
  }

  /** Resolves when the entry is durable. @throws RaeError `log-unavailable`: the change must not be made. */
  async begin(entry: AuditEntry): Promise<void> {
    await this.#append([entry]);
  }

  /** Told to the log soon, with others. Refusals of the same kind are told as one. */
  note(entry: AuditEntry): void {
    const key = entry.outcome === "refused" ? kindOf(entry) : entry.entryId;
    const same = this.#waiting.get(key);
    if (same !== undefined) {
      this.#waiting.set(key, { ...same, times: same.times + entry.times });
      return;
    }
    if (this.#waiting.size >= waitingMax) {
      this.#lost.inc();
      return;
    }
    this.#waiting.set(key, entry);
    this.#sendIn(gatherMs);
  }

  /** What waits is tried once more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer?.();
    await this.#sending;
    await this.#send();
  }

  #sendIn(delayMs: number): void {
    if (this.#cancelTimer !== undefined || this.#isClosed) return;
    this.#cancelTimer = this.#options.clock.schedule(delayMs, () => {
      this.#sending = this.#send().finally(() => {
        this.#cancelTimer = undefined;
        if (this.#waiting.size > 0) this.#sendIn(retryMs);
      });
    });
  }

  async #send(): Promise<void> {
    const batch = this.#waiting;
    if (batch.size === 0) return;
    this.#waiting = new Map();
    try {
      await this.#append([...batch.values()]);
      this.#isTold = false;
    } catch (error) {
      // Appended twice changes nothing.
      for (const entry of batch.values()) this.note(entry);
      if (!this.#isTold) this.#options.logger.warn({ err: error }, "the audit waits for the log");
      this.#isTold = true;
    }
  }

  #append(entries: readonly AuditEntry[]): Promise<void> {
    const { log, clock, appendMs } = this.#options;
    const nowMs = clock.nowMs();
    const records = entries.map((entry) => stamped(entry.entryId, encodeAuditEntry(entry), nowMs));
    return appendInTime(logTopics.audit, records, {
      ...{ log, clock, limitMs: appendMs, what: "the audit" },
      details: { advice: "nothing was changed; send the request again" },
    });
  }
}

/** Who was refused what, from where; the requests themselves may differ. */
function kindOf({ principalId, sourceAddress, action, code }: AuditEntry): string {
  return JSON.stringify([principalId, sourceAddress, action, code]);
}
