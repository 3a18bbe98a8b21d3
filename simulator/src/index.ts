export { type ControlServer, openControlServer } from "./lab/control/server.ts";
export { type DeviceReport, deviceReportSchema } from "./lab/devices/device-report.ts";
export type { VirtualDevice } from "./lab/devices/virtual-device.ts";
export {
  type Fault,
  type FaultName,
  faultNames,
  faultTable,
  parseFault,
} from "./lab/faults/fault-table.ts";
export { type Lab, type LabOptions, openLab } from "./lab/lab.ts";
export { parseScenario, readScenario, type Scenario, type TimedFault } from "./lab/scenario.ts";
export type { LoadSample } from "./load/boxes/load-counters.ts";
export type { ObeyedCommand } from "./load/boxes/virtual-box.ts";
export {
  startVirtualBoxes,
  type VirtualBoxes,
  type VirtualBoxesOptions,
} from "./load/boxes/virtual-boxes.ts";
export { type CanaryOptions, type CanaryRun, runCanary } from "./load/canary/canary.ts";
export type { CanaryReport } from "./load/canary/canary-counters.ts";
