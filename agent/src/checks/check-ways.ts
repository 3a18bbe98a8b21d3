import { networkInterfaces } from "node:os";
import type { DriverFactory } from "@rae/driver";
import { RaeError } from "@rae/protocol";
import type { AgentConfig } from "../config.ts";
import { parsePathGlob } from "../discovery/path-glob.ts";
import type { Findings } from "./findings.ts";
import type { FoundPorts } from "./found-ports.ts";
import { needsOf, type Way } from "./ways.ts";

/** Names a driver. @throws RaeError `config-invalid` if there is none of the name. */
export type DriverNamed = (name: string) => DriverFactory;

/**
 * Finds globs that are none, drivers that do not exist, do not fit their link or refuse their
 * settings, and ports and addresses that stand in the configuration twice.
 */
export function checkWays(
  config: AgentConfig,
  ways: readonly Way[],
  ports: FoundPorts,
  driverNamed: DriverNamed,
  findings: Findings,
): void {
  for (const [index, { glob }] of config.serial.entries()) {
    findings.collect(`/serial/${index} `, () => parsePathGlob(glob));
  }
  for (const way of ways) findings.collect(`${way.place} `, () => checkDriver(way, driverNamed));
  checkListedTwice(ways, findings);
  for (const { place, kind, wire } of ways) {
    const finding = kind === "serial" && wire !== undefined ? ports.findingOf(wire) : undefined;
    if (finding === undefined) continue;
    findings.fault(
      `${place} names a port that /serial/${finding.index} finds as ${finding.path}, too: a port has one entry`,
    );
  }
  const interfaces = networkInterfaces();
  for (const name of config.ssdp?.interfaces ?? []) {
    if (!(name in interfaces)) findings.warn(`/ssdp/interfaces there is no interface ${name} now`);
  }
}

/** @throws RaeError `config-invalid` if the driver does not exist, fit or take the settings. */
export function checkDriver(
  { kind, driver, settings }: Pick<Way, "kind" | "driver" | "settings">,
  driverNamed: DriverNamed,
): void {
  const factory = driverNamed(driver);
  if (factory.needs !== needsOf(kind)) {
    throw new RaeError("config-invalid", `driver ${driver} does not work on a link of this kind`);
  }
  factory.checkSettings(settings);
}

function checkListedTwice(ways: readonly Way[], findings: Findings): void {
  const first = new Map<string, Way>();
  for (const way of ways) {
    if (way.wire === undefined) continue;
    const other = first.get(way.wire);
    if (other === undefined) first.set(way.wire, way);
    else findings.fault(`${way.place} is ${way.wire}, which ${other.place} is already`);
  }
}
