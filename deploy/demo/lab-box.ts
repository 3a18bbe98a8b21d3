import { createHash } from "node:crypto";
import { join } from "node:path";
import type { DemoConfig } from "./config.ts";

/** Configuration of the demo's agent: one box on loopback that searches `lo` only, so that no real television is found. */
export function agentYaml(config: DemoConfig): string {
  const pki = join(config.dataDir, "pki");
  return asYaml({
    boxId: config.boxId,
    gateway: {
      url: `mqtts://127.0.0.1:${config.mqttPort}`,
      ca: join(pki, "ca.pem"),
      cert: join(pki, "boxes", `${config.boxId}.pem`),
      key: join(pki, "boxes", `${config.boxId}.key`),
    },
    dataDir: join(config.dataDir, "agent"),
    logLevel: "warn",
    serial: [
      { glob: join(config.dataDir, "tty", "lg-*"), driver: "lg-rs232" },
      { glob: join(config.dataDir, "tty", "console-*"), driver: "serial-console" },
    ],
    ssdp: { interfaces: ["lo"], searchTargets: { [searchTarget(config)]: "roku-ecp" } },
    devices: labFile(config),
  });
}

/**
 * What tells this demo from another on the machine, the same at every start: all demos share `lo`, and a name of the network must not be
 * in two of them.
 */
function labName({ dataDir }: DemoConfig): string {
  return createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
}

/** What the demo's agent searches for, and its Roku alone answers to. */
function searchTarget(config: DemoConfig): string {
  return `urn:rae-demo:${labName(config)}`;
}

function rokuSerial(config: DemoConfig): string {
  return `RAE${labName(config).toUpperCase()}`;
}

/** The lab file: the names under which REST knows the devices. */
function labFile(config: DemoConfig) {
  return [
    { asset: "tv-bedroom", usn: `uuid:roku:ecp:${rokuSerial(config)}` },
    { asset: "tv-living-room", serial: join(config.dataDir, "tty", "lg-1") },
    { asset: "set-top-box", serial: join(config.dataDir, "tty", "console-1") },
  ];
}

/** Names of the simulated devices. */
export const assets = ["tv-bedroom", "tv-living-room", "set-top-box"] as const;

/** The simulated lab as a scenario file: a Roku on the network, an LG set and a Linux console on serial ports. */
export function scenarioYaml(config: DemoConfig): string {
  const roku = { serial: rokuSerial(config), searchTarget: searchTarget(config) };
  return asYaml({
    serialDir: join(config.dataDir, "tty"),
    interfaces: ["lo"],
    devices: [
      { id: "roku-1", family: "roku", ...roku },
      { id: "lg-1", family: "lg-rs232" },
      { id: "console-1", family: "linux-console" },
    ],
  });
}

/** JSON is YAML, too. */
function asYaml(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
