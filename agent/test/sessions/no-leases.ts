import type { CommandLeases } from "../../src/sessions/command-runner.ts";

/** Devices that nobody has leased. */
export const noLeases: CommandLeases = {
  hear: () => {},
  settling: () => undefined,
  admit: () => {},
};
