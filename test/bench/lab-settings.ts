import { join } from "node:path";
import type { AgentSettings, ControlPlaneProgram } from "../harness/programs.ts";
import type { LabProgram } from "./lab-program.ts";

/**
 * An agent's configuration with every default, where the harness has short times for tests that must not wait, and the
 * serial ports of `bench-` devices.
 */
export function defaultAgentSettings(
  lab: LabProgram,
  controlPlane: ControlPlaneProgram,
  boxId: string,
): AgentSettings {
  const pki = join(controlPlane.dataDir, "pki");
  return {
    gateway: {
      url: `mqtts://127.0.0.1:${controlPlane.mqttPort}`,
      ca: join(pki, "ca.pem"),
      cert: join(pki, "boxes", `${boxId}.pem`),
      key: join(pki, "boxes", `${boxId}.key`),
    },
    probeMs: undefined,
    settleMs: undefined,
    gracePeriodMs: undefined,
    statusIntervalMs: undefined,
    serial: [
      { glob: join(lab.serialDir, "bench-lg-*"), driver: "lg-rs232" },
      { glob: join(lab.serialDir, "bench-linux-*"), driver: "serial-console" },
    ],
  };
}
