import type { DriverLogger } from "../driver-logger.ts";

const nothing = () => {};

/** A logger that says nothing. */
export const silentLogger: DriverLogger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};
