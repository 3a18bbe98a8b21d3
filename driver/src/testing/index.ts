export { silentLogger, systemClock } from "@rae/kit";
export { eventually, ManualClock } from "@rae/kit/testing";
export * from "./driver-conformance.ts";
export * from "./fake-link.ts";
export * from "./open-serial-driver.ts";
export * from "./pty-link.ts";
export * from "./virtual-port.ts";
export * from "./wait-for-state.ts";
