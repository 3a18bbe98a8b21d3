import { type Clock, type Logger, repeat } from "@rae/kit";
import {
  type CommandOutcome,
  encodeOutcome,
  errorCodes,
  isTerminal,
  logTopics,
} from "@rae/protocol";
import type { RecordLog } from "@rae/stream";
import type { BoxRecord, GatewayRecord } from "../core/box-record.ts";
import type { CommandRecord } from "../core/command-record.ts";
import { sweptStateOf } from "../core/swept-state.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";
import type { AggregatorMetrics } from "./aggregator-metrics.ts";
import { stampedRecord } from "./stamped-record.ts";

export interface CommandSweeperOptions {
  readonly log: RecordLog;
  readonly view: FleetView;
  readonly history: History;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: AggregatorMetrics;
  readonly gateway: (gatewayId: string) => GatewayRecord | undefined;
  /** False while outcomes may wait on the log that decide. */
  readonly isAtHead: () => boolean;
}

const graceMs = 2_000;
const everyMs = 250;
// How long after an append to wait for its fold before it is done again.
const againAfterMs = 30_000;
const batchMax = 500;

interface Open {
  record: CommandRecord;
  dueAtMs: number;
}

/** Gives every command that is still open after its deadline a terminal outcome, by the outcomes topic, where the first one decides. */
export class CommandSweeper {
  readonly #options: CommandSweeperOptions;
  readonly #open = new Map<string, Open>();
  readonly #closing = new AbortController();
  readonly #stop: () => void;

  constructor(options: CommandSweeperOptions) {
    this.#options = options;
    this.#stop = repeat(
      options.clock,
      everyMs,
      () => this.#sweep(),
      (error) => options.logger.error({ err: error }, "command sweeper stopped"),
    );
  }

  /** Commands without a terminal outcome. */
  get size(): number {
    return this.#open.size;
  }

  /** Takes a command as it is now. */
  watch(record: CommandRecord): void {
    if (isTerminal(record.state)) {
      this.#open.delete(record.commandId);
      return;
    }
    const known = this.#open.get(record.commandId);
    if (known !== undefined) known.record = record;
    else this.#open.set(record.commandId, { record, dueAtMs: record.deadlineMs + graceMs });
  }

  close(): void {
    this.#stop();
    this.#closing.abort(new Error("the sweeper is stopping"));
  }

  async #sweep(): Promise<void> {
    const { clock, logger, isAtHead } = this.#options;
    const nowMs = clock.nowMs();
    const due = [...this.#open.values()].filter((each) => each.dueAtMs <= nowMs).slice(0, batchMax);
    if (due.length === 0 || !isAtHead()) return;
    try {
      await this.#decide(due.map((each) => each.record));
      for (const each of due) each.dueAtMs = nowMs + againAfterMs;
    } catch (error) {
      logger.warn({ commands: due.length, err: error }, "commands not swept, tried again");
    }
  }

  async #decide(due: readonly CommandRecord[]): Promise<void> {
    const { log, history, clock, metrics } = this.#options;
    // Another aggregator may have folded the outcome.
    const stored = await history.readCommands(due.map((each) => each.commandId));
    const open = due.map((each) => stored.get(each.commandId) ?? each);
    for (const record of open) this.watch(record);
    const wanted = open.filter((record) => !isTerminal(record.state));
    if (wanted.length === 0) return;
    const boxes = await this.#readBoxes([...new Set(wanted.map((each) => each.boxId))]);
    const outcomes = wanted.map((record) => this.#outcomeOf(record, boxes.get(record.boxId)));
    const records = outcomes.map((outcome) =>
      stampedRecord(outcome.boxId, encodeOutcome(outcome), clock.nowMs()),
    );
    await log.append(logTopics.outcomes, records, this.#closing.signal);
    for (const { state } of outcomes) metrics.sweeps.inc({ state });
  }

  /** A box that a lost view does not hold is none that was never seen: its commands may have been carried out. */
  async #readBoxes(boxIds: readonly string[]): Promise<ReadonlyMap<string, BoxRecord>> {
    const { view, history } = this.#options;
    const seen = await view.readBoxes(boxIds);
    const missing = boxIds.filter((boxId) => !seen.has(boxId));
    if (missing.length === 0) return seen;
    return new Map([...seen, ...(await history.readBoxes(missing))]);
  }

  #outcomeOf(record: CommandRecord, box: BoxRecord | undefined): CommandOutcome {
    const { commandId, boxId, sessionId } = record;
    const atMs = this.#options.clock.nowMs();
    const gateway = box === undefined ? undefined : this.#options.gateway(box.gatewayId);
    const state = sweptStateOf(record, box, gateway, atMs);
    const code = state === "expired" ? "expired" : "outcome-unknown";
    const details = { lastState: record.state, deadlineMs: record.deadlineMs };
    const error = { code, message: errorCodes[code].summary, details };
    return { commandId, boxId, sessionId, state, source: "sweeper", error, atMs };
  }
}
