import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { DriverFactory } from "@rae/driver";
import { type Clock, withDeadline } from "@rae/kit";
import type { AgentConfig } from "../config.ts";
import { builtInDrivers } from "../driver-table.ts";
import { DriverScope } from "../faces/driver-scope.ts";
import { exportedDrivers } from "./exported-drivers.ts";
import { packageEntry } from "./package-entry.ts";

/** Drivers of packages, and each fault in a sentence that begins with its place in the configuration. */
export interface LoadedDrivers {
  readonly drivers: readonly DriverFactory[];
  readonly faults: readonly string[];
}

/** Told of what a package's modules throw when nobody waits for it, such as out of a timer. */
export type OnStray = (name: string, error: unknown) => void;

/** How long a package may take to load, whatever its modules wait for. */
const loadTimeoutMs = 20_000;

/**
 * Loads the packages and files that a configuration names, counted from the folder of its file, and takes every driver that they
 * export. A name that another driver has is a fault. Never throws.
 */
export async function loadDrivers(
  { drivers: names }: Pick<AgentConfig, "drivers">,
  configPath: string,
  clock: Clock,
  onStray: OnStray,
): Promise<LoadedDrivers> {
  const folder = dirname(resolve(configPath));
  const drivers = new Map<string, DriverFactory>();
  const sources = new Map([...builtInDrivers.keys()].map((name) => [name, "Rae itself"]));
  const faults: string[] = [];
  for (const [index, name] of names.entries()) {
    const loaded = await load(name, folder, clock, onStray);
    const place = `/drivers/${index} ${name}`;
    faults.push(...loaded.faults.map((fault) => `${place} ${fault}`));
    for (const driver of loaded.drivers) {
      const source = sources.get(driver.name);
      if (source !== undefined) {
        faults.push(
          `${place} exports a driver "${driver.name}", and ${source} has one of that name: leave one out`,
        );
        continue;
      }
      sources.set(driver.name, name);
      drivers.set(driver.name, driver);
    }
  }
  return { drivers: [...drivers.values()], faults };
}

async function load(
  name: string,
  folder: string,
  clock: Clock,
  onStray: OnStray,
): Promise<LoadedDrivers> {
  let entry: string;
  try {
    entry = packageEntry(name, folder);
  } catch (error) {
    return { drivers: [], faults: [`cannot be found: ${messageOf(error)}`] };
  }
  try {
    const scope = new DriverScope((error) => onStray(name, error));
    const loading = (): Promise<Readonly<Record<string, unknown>>> =>
      scope.run(async () => import(pathToFileURL(entry).href));
    return exportedDrivers(await withDeadline(clock, loadTimeoutMs, `loading ${entry}`, loading));
  } catch (error) {
    const why = `${messageOf(error)}; its author has to mend that, unless a file or package is missing`;
    return { drivers: [], faults: [`cannot be loaded: ${why}`] };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
