import { sleep } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { type Fault, type FaultName, type FaultOf, faultNames } from "../faults/fault-table.ts";
import type { DeviceBody } from "./device-body.ts";
import type { DeviceReport } from "./device-report.ts";
import type { DeviceState } from "./device-state.ts";
import { changedIdentity } from "./identity.ts";
import type { VirtualDevice } from "./virtual-device.ts";

/** Faults that every family knows. */
const commonFaults: readonly FaultName[] = [
  "freeze",
  "no-reply",
  "slow",
  "half-frame",
  "garbage",
  "refuse",
  "sleep",
  "unplug",
  "plug",
  "reboot",
];

/**
 * What all devices do alike, round a body that does what its family does: the report, faults and their end, cables, and a reboot
 * that may bring another identity. A reboot ends `freeze` and `sleep`.
 */
export class DeviceShell implements VirtualDevice {
  readonly id: string;
  readonly family: string;
  readonly supportedFaults: readonly FaultName[];
  readonly #state: DeviceState;
  readonly #body: DeviceBody;
  #closed = false;

  constructor(family: string, state: DeviceState, body: DeviceBody) {
    this.id = state.id;
    this.family = family;
    const known = new Set([...commonFaults, ...body.ownFaults]);
    this.supportedFaults = faultNames.filter((name) => known.has(name));
    this.#state = state;
    this.#body = body;
  }

  open(): Promise<void> {
    return this.#body.open();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#state.late.forget();
    await this.#body.close();
  }

  report(): DeviceReport {
    const { id, family, supportedFaults } = this;
    const { identity, keys, received, receivedCount, faults } = this.#state;
    return {
      ...{ id, family, identity, ...this.#body.describe() },
      keys: [...keys.list()],
      received: [...received.list()],
      receivedCount,
      faults: [...faults.list()],
      supportedFaults: [...supportedFaults],
    };
  }

  async apply(fault: Fault): Promise<void> {
    if (!this.supportedFaults.includes(fault.fault)) {
      throw new RaeError("unsupported", `a ${this.family} does not know the fault ${fault.fault}`, {
        details: { device: this.id, supportedFaults: this.supportedFaults },
      });
    }
    const { faults, late } = this.#state;
    switch (fault.fault) {
      case "plug":
        if (!faults.has("unplug")) return;
        faults.end("unplug");
        await this.#body.plug();
        return;
      case "unplug":
        faults.set(fault);
        late.forget();
        await this.#body.unplug();
        return;
      case "reboot":
        await this.#reboot(fault);
        return;
      case "sleep":
        await this.#body.fallAsleep(fault);
        faults.set(fault);
        return;
      default:
        faults.set(fault);
        await this.#body.beginFault?.(fault);
    }
  }

  async clearFaults(): Promise<void> {
    const { faults } = this.#state;
    const [unplugged, slept] = [faults.has("unplug"), faults.has("sleep")];
    faults.clear();
    if (unplugged) await this.#body.plug();
    if (slept) await this.#body.wake();
  }

  async #reboot({ mac, esn, serial, downMs }: FaultOf<"reboot">): Promise<void> {
    const state = this.#state;
    state.late.forget();
    state.faults.end("sleep");
    state.faults.end("freeze");
    state.isAway = true;
    await this.#body.goDown();
    if (downMs !== undefined) await sleep(state.context.clock, downMs);
    state.identity = changedIdentity(state.identity, { mac, esn, serial });
    state.isAway = false;
    if (!this.#closed) await this.#body.comeBack();
  }
}
