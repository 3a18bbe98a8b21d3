import type { Lease } from "@rae/protocol";
import { isNewerBox, isNewerGateway } from "../core/box-order.ts";
import type { BoxRecord, GatewayRecord } from "../core/box-record.ts";
import { isNewerCommand } from "../core/command-order.ts";
import type { CommandRecord } from "../core/command-record.ts";
import { isNewerDevice } from "../core/device-order.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import { isNewerLease } from "../core/lease-order.ts";

/** Current states of one kind, each write guarded. */
export class MemoryRecords<R> {
  readonly #records = new Map<string, R>();
  readonly #idOf: (record: R) => string;
  readonly #isNewer: (next: R, stored: R) => boolean;

  constructor(idOf: (record: R) => string, isNewer: (next: R, stored: R) => boolean) {
    this.#idOf = idOf;
    this.#isNewer = isNewer;
  }

  /** Whether the record was newer and is now stored. */
  apply(record: R): boolean {
    const stored = this.#records.get(this.#idOf(record));
    if (stored !== undefined && !this.#isNewer(record, stored)) return false;
    this.#records.set(this.#idOf(record), record);
    return true;
  }

  read(ids: readonly string[]): ReadonlyMap<string, R> {
    return new Map(
      ids.flatMap((id) => {
        const record = this.#records.get(id);
        return record === undefined ? [] : [[id, record] as const];
      }),
    );
  }

  clear(): void {
    this.#records.clear();
  }

  all(): R[] {
    return [...this.#records.values()];
  }
}

export const memoryDevices = () =>
  new MemoryRecords<DeviceRecord>((record) => record.sessionId, isNewerDevice);
export const memoryBoxes = () => new MemoryRecords<BoxRecord>((record) => record.boxId, isNewerBox);
export const memoryGateways = () =>
  new MemoryRecords<GatewayRecord>((record) => record.gatewayId, isNewerGateway);
export const memoryCommands = () =>
  new MemoryRecords<CommandRecord>((record) => record.commandId, isNewerCommand);
export const memoryLeases = () => new MemoryRecords<Lease>((lease) => lease.leaseId, isNewerLease);
