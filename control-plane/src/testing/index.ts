export { MemoryAccessStore } from "./memory-access-store.ts";
export { MemoryFleetView } from "./memory-fleet-view.ts";
export { MemoryHistory } from "./memory-history.ts";
export { MemoryLeaseStore } from "./memory-lease-store.ts";
export { sampleAttributes, sampleEvents } from "./sample-events.ts";
export {
  sampleBox,
  sampleCommand,
  sampleDevice,
  sampleEntry,
  sampleGateway,
  sampleGrantedLease,
  sampleLease,
  sampleStatus,
  sampleTimeMs,
} from "./sample-records.ts";
