import { isTerminal, type Lease, RaeError } from "@rae/protocol";
import type { BoxRecord, GatewayRecord } from "../core/box-record.ts";
import type { CommandRecord } from "../core/command-record.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import type {
  FleetView,
  ViewBatch,
  ViewChange,
  ViewCompleteness,
  ViewPosition,
  ViewRecord,
} from "../ports/fleet-view.ts";
import {
  memoryBoxes,
  memoryCommands,
  memoryDevices,
  memoryGateways,
  memoryLeases,
} from "./memory-records.ts";
import { ScriptedFailures } from "./scripted-failures.ts";

export interface MemoryFleetViewOptions {
  /** Bounds the change stream. */
  readonly keepChanges?: number;
  /** Whether it begins complete, as most tests want it. */
  readonly completeness?: ViewCompleteness;
}

/** A fleet view in memory. */
export class MemoryFleetView implements FleetView {
  readonly #devices = memoryDevices();
  readonly #boxes = memoryBoxes();
  readonly #gateways = memoryGateways();
  readonly #commands = memoryCommands();
  readonly #leases = memoryLeases();
  readonly #keepChanges: number;
  readonly #failures = new ScriptedFailures("view-unavailable");
  readonly #closing = new AbortController();
  #changes: ViewRecord[] = [];
  #trimmed = 0;
  #waiting: (() => void)[] = [];
  #completeness: ViewCompleteness;
  #lives = 1;
  #isFilling = false;

  constructor(options: MemoryFleetViewOptions = {}) {
    this.#keepChanges = options.keepChanges ?? 100_000;
    this.#completeness = options.completeness ?? "complete";
  }

