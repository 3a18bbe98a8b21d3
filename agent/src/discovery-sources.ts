import type { Clock, Logger } from "@rae/kit";
import type { AgentConfig } from "./config.ts";
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
    for (const { driver } of serial) driverNamed(driver, drivers);
    sources.push(new SerialDiscovery({ clock, logger, globs: serial }));
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
    for (const { driver } of listed) driverNamed(driver, drivers);
    sources.push(new StaticDiscovery(listed));
  }
  return sources;
}
