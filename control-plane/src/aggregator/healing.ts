import type { Clock, Logger } from "@rae/kit";
import { type BoxCommand, encodeCommand, logTopics, uuidV7 } from "@rae/protocol";
import type { RecordLog } from "@rae/stream";
import type { BoxRecord } from "../core/box-record.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import type { Resync } from "../core/resync-planner.ts";
import { isStillNeeded, resyncOf, type SessionResync } from "../core/session-resync.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";
import type { AggregatorMetrics } from "./aggregator-metrics.ts";
import { BoxAppends } from "./box-appends.ts";
import type { BoxPlaces } from "./box-places.ts";
import type { FoldNote } from "./fold-events.ts";
import type { LogHead } from "./log-head.ts";
import { PartitionNeeds } from "./partition-needs.ts";
import { stampedRecord } from "./stamped-record.ts";

export interface HealingOptions {
  readonly log: RecordLog;
  readonly view: FleetView;
  readonly history: History;
  readonly places: BoxPlaces;
  readonly head: LogHead;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: AggregatorMetrics;
  /** Ends appends in flight. */
  readonly signal: AbortSignal;
}

/** A request that may be made now. */
interface Due {
  readonly boxId: string;
  readonly resync: Resync;
  readonly needs: PartitionNeeds;
}

/**
 * Asks boxes to tell anew what the view lacks, as the planner allows, by commands on the log. What is known of a partition of
 * events lasts as long as its assignment.
 */
export class Healing {
  readonly #options: HealingOptions;
  readonly #appends: BoxAppends;
  readonly #partitions = new Map<number, PartitionNeeds>();

  constructor(options: HealingOptions) {
    const { log, places, clock, signal } = options;
    this.#options = options;
    this.#appends = new BoxAppends({ log, topic: logTopics.commands, places, clock, signal });
  }

  /** Sessions that wait to heal. */
  get size(): number {
    let sum = 0;
    for (const { planner } of this.#partitions.values()) sum += planner.size;
    return sum;
  }

  /** A partition of events is ours until `signal` aborts. */
  assigned(partition: number, signal: AbortSignal): void {
    const needs = new PartitionNeeds();
    this.#partitions.set(partition, needs);
    const drop = () => {
      if (this.#partitions.get(partition) === needs) this.#partitions.delete(partition);
    };
    signal.addEventListener("abort", drop, { once: true });
    if (signal.aborted) drop();
  }

  /** What the history has of boxes and devices of a partition that was gained. */
  boxFound(partition: number, record: BoxRecord): void {
    this.#partitions.get(partition)?.boxFound(record);
  }

  deviceFound(partition: number, record: DeviceRecord): void {
    if (record.stale) this.#partitions.get(partition)?.needFound(resyncOf(record));
  }

  /** Takes in what the fold of a slice found out, once that is durable. */
  take(partition: number, notes: readonly FoldNote[]): void {
    const needs = this.#partitions.get(partition);
    for (const note of notes) needs?.take(note);
  }

  /** Starts to append the requests that may be made now. What cannot be appended is asked again later; nobody waits for it. */
  ask(): void {
    const { clock, head } = this.#options;
    const due: Due[] = [];
    const isAtHead = head.look();
    for (const [partition, needs] of this.#partitions) {
      // Nothing is asked for while what the boxes said may wait on the log.
      if (needs.planner.isEmpty || !isAtHead(logTopics.events, partition)) continue;
      const mayAsk = (boxId: string) => {
        if (this.#appends.isBusy(boxId)) return "nothing";
        return needs.isPresent(boxId) ? "all" : "connection";
      };
      for (const resync of needs.planner.due(clock.nowMs(), mayAsk)) {
        due.push({ boxId: resync.boxId, resync, needs });
      }
    }
    this.#appends.start(due, (ofPartition) => this.#request(ofPartition));
  }

  async #request(due: readonly Due[]): Promise<void> {
    const { clock, logger, metrics } = this.#options;
    try {
      const wanted = await this.#stillWanted(due);
      if (wanted.length === 0) return;
      const records = wanted.map(({ boxId, resync }) => {
        const command = commandOf(resync, uuidV7(clock.nowMs()));
        return stampedRecord(boxId, encodeCommand(command), clock.nowMs());
      });
      await this.#appends.append(records);
      for (const { resync } of wanted) metrics.resyncs.inc({ kind: resync.kind });
    } catch (error) {
      for (const { resync, needs } of due) {
        if (resync.kind === "connection") needs.planner.refuse(resync);
      }
      logger.warn({ requests: due.length, err: error }, "resyncs not appended, asked again later");
    }
  }

  /** Needs found in the history at the assignment may have healed before. */
  async #stillWanted(due: readonly Due[]): Promise<Due[]> {
    const unproven = due.flatMap(({ resync, needs }) =>
      resync.kind === "session" && needs.isUnproven(resync) ? [resync] : [],
    );
    if (unproven.length === 0) return [...due];
    const asked = new Set<Resync>(unproven);
    const records = await this.#read(unproven);
    return due.filter(({ resync, needs }) => {
      if (resync.kind !== "session" || !asked.has(resync)) return true;
      if (isStillNeeded(resync, records.get(resync.sessionId))) return true;
      needs.healed(resync.boxId, resync.sessionId);
      return false;
    });
  }

  /** What a view that was lost does not have, the history has. */
  async #read(needs: readonly SessionResync[]): Promise<ReadonlyMap<string, DeviceRecord>> {
    const { view, history } = this.#options;
    const ids = needs.map((each) => each.sessionId);
    const seen = await view.readDevices(ids, new Set(needs.map((each) => each.boxId)));
    const missing = ids.filter((id) => !seen.has(id));
    if (missing.length === 0) return seen;
    return new Map([...seen, ...(await history.readDevices(missing))]);
  }
}

function commandOf(resync: Resync, commandId: string): BoxCommand {
  if (resync.kind === "session") {
    const { boxId, sessionId, haveRevision, sessionEnded } = resync;
    return { kind: "resync-session", commandId, boxId, sessionId, haveRevision, sessionEnded };
  }
  const { kind: _, ...refused } = resync;
  return { kind: "resync-connection", commandId, ...refused };
}
