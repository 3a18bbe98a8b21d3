import type { Clock } from "@rae/kit";
import { checkCredentials } from "./checks/check-credentials.ts";
import { checkDataFolder } from "./checks/check-data-folder.ts";
import { checkLab } from "./checks/check-lab.ts";
import { checkWays } from "./checks/check-ways.ts";
import { Findings } from "./checks/findings.ts";
import { FoundPorts } from "./checks/found-ports.ts";
import { waysOf } from "./checks/ways.ts";
import { type AgentConfig, addressFaults, loadLab, readAgentConfig } from "./config.ts";
import { type LoadedDrivers, loadDrivers, type OnStray } from "./driver-packages/load-drivers.ts";
import { driverNamed as driverIn, withDrivers } from "./driver-table.ts";

/**
 * Finds all that is wrong with a configuration at once: addresses, certificate files, data folder,
 * drivers and their settings, ports and lab. `--check` and SIGHUP refuse what has a fault. `loaded`
 * are the drivers of the packages that the configuration names.
 */
export async function checkConfig(
  config: AgentConfig,
  clock: Pick<Clock, "nowMs">,
  loaded: LoadedDrivers = { drivers: [], faults: [] },
): Promise<Findings> {
  const findings = new Findings();
  const drivers = withDrivers(loaded.drivers);
  const driverNamed = (name: string) => driverIn(name, drivers);
  for (const fault of loaded.faults) findings.fault(fault);
  for (const fault of addressFaults(config)) findings.fault(fault);
  checkCredentials(config.gateway, config.boxId, clock.nowMs(), findings);
  checkDataFolder(config.dataDir, findings);
  const ports = await FoundPorts.read(config);
  const ways = waysOf(config);
  checkWays(config, ways, ports, driverNamed, findings);
  const lab = findings.collect("", () => loadLab(config)) ?? config.devices;
  checkLab(lab, { ways, ports, driverNamed }, findings);
  return findings;
}

export interface CheckedFile {
  /** Undefined if too much is missing or wrong; usable only if there is no fault. */
  readonly config: AgentConfig | undefined;
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Reads a configuration file, loads its drivers and checks all of it.
 * @throws ConfigError if it cannot be read.
 */
export async function checkConfigFile(
  path: string,
  clock: Clock,
  onStray: OnStray = () => {},
): Promise<CheckedFile> {
  const { config, faults } = readAgentConfig(path);
  if (config === undefined) return { config, faults, warnings: [] };
  const found = await checkConfig(config, clock, await loadDrivers(config, path, clock, onStray));
  return { config, faults: [...faults, ...found.faults], warnings: found.warnings };
}
