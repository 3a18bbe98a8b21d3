import type { Closable } from "@rae/kit";
import type { Fault, FaultName, FaultOf } from "../faults/fault-table.ts";
import type { DeviceReport } from "./device-report.ts";

/** What a family adds to the shell that all devices share. */
export interface DeviceBody extends Closable {
  /** Faults that it knows besides `commonFaults`. */
  readonly ownFaults: readonly FaultName[];
  /** Comes up on its wires. */
  open(): Promise<void>;
  /** What a report says of it alone. */
  describe(): Pick<DeviceReport, "addresses" | "plugged" | "power" | "state" | "transcript">;
  /** Does what a fault of its own wants done at once; its answers ask for the others when they are due. */
  beginFault?(fault: Fault): Promise<void>;
  /** Its cable, or its power where that is the cable. */
  plug(): Promise<void>;
  unplug(): Promise<void>;
  fallAsleep(fault: FaultOf<"sleep">): Promise<void>;
  wake(): Promise<void>;
  /** The two halves of a reboot: it goes, and comes back, as `state.identity` then says. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
}
