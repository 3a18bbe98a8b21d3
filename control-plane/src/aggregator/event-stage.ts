import type { Clock } from "@rae/kit";
import { type BirthEvent, type BoxEvent, isDeviceEvent, parseBoxEvent } from "@rae/protocol";
import type { Poison, Slice } from "@rae/stream";
import { beginsRegistry } from "../core/fold-box.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";
import type { AggregatorMetrics } from "./aggregator-metrics.ts";
import { decodeRecords, type Received } from "./decode-records.ts";
import { foldEvents } from "./fold-events.ts";
import type { Healing } from "./healing.ts";
import type { RecordCache, RecordCaches } from "./record-caches.ts";
import { WorkingSet } from "./working-set.ts";

export interface EventStageOptions {
  readonly view: FleetView;
  readonly history: History;
  readonly caches: RecordCaches;
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
    const { view, history, caches, healing } = this.#options;
    const decoded = decodeRecords(slice.records, parseBoxEvent, (event) => event.boxId);
    const { set, boxIds } = await this.#load(decoded.received, caches.of(signal));
    const fold = foldEvents(decoded.received, set);
    const { devices, boxes } = set.changes();
    signal.throwIfAborted();
    await history.write({ entries: fold.entries, devices, boxes, commands: [], leases: [] });
    signal.throwIfAborted();
    if (devices.length > 0 || boxes.length > 0) {
      await view.apply({ devices, boxes, gateways: [], commands: [], leases: [] });
    }
    signal.throwIfAborted();
    set.keep(boxIds);
    this.#measure(decoded.received, fold);
    healing.take(slice.partition, fold.notes);
    healing.ask();
    return { poison: [...decoded.poison, ...fold.poison] };
  }

  async #load(
    events: readonly Received<BoxEvent>[],
    cache: RecordCache,
  ): Promise<{ readonly set: WorkingSet; readonly boxIds: ReadonlySet<string> }> {
    const { view, history } = this.#options;
    const set = new WorkingSet(view, history, cache);
    const boxIds = new Set<string>();
    const boxOfSession = new Map<string, string>();
    const spoken = new Set<string>();
    const births: BirthEvent[] = [];
    const boxesInFull = new Set<string>();
    for (const { message: event } of events) {
      boxIds.add(event.boxId);
      if (isDeviceEvent(event)) {
        boxOfSession.set(event.sessionId, event.boxId);
        continue;
      }
      spoken.add(event.boxId);
      if (event.kind === "Birth") births.push(event);
      if (event.kind !== "Roster") continue;
      boxesInFull.add(event.boxId);
      for (const { sessionId } of event.sessions) boxOfSession.set(sessionId, event.boxId);
    }
    await set.loadBoxes(spoken);
    await set.loadDevices(boxOfSession);
    for (const birth of births) {
      if (beginsRegistry(set.box(birth.boxId), birth)) boxesInFull.add(birth.boxId);
    }
    for (const boxId of boxesInFull) await set.loadDevicesOfBox(boxId);
    return { set, boxIds };
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
