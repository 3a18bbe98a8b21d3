import type { Closable } from "@rae/kit";
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
   * @throws RaeError `unsupported` for a fault that this device does not know.
   */
  apply(fault: Fault): Promise<void>;
  /** Ends every fault: the cable is in, the device awake. */
  clearFaults(): Promise<void>;
}
