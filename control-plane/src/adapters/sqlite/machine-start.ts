import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

/** The same until the machine is started again; where that cannot be known, another each time. */
export function machineStart(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return randomUUID();
  }
}
