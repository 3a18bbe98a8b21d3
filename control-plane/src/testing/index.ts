export { MemoryFleetView } from "./memory-fleet-view.ts";
export { MemoryHistory } from "./memory-history.ts";
