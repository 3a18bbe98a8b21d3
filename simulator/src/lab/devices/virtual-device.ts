import type { Clock, Closable, Logger } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { Fault, FaultName } from "../faults/fault-table.ts";
import type { DeviceReport } from "./device-report.ts";

/** A device that does not exist, on real wires. */
export interface VirtualDevice extends Closable {
  readonly id: string;
  readonly family: string;
  readonly supportedFaults: readonly FaultName[];
  /**
   * Comes up on its wires.
   * @throws RaeError `port-in-use`, or `config-invalid` for an interface or a path that cannot be had.
   */
  open(): Promise<void>;
  /** What it is, what it has been told and what ails it. */
  report(): DeviceReport;
  /**
   * Makes it fail. Resolves when the fault is in effect; a reboot, when the device is back.
   * @throws RaeError `unsupported` for a fault that this family does not know.
   */
  apply(fault: Fault): Promise<void>;
  /** Ends every fault: the cable is in, the device awake. */
  clearFaults(): Promise<void>;
}

/** What the lab gives each of its devices. */
export interface DeviceContext {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Address on which network devices listen. */
  readonly host: string;
  /** Interfaces on which they announce themselves. */
  readonly interfaces: readonly string[];
  /** Folder of the serial ports. */
  readonly serialDir: string;
}

/** The error of a device that does not know a fault. */
export function unsupportedFault(device: VirtualDevice, name: FaultName): RaeError {
  return new RaeError("unsupported", `a ${device.family} does not know the fault ${name}`, {
    details: { device: device.id, supportedFaults: device.supportedFaults },
  });
}
