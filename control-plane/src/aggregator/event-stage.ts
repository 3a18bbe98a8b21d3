import type { Clock } from "@rae/kit";
import { type BirthEvent, type BoxEvent, parseBoxEvent } from "@rae/protocol";
import type { Poison, Slice } from "@rae/stream";
import { beginsRegistry } from "../core/fold-box.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";
import type { AggregatorMetrics } from "./aggregator-metrics.ts";
import { decodeRecords, type Received } from "./decode-records.ts";
import { foldEvents } from "./fold-events.ts";
import type { Healing } from "./healing.ts";
import { WorkingSet } from "./working-set.ts";

export interface EventStageOptions {
  readonly view: FleetView;
  readonly history: History;
  readonly healing: Healing;
  readonly clock: Clock;
  readonly metrics: AggregatorMetrics;
}

/**
 * Folds slices of the events topic: decode, load, fold in order, then history, then view. A failure between the stores is
 * repaired when the slice comes again, as every write is guarded.
 */
export class EventStage {
  readonly #options: EventStageOptions;

  constructor(options: EventStageOptions) {
    this.#options = options;
  }

  async process(slice: Slice, signal: AbortSignal): Promise<{ readonly poison: Poison[] }> {
    const { view, history, healing } = this.#options;
    const decoded = decodeRecords(slice.records, parseBoxEvent, (event) => event.boxId);
    const set = await this.#load(decoded.received);
    const fold = foldEvents(decoded.received, set);
    const { devices, boxes } = set.changes();
    signal.throwIfAborted();
    await history.write({ entries: fold.entries, devices, boxes, commands: [] });
    signal.throwIfAborted();
    if (devices.length > 0 || boxes.length > 0) {
      await view.apply({ devices, boxes, gateways: [], commands: [] });
    }
    signal.throwIfAborted();
    this.#measure(decoded.received, fold);
    healing.take(slice, decoded.received, fold.notes);
    await healing.ask();
    return { poison: [...decoded.poison, ...fold.poison] };
  }

  async #load(events: readonly Received<BoxEvent>[]): Promise<WorkingSet> {
    const { view, history } = this.#options;
    const set = new WorkingSet(view, history);
    const sessions = new Set<string>();
    const boxes = new Set<string>();
    const births: BirthEvent[] = [];
    const boxesInFull = new Set<string>();
    for (const { message: event } of events) {
      if ("sessionId" in event) {
        sessions.add(event.sessionId);
        continue;
      }
      boxes.add(event.boxId);
      if (event.kind === "Birth") births.push(event);
      if (event.kind !== "Roster") continue;
      boxesInFull.add(event.boxId);
      for (const { sessionId } of event.sessions) sessions.add(sessionId);
    }
    await set.loadBoxes(boxes);
    await set.loadDevices(sessions);
    for (const birth of births) {
      if (beginsRegistry(set.box(birth.boxId), birth)) boxesInFull.add(birth.boxId);
    }
    for (const boxId of boxesInFull) await set.loadDevicesOfBox(boxId);
    return set;
  }

  #measure(
    events: readonly Received<BoxEvent>[],
    fold: { readonly applied: number; readonly ignored: number },
  ): void {
    const { metrics, clock } = this.#options;
    metrics.events.inc({ result: "applied" }, fold.applied);
    metrics.events.inc({ result: "ignored" }, fold.ignored);
    const first = events[0];
    if (first === undefined) return;
    const ageMs = clock.nowMs() - first.receipt.receivedAtMs;
    metrics.eventAgeSeconds.observe(Math.max(0, ageMs) / 1000);
  }
}
