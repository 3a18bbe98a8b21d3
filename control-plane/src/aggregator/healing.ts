import type { Clock, Logger } from "@rae/kit";
import { type BoxCommand, encodeCommand, logTopics, uuidV7 } from "@rae/protocol";
import type { RecordLog, Slice } from "@rae/stream";
import type { BoxRecord } from "../core/box-record.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import { type Resync, ResyncPlanner } from "../core/resync-planner.ts";
import { isStillNeeded, type SessionResync } from "../core/session-resync.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";
import type { AggregatorMetrics } from "./aggregator-metrics.ts";
import type { FoldNote } from "./fold-events.ts";
import type { LogHead } from "./log-head.ts";
import { stampedRecord } from "./stamped-record.ts";

export interface HealingOptions {
  readonly log: RecordLog;
  readonly view: FleetView;
  readonly history: History;
  readonly head: LogHead;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: AggregatorMetrics;
  /** Ends an append in flight. */
  readonly signal: AbortSignal;
}

interface BoxPlace {
  isPresent: boolean;
  /** Of the events topic; undefined until an event of the box was folded here. */
  partition: number | undefined;
}

/** Asks boxes to tell anew what the view lacks, as the planner allows, by commands on the log. */
export class Healing {
  readonly #options: HealingOptions;
  readonly #planner = new ResyncPlanner();
  readonly #boxes = new Map<string, BoxPlace>();
  /** Sessions whose need was found in the stores at the start, and not in the fold since. */
  readonly #found = new Set<string>();
  #asking: Promise<void> | undefined;

  constructor(options: HealingOptions) {
    this.#options = options;
  }

  /** Sessions that wait to heal. */
  get size(): number {
    return this.#planner.size;
  }

  /** What the stores hold of a box at the start, with what it owed when the process before this one ended. */
  boxFound({ boxId, presence, roster }: BoxRecord): void {
    const isPresent = presence === "present";
    this.#boxes.set(boxId, { isPresent, partition: this.#boxes.get(boxId)?.partition });
    for (const resync of roster?.owed ?? []) this.needFound(resync);
  }

  /** A need that the stores hold at the start. */
  needFound(resync: SessionResync): void {
    this.#found.add(resync.sessionId);
    this.#planner.need(resync);
  }

  /** Takes in what the fold of a slice with events of these boxes found out, once that is durable. */
  take(slice: Slice, boxIds: Iterable<string>, notes: readonly FoldNote[]): void {
    this.#options.head.applied(slice);
    for (const boxId of boxIds) this.#place(boxId).partition = slice.partition;
    for (const note of notes) this.#takeNote(note);
  }

  /** Appends the requests that may be made now. A failure to append is not the slice's: they are made again later. */
  ask(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<void> {
    if (this.#planner.isEmpty) return;
    const { log, clock, logger, metrics, signal } = this.#options;
    const due = this.#planner.due(clock.nowMs(), this.#judge());
    if (due.length === 0) return;
    try {
      const wanted = await this.#stillWanted(due);
      if (wanted.length === 0) return;
      const records = wanted.map((resync) => {
        const command = commandOf(resync, uuidV7(clock.nowMs()));
        return stampedRecord(resync.boxId, encodeCommand(command), clock.nowMs());
      });
      await log.append(logTopics.commands, records, signal);
      for (const { kind } of wanted) metrics.resyncs.inc({ kind });
    } catch (error) {
      for (const each of due) if (each.kind === "connection") this.#planner.refuse(each);
      logger.warn({ requests: due.length, err: error }, "resyncs not appended, asked again later");
    }
  }

  /** Needs found in the stores at the start may have healed before, or where this aggregator does not see it. */
  async #stillWanted(due: readonly Resync[]): Promise<Resync[]> {
    const unseen = due.flatMap((each) =>
      each.kind === "session" && this.#isUnproven(each) ? [each] : [],
    );
    if (unseen.length === 0) return [...due];
    const records = await this.#read(unseen);
    const healed = new Set<string>();
    for (const each of unseen) {
      if (isStillNeeded(each, records.get(each.sessionId))) continue;
      healed.add(each.sessionId);
      this.#planner.healed(each.boxId, each.sessionId);
    }
    return due.filter((each) => each.kind === "connection" || !healed.has(each.sessionId));
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

  #isUnproven({ boxId, sessionId }: SessionResync): boolean {
    return this.#found.has(sessionId) || this.#place(boxId).partition === undefined;
  }

  #takeNote(note: FoldNote): void {
    switch (note.kind) {
      case "need":
        this.#found.delete(note.resync.sessionId);
        this.#planner.need(note.resync);
        break;
      case "healed":
        this.#found.delete(note.sessionId);
        this.#planner.healed(note.boxId, note.sessionId);
        break;
      case "roster":
        for (const { sessionId } of note.resyncs) this.#found.delete(sessionId);
        this.#planner.replace(note.boxId, note.resyncs);
        break;
      case "refused":
        this.#planner.refuse(note.birth);
        break;
      case "presence":
        this.#place(note.boxId).isPresent = note.isPresent;
        break;
      case "accepted":
        this.#planner.accepted(note.boxId);
    }
  }

  /** What may be asked of each box now: nothing while what it said may wait on the log. */
  #judge(): (boxId: string) => "nothing" | "connection" | "all" {
    const { head } = this.#options;
    const reached = head.partitionsReached(logTopics.events);
    const isAllReached = head.isReached();
    return (boxId) => {
      const { isPresent, partition } = this.#place(boxId);
      const isAtHead = partition === undefined ? isAllReached : reached.has(partition);
      if (!isAtHead) return "nothing";
      return isPresent ? "all" : "connection";
    };
  }

  #place(boxId: string): BoxPlace {
    const known = this.#boxes.get(boxId);
    if (known !== undefined) return known;
    const made: BoxPlace = { isPresent: false, partition: undefined };
    this.#boxes.set(boxId, made);
    return made;
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
