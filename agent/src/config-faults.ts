import type { LinkKind } from "@rae/driver";
import { ConfigError } from "@rae/kit";
import { type JsonObject, RaeError } from "@rae/protocol";
import { type AgentConfig, loadLab } from "./config.ts";
import { readCredentials } from "./credentials.ts";
import { parsePathGlob } from "./discovery/path-glob.ts";
import { driverNamed } from "./driver-table.ts";

/**
 * Everything that keeps the agent from using its configuration, each a sentence: certificate files, the lab file, drivers that do
 * not exist or do not fit their link, and their settings. Empty if nothing does.
 */
export function configFaults(config: AgentConfig): string[] {
  const faults: string[] = [];
  const collect = (place: string, look: () => unknown) => {
    try {
      look();
    } catch (error) {
      faults.push(...sentences(error).map((sentence) => `${place}${sentence}`));
    }
  };
  collect("", () => readCredentials(config.gateway, config.boxId));
  for (const [index, { glob, driver, settings }] of config.serial.entries()) {
    collect(`/serial/${index} `, () => parsePathGlob(glob));
    collect(`/serial/${index} `, () => checkDriver(driver, "bytes", settings));
  }
  for (const [index, { driver, link, settings }] of config.static.entries()) {
    const needs = link.kind === "http" ? "http" : "bytes";
    collect(`/static/${index} `, () => checkDriver(driver, needs, settings));
  }
  for (const [target, driver] of Object.entries(config.ssdp?.searchTargets ?? {})) {
    collect(`/ssdp/searchTargets/${target} `, () => checkDriver(driver, "http", {}));
  }
  collect("", () => {
    for (const { asset, driver, settings } of loadLab(config)) {
      if (driver === undefined) continue;
      collect(`lab device ${asset}: `, () => driverNamed(driver).checkSettings(settings ?? {}));
    }
  });
  return faults;
}

function checkDriver(name: string, needs: LinkKind, settings: JsonObject = {}): void {
  const factory = driverNamed(name);
  if (factory.needs !== needs) {
    throw new RaeError("config-invalid", `driver ${name} does not work on a link of this kind`);
  }
  factory.checkSettings(settings);
}

function sentences(error: unknown): readonly string[] {
  const { faults } = error instanceof RaeError ? error.details : {};
  if (error instanceof ConfigError) return [error.message];
  if (Array.isArray(faults) && faults.length > 0) return faults.map(String);
  return [error instanceof Error ? error.message : String(error)];
}