  /** The next `count` calls fail as if the store were away. */
  fail(count: number): void {
    this.#failures.fail(count);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Loses everything, as a server without persistence that is restarted. */
  lose(): void {
    for (const each of this.#kinds()) each.clear();
    this.#changes = [];
    this.#trimmed = 0;
    this.#lives += 1;
    this.#completeness = "rebuilding";
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async apply(batch: ViewBatch): Promise<void> {
    this.#failures.check();
    for (const record of batch.boxes) {
      if (this.#boxes.apply(record)) this.#changes.push({ kind: "box", record });
    }
    for (const record of batch.gateways) {
      if (this.#gateways.apply(record)) this.#changes.push({ kind: "gateway", record });
    }
    for (const record of batch.devices) {
      if (this.#devices.apply(record)) this.#changes.push({ kind: "device", record });
    }
    for (const record of batch.commands) {
      if (this.#commands.apply(record)) this.#changes.push({ kind: "command", record });
    }
    for (const record of batch.leases) {
      if (this.#leases.apply(record)) this.#changes.push({ kind: "lease", record });
    }
    const over = Math.max(0, this.#changes.length - this.#keepChanges);
    this.#changes = this.#changes.slice(over);
    this.#trimmed += over;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async readDevices(sessionIds: readonly string[]): Promise<ReadonlyMap<string, DeviceRecord>> {
    this.#failures.check();
    return this.#devices.read(sessionIds);
  }

  async readDevicesOfBox(boxId: string): Promise<readonly DeviceRecord[]> {
    this.#failures.check();
    if (this.#completeness === "rebuilding") {
      throw new RaeError("view-unavailable", "the view is being refilled");
    }
    return this.#devices
      .all()
      .filter((record) => record.boxId === boxId && record.ended === undefined);
  }

  async readBoxes(boxIds: readonly string[]): Promise<ReadonlyMap<string, BoxRecord>> {
    this.#failures.check();
    return this.#boxes.read(boxIds);
  }

  async readGateways(gatewayIds: readonly string[]): Promise<ReadonlyMap<string, GatewayRecord>> {
    this.#failures.check();
    return this.#gateways.read(gatewayIds);
  }

  async readCommands(commandIds: readonly string[]): Promise<ReadonlyMap<string, CommandRecord>> {
    this.#failures.check();
    return this.#commands.read(commandIds);
  }

  async readLeases(leaseIds: readonly string[]): Promise<ReadonlyMap<string, Lease>> {
    this.#failures.check();
    return this.#leases.read(leaseIds);
  }

  async scan(signal: AbortSignal) {
    signal.throwIfAborted();
    this.#failures.check();
    const open = this.#devices.all().filter((record) => record.ended === undefined);
    const commands = this.#commands.all().filter((record) => !isTerminal(record.state));
    const leases = this.#leases.all().filter((lease) => lease.state !== "ended");
    const records: ViewRecord[] = [
      ...this.#gateways.all().map((record) => ({ kind: "gateway" as const, record })),
      ...this.#boxes.all().map((record) => ({ kind: "box" as const, record })),
      ...open.map((record) => ({ kind: "device" as const, record })),
      ...commands.map((record) => ({ kind: "command" as const, record })),
      ...leases.map((record) => ({ kind: "lease" as const, record })),
    ];
    const life = this.#lives;
    const check = () => {
      signal.throwIfAborted();
      if (this.#lives === life) return;
      throw new RaeError("view-unavailable", "the view was lost while it was read");
    };
    return { position: this.#encode(this.#end), records: iterate(records, check) };
  }

  async *changes(
    position: ViewPosition,
    signal: AbortSignal,
  ): AsyncIterable<readonly ViewChange[]> {
    const ended = AbortSignal.any([signal, this.#closing.signal]);
    let behind = this.#decode(position);
    const life = this.#lives;
    while (!ended.aborted) {
      this.#failures.check();
      if (this.#lives !== life) throw new RaeError("bad-cursor", "the view was lost");
      if (behind < this.#trimmed) throw new RaeError("bad-cursor", "the position is gone");
      const batch = this.#changes.slice(behind - this.#trimmed);
      if (batch.length === 0) {
        await this.#next(ended);
        continue;
      }
      const first = behind;
      behind = this.#end;
      yield batch.map((change, index) => ({ position: this.#encode(first + index + 1), change }));
    }
  }

  covers(reached: ViewPosition, position: ViewPosition): boolean {
    return this.#decode(reached) >= this.#decode(position);
  }

  completeness(): ViewCompleteness {
    return this.#completeness;
  }

  async refill(fill: (signal: AbortSignal) => Promise<void>, signal: AbortSignal) {
    this.#failures.check();
    signal.throwIfAborted();
    if (this.#isFilling || this.#completeness === "complete") return false;
    const life = this.#lives;
    this.#isFilling = true;
    try {
      await fill(signal);
    } finally {
      this.#isFilling = false;
    }
    if (this.#lives !== life) return false;
    this.#completeness = "complete";
    return true;
  }

  async sync(): Promise<void> {}

  async probe(): Promise<void> {
    this.#failures.check();
  }

  async clear(): Promise<void> {
    this.#failures.check();
    this.lose();
  }

  async close(): Promise<void> {
    this.#failures.close();
    this.#closing.abort();
  }

  get #end(): number {
    return this.#trimmed + this.#changes.length;
  }

  #kinds(): readonly { clear(): void }[] {
    return [this.#devices, this.#boxes, this.#gateways, this.#commands, this.#leases];
  }

  #encode(position: number): ViewPosition {
    return `memory-${this.#lives}-${position}`;
  }

  #decode(position: ViewPosition): number {
    const [, life, digits] = /^memory-(\d{1,9})-(\d{1,15})$/.exec(position) ?? [];
    if (Number(life) !== this.#lives || Number(digits) > this.#end) {
      throw new RaeError("bad-cursor", "the position is not one of this view");
    }
    return Number(digits);
  }

  #next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener("abort", done);
        resolve();
      };
      signal.addEventListener("abort", done, { once: true });
      this.#waiting.push(done);
    });
  }
}

async function* iterate<T>(records: readonly T[], check: () => void): AsyncGenerator<T> {
  for (const record of records) {
    check();
    yield record;
  }
}
