import {
  type BackoffPolicy,
  backoffDelays,
  type Clock,
  type Closable,
  type Logger,
  repeat,
  sleep,
} from "@rae/kit";
import { RaeError, toRaeError } from "@rae/protocol";
import { Assignments } from "../core/access/assignments.ts";
import { unavailableSinceMs } from "../core/availability.ts";
import { isNewerCommand } from "../core/command-order.ts";
import type { CommandRecord } from "../core/command-record.ts";
import { type FleetEffect, FleetIndex } from "../core/fleet-index.ts";
import type { BoxRow } from "../core/fleet-index-boxes.ts";
import type { FacetCount } from "../core/fleet-index-facets.ts";
import { storeBackoff } from "../core/store-backoff.ts";
import type { FleetView, ViewChange, ViewPosition, ViewRecord } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";

/** Effects of one change, and the position right behind it; none for what only the passing of time did. */
export interface FleetStep {
  readonly position: ViewPosition | undefined;
  readonly effects: readonly FleetEffect[];
}

/** Told of what happens to the fleet, in order. Must not throw. */
export interface FleetListener {
  /** The index was filled anew: nothing is known of what happened between the last step and now. */
  onRefill(position: ViewPosition): void;
  /** `index` has taken the steps. */
  onSteps(steps: readonly FleetStep[], index: FleetIndex): void;
  onCommands(records: readonly CommandRecord[]): void;
}

export interface FleetWatchOptions {
  readonly view: FleetView;
  readonly history: History;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tickMs: number;
}

/** One reader that asks once a second is no burden, and lists are old while it waits. */
const watchBackoff: BackoffPolicy = { ...storeBackoff, maxMs: 1_000 };

/** Presence changes with time in steps of seconds; requests within this time share one judgement. */
const judgedForMs = 50;

/**
 * Keeps a FleetIndex like the view: fills it by a scan, follows the changes, starts again with a scan when the position is no
 * longer kept, and waits with a growing delay while the view is unavailable. While the view is being refilled, what it lacks
 * is read from the history; an index that was whole stays until the new one is.
 */
