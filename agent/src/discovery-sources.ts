import type { Clock, Logger } from "@rae/kit";
import type { AgentConfig } from "./config.ts";
import type { LinkSpec } from "./core/faces/link-spec.ts";
import { type Drivers, driverNamed } from "./driver-table.ts";
import type { DiscoverySource } from "./ports/discovery.ts";

/**
 * The sources that the configuration asks for; what a source needs is loaded only if it is asked
 * for.
 */
export async function openDiscovery(
  { serial, ssdp, static: listed }: AgentConfig,
  drivers: Drivers,
  clock: Clock,
  logger: Logger,
): Promise<DiscoverySource[]> {
  const sources: DiscoverySource[] = [];
  if (serial.length > 0) {
    const { SerialDiscovery } = await import("./discovery/serial-discovery.ts");
    const globs = serial.map((entry) => ({ ...entry, baudRate: baudRateOf(entry, drivers) }));
    sources.push(new SerialDiscovery({ clock, logger, globs }));
  }
  if (ssdp !== undefined) {
    const { SsdpDiscovery } = await import("./discovery/ssdp-discovery.ts");
    const { interfaces, searchTargets, intervalMs } = ssdp;
    const targets = Object.entries(searchTargets).map(([st, driver]) => ({ st, driver }));
    for (const { driver } of targets) driverNamed(driver, drivers);
    sources.push(
      new SsdpDiscovery({ clock, logger, interfaces, targets, searchIntervalMs: intervalMs }),
    );
  }
  if (listed.length > 0) {
    const { StaticDiscovery } = await import("./discovery/static-discovery.ts");
    const devices = listed.map((entry) => ({ ...entry, link: linkOf(entry, drivers) }));
    sources.push(new StaticDiscovery(devices));
  }
  return sources;
}

function linkOf({ driver, link }: AgentConfig["static"][number], drivers: Drivers): LinkSpec {
  if (link.kind !== "serial") {
    driverNamed(driver, drivers);
    return link;
  }
  const { baudRate } = link;
  return {
    ...link,
    baudRate: baudRateOf(baudRate === undefined ? { driver } : { driver, baudRate }, drivers),
  };
}

/** @throws RaeError `config-invalid` if there is no such driver. */
function baudRateOf(
  { driver, baudRate }: { driver: string; baudRate?: number },
  drivers: Drivers,
): number {
  const factory = driverNamed(driver, drivers);
  return baudRate ?? factory.defaultBaudRate ?? 9_600;
}
