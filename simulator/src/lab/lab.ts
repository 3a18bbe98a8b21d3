import { type Clock, type Closable, CloseStack, type Logger } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { createDevice, needsSerialDir } from "./device-families.ts";
import type { VirtualDevice } from "./devices/virtual-device.ts";
import { claimFolder } from "./endpoints/folder-claim.ts";
import { type Fault, parseFault } from "./faults/fault-table.ts";
import type { Scenario, TimedFault } from "./scenario.ts";

export interface LabOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Folder of the serial ports, instead of the scenario's. */
  readonly serialDir?: string;
}

/** A lab that does not exist, on real wires. */
export interface Lab extends Closable {
  readonly devices: readonly VirtualDevice[];
  /** @throws RaeError `device-not-found`. */
  device(id: string): VirtualDevice;
  /**
   * Makes a device fail; resolves when the fault is in effect. Changes of one device take effect one after the other.
   * @throws RaeError `device-not-found`; `bad-request` for a fault that is none; `unsupported` for one that the device does not know.
   */
  fault(id: string, fault: Fault): Promise<void>;
  /**
   * Ends every fault of a device.
   * @throws RaeError `device-not-found`.
   */
  clearFaults(id: string): Promise<void>;
}

/**
 * Brings up every device of a scenario, then runs its timeline.
 * @throws RaeError `port-in-use`, `data-unusable` or `config-invalid`; what had come up is closed again.
 */
export async function openLab(scenario: Scenario, options: LabOptions): Promise<Lab> {
  const { clock, logger } = options;
  const serialDir = options.serialDir ?? scenario.serialDir;
  const needsDir = scenario.devices.find((spec) => needsSerialDir(spec));
  if (needsDir !== undefined && serialDir === undefined) {
    throw new RaeError(
      "config-invalid",
      `${needsDir.id} needs a serial port: give serialDir in the scenario, or --serial-dir`,
    );
  }
  const { host, interfaces } = scenario;
  const context = { clock, logger, host, interfaces, serialDir: serialDir ?? "" };
  const devices = scenario.devices.map((spec) => createDevice(spec, context));
  const byId = new Map(devices.map((device) => [device.id, device]));
  const stack = new CloseStack();
  if (needsDir !== undefined) stack.use("serial folder", await claimFolder(context.serialDir));
  for (const device of devices) stack.use(device.id, device);
  try {
    await Promise.all(devices.map((device) => device.open()));
  } catch (error) {
    return await stack.closeFor(error);
  }

  const device = (id: string): VirtualDevice => {
    const found = byId.get(id);
    if (found !== undefined) return found;
    throw new RaeError("device-not-found", `the lab has no device ${id}`, {
      details: { devices: [...byId.keys()] },
    });
  };
  // One change of a device at a time: a plug must not overtake the unplug before it.
  const tails = new Map<string, Promise<void>>();
  const inTurn = (id: string, change: (device: VirtualDevice) => Promise<void>): Promise<void> => {
    const target = device(id);
    const turn = (tails.get(id) ?? Promise.resolve()).then(() => change(target));
    tails.set(
      id,
      turn.catch(() => {}),
    );
    return turn;
  };
  const lab: Lab = {
    devices,
    device,
    fault: async (id, fault) => {
      const parsed = parseFault(fault);
      await inTurn(id, (target) => target.apply(parsed));
      logger.info({ device: id, fault }, "fault applied");
    },
    clearFaults: async (id) => {
      await inTurn(id, (target) => target.clearFaults());
      logger.info({ device: id }, "faults cleared");
    },
    close: () => stack.close(),
  };
  const cancels = scenario.timeline.map((step) =>
    clock.schedule(step.atMs, () => {
      runStep(lab, step).catch((error: unknown) => logger.error({ error, step }, "step failed"));
    }),
  );
  stack.push("timeline", () => {
    for (const cancel of cancels) cancel();
  });
  return lab;
}

function runStep(lab: Lab, { device, fault }: TimedFault): Promise<void> {
  return fault === "clear" ? lab.clearFaults(device) : lab.fault(device, fault);
}