export class FleetWatch implements Closable {
  readonly #options: FleetWatchOptions;
  readonly #listeners = new Set<FleetListener>();
  readonly #stop = new AbortController();
  readonly #stopTicking: () => void;
  readonly #running: Promise<void>;
  #index: FleetIndex | undefined;
  #assignments = Assignments.none;
  #position: ViewPosition = "";
  #failure: RaeError | undefined;
  #tickedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: FleetWatchOptions) {
    this.#options = options;
    this.#running = this.#run();
    this.#stopTicking = repeat(
      options.clock,
      options.tickMs,
      () => this.#tick(),
      (error) => options.logger.error({ err: error }, "presence cannot be judged"),
    );
  }

  /**
   * The fleet as of now.
   * @throws RaeError `view-unavailable` until the first scan has ended.
   */
  get index(): FleetIndex {
    if (this.#index === undefined) {
      throw new RaeError("view-unavailable", "the fleet is still being read", {
        cause: this.#failure,
      });
    }
    this.#tick();
    return this.#index;
  }

  /** Devices that have not left, as far as is known. */
  get size(): number {
    return this.#index?.size ?? 0;
  }

  /** Every box, as far as is known. */
  boxes(): Iterable<BoxRow> {
    return this.#index?.boxes() ?? [];
  }

  /** Devices by the word of their availability, as far as is known. */
  availability(): readonly FacetCount[] {
    return this.#index?.facets({}, ["availability"]).get("availability") ?? [];
  }

  /** When the device that has been cleaned or checked for longest became so, milliseconds since the epoch; undefined if none is. */
  oldestCareMs(): number | undefined {
    let oldestMs: number | undefined;
    for (const box of this.boxes()) {
      for (const row of this.#index?.devicesOfBox(box.boxId) ?? []) {
        const { word } = row.availability;
        if (word !== "cleaning" && word !== "checking") continue;
        const sinceMs = unavailableSinceMs(row, box);
        if (sinceMs !== undefined) oldestMs = Math.min(sinceMs, oldestMs ?? sinceMs);
      }
    }
    return oldestMs;
  }

  /** The position up to which the index has followed the view. */
  get position(): ViewPosition {
    return this.#position;
  }

  /** Why the index does not follow the view now; undefined while it does. */
  get trouble(): string | undefined {
    if (this.#failure !== undefined) return this.#failure.message;
    return this.#index === undefined ? "the fleet is still being read" : undefined;
  }

  /** The returned function ends it. */
  listen(listener: FleetListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From now on these devices belong to other tenants than their boxes. */
  assign(assignments: Assignments): void {
    this.#assignments = assignments;
    const index = this.#index;
    const effects = index?.assign(assignments) ?? [];
    if (index === undefined || effects.length === 0) return;
    const steps = [{ position: undefined, effects }];
    for (const listener of this.#listeners) listener.onSteps(steps, index);
  }

  async close(): Promise<void> {
    this.#stopTicking();
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, logger } = this.#options;
    const { signal } = this.#stop;
    let delays = backoffDelays(watchBackoff);
    let isFilled = false;
    while (!signal.aborted) {
      try {
        if (!isFilled) await this.#fill(signal);
        else if (this.#failure !== undefined) await this.#findAgain(signal);
        isFilled = true;
        for await (const batch of this.#options.view.changes(this.#position, signal)) {
          this.#recovered();
          delays = backoffDelays(watchBackoff);
          this.#follow(batch);
        }
      } catch (error) {
        if (signal.aborted) return;
        const failure = toRaeError(error);
        if (failure.code === "bad-cursor") isFilled = false;
        else if (this.#failure === undefined) logger.warn({ err: error }, "fleet view lost");
        this.#failure = failure;
      }
      await sleep(clock, delays.next().value, signal).catch(() => undefined);
    }
  }

  async #fill(signal: AbortSignal): Promise<void> {
    const { view, clock, logger } = this.#options;
    const { position, records } = await view.scan(signal);
    const isWhole = view.completeness() === "complete";
    const index = new FleetIndex(this.#index?.flow, this.#assignments);
    const commands = new Map<string, CommandRecord>();
    const take = (record: ViewRecord) => {
      index.apply(record, clock.nowMs());
      if (record.kind !== "command") return;
      const { commandId } = record.record;
      const known = commands.get(commandId);
      if (known === undefined || isNewerCommand(record.record, known)) {
        commands.set(commandId, record.record);
      }
    };
    // No history tells of gateways; without them, boxes that are there would seem to be lost.
    for (const record of this.#index?.gateways() ?? []) take({ kind: "gateway", record });
    for await (const record of records) take(record);
    if (!isWhole) await this.#readHistory(take, signal);
    if (signal.aborted) return;
    index.assign(this.#assignments);
    logger.debug({ devices: index.size, isWhole }, "fleet read");
    this.#index = index;
    this.#position = position;
    this.#recovered();
    for (const listener of this.#listeners) {
      listener.onRefill(position);
      listener.onCommands([...commands.values()]);
    }
  }

  /** A view that is back may have nothing to tell for a while. @throws RaeError `bad-cursor` if it was lost meanwhile. */
  async #findAgain(signal: AbortSignal): Promise<void> {
    const { view } = this.#options;
    const { position } = await view.scan(signal);
    view.covers(position, this.#position);
    this.#recovered();
  }

  async #readHistory(take: (record: ViewRecord) => void, signal: AbortSignal): Promise<void> {
    for await (const record of this.#options.history.scanCurrent(signal)) take(record);
  }

  #follow(batch: readonly ViewChange[]): void {
    const index = this.#index;
    if (index === undefined) return;
    const nowMs = this.#options.clock.nowMs();
    const steps: FleetStep[] = [];
    const commands: CommandRecord[] = [];
    for (const { position, change } of batch) {
      if (change.kind === "command") commands.push(change.record);
      steps.push({ position, effects: index.apply(change, nowMs) });
      this.#position = position;
    }
    for (const listener of this.#listeners) {
      listener.onSteps(steps, index);
      if (commands.length > 0) listener.onCommands(commands);
    }
  }

  #tick(): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - this.#tickedAtMs < judgedForMs) return;
    this.#tickedAtMs = nowMs;
    const index = this.#index;
    const effects = index?.tick(this.#options.clock.nowMs()) ?? [];
    if (index === undefined || effects.length === 0) return;
    const steps = [{ position: undefined, effects }];
    for (const listener of this.#listeners) listener.onSteps(steps, index);
  }

  #recovered(): void {
    if (this.#failure !== undefined) this.#options.logger.info("fleet view is back");
    this.#failure = undefined;
  }
}
