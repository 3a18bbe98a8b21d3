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
import { BoxAppends } from "./box-appends.ts";
import type { BoxPlaces } from "./box-places.ts";
import type { LogHead } from "./log-head.ts";
import { stampedRecord } from "./stamped-record.ts";

export interface CommandSweeperOptions {
  readonly log: RecordLog;
  readonly view: FleetView;
  readonly history: History;
  readonly places: BoxPlaces;
  readonly head: LogHead;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: AggregatorMetrics;
}

const graceMs = 2_000;
const everyMs = 250;
// How long after an append to wait for its fold before it is done again.
const againAfterMs = 30_000;
const batchMax = 500;

interface Open {
  readonly boxId: string;
  readonly partition: number;
  record: CommandRecord;
  dueAtMs: number;
}

/**
 * Gives every command that is still open after its deadline a terminal outcome, by the outcomes topic, where the first one decides: two
 * that sweep the same command do no harm. A command is swept by the one that has its partition of the commands topic.
 */
export class CommandSweeper {
  readonly #options: CommandSweeperOptions;
  readonly #appends: BoxAppends;
  readonly #partitions = new Map<number, AbortSignal>();
  readonly #open = new Map<string, Open>();
  readonly #closing = new AbortController();
  readonly #stop: () => void;

  constructor(options: CommandSweeperOptions) {
    const { log, places, clock } = options;
    const { signal } = this.#closing;
    this.#options = options;
    this.#appends = new BoxAppends({ log, topic: logTopics.outcomes, places, clock, signal });
    this.#stop = repeat(
      clock,
      everyMs,
      () => this.#sweep(),
      (error) => options.logger.error({ err: error }, "command sweeper stopped"),
    );
  }

  /** Commands without a terminal outcome. */
  get size(): number {
    return this.#open.size;
  }

  /** A partition of commands is ours until `signal` aborts; then its commands are another's. */
  assigned(partition: number, signal: AbortSignal): void {
    this.#partitions.set(partition, signal);
    const drop = () => {
      if (this.#partitions.get(partition) !== signal) return;
      this.#partitions.delete(partition);
      for (const [id, each] of this.#open) if (each.partition === partition) this.#open.delete(id);
    };
    signal.addEventListener("abort", drop, { once: true });
    if (signal.aborted) drop();
  }

  /** Takes a command of a partition as it is now; if that is not ours, it is passed over. */
  watch(record: CommandRecord, partition: number): void {
    if (!this.#partitions.has(partition)) return;
    if (this.#open.has(record.commandId) || isTerminal(record.state)) {
      this.heard(record);
      return;
    }
    const { commandId, boxId, deadlineMs } = record;
    this.#open.set(commandId, { boxId, partition, record, dueAtMs: deadlineMs + graceMs });
  }

  /** What has become of a command; nothing is done for those that are not watched. */
  heard(record: CommandRecord): void {
    const known = this.#open.get(record.commandId);
    if (known === undefined) return;
    known.record = record;
    if (isTerminal(record.state)) this.#open.delete(record.commandId);
  }

  close(): void {
    this.#stop();
    this.#closing.abort(new Error("the sweeper is stopping"));
  }

  #sweep(): void {
    const { clock, head } = this.#options;
    const nowMs = clock.nowMs();
    const late = [...this.#open.values()].filter((each) => each.dueAtMs <= nowMs);
    if (late.length === 0) return;
    const isAtHead = head.look();
    const due = late.filter(
      ({ boxId }) => !this.#appends.isBusy(boxId) && this.#isDecided(boxId, isAtHead),
    );
    this.#appends.start(due.slice(0, batchMax), (ofPartition) => this.#end(ofPartition));
  }

  /** False while outcomes or news of the box's presence that decide may wait on the log. */
  #isDecided(boxId: string, isAtHead: ReturnType<LogHead["look"]>): boolean {
    const { places } = this.#options;
    return [logTopics.outcomes, logTopics.events].every((topic) =>
      isAtHead(topic, places.partitionOf(topic, boxId)),
    );
  }

  async #end(due: readonly Open[]): Promise<void> {
    const { clock, logger } = this.#options;
    try {
      await this.#decide(due.map((each) => each.record));
      for (const each of due) each.dueAtMs = clock.nowMs() + againAfterMs;
    } catch (error) {
      logger.warn({ commands: due.length, err: error }, "commands not swept, tried again");
    }
  }

  async #decide(due: readonly CommandRecord[]): Promise<void> {
    const { view, history, clock, metrics } = this.#options;
    // Another aggregator may have folded the outcome.
    const stored = await history.readCommands(due.map((each) => each.commandId));
    const open = due.map((each) => stored.get(each.commandId) ?? each);
    for (const record of open) this.heard(record);
    const wanted = open.filter((record) => !isTerminal(record.state));
    if (wanted.length === 0) return;
    const boxes = await this.#readBoxes([...new Set(wanted.map((each) => each.boxId))]);
    const gateways = await view.readGateways([...boxes.values()].map((each) => each.gatewayId));
    const outcomes = wanted.map((record) => {
      const box = boxes.get(record.boxId);
      return this.#outcomeOf(record, box, box && gateways.get(box.gatewayId));
    });
    const records = outcomes.map((outcome) =>
      stampedRecord(outcome.boxId, encodeOutcome(outcome), clock.nowMs()),
    );
    await this.#appends.append(records);
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

  #outcomeOf(
    record: CommandRecord,
    box: BoxRecord | undefined,
    gateway: GatewayRecord | undefined,
  ): CommandOutcome {
    const { commandId, boxId, sessionId } = record;
    const atMs = this.#options.clock.nowMs();
    const state = sweptStateOf(record, box, gateway, atMs);
    const code = state === "expired" ? "expired" : "outcome-unknown";
    const details = { lastState: record.state, deadlineMs: record.deadlineMs };
    const error = { code, message: errorCodes[code].summary, details };
    return { commandId, boxId, sessionId, state, source: "sweeper", error, atMs };
  }
}
