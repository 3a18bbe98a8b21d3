export type { LoadSample } from "./boxes/load-counters.ts";
export {
  startVirtualBoxes,
  type VirtualBoxes,
  type VirtualBoxesOptions,
} from "./boxes/virtual-boxes.ts";
export { type CanaryOptions, type CanaryRun, runCanary } from "./canary/canary.ts";
export type { CanaryReport } from "./canary/canary-counters.ts";
export { type ControlServer, openControlServer } from "./control/server.ts";
export { type DeviceReport, deviceReportSchema } from "./device-report.ts";
export { type Fault, type FaultName, faultNames, faultTable, parseFault } from "./faults.ts";
export { type Lab, type LabOptions, openLab } from "./lab.ts";
export { parseScenario, readScenario, type Scenario, type TimedFault } from "./scenario.ts";
export type { VirtualDevice } from "./virtual-device.ts";
