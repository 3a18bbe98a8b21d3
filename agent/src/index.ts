import type { DriverFactory } from "@rae/driver";
import { type Clock, defaultBackoff, type Logger } from "@rae/kit";
import { type Agent, startAgent } from "./agent.ts";
import { type AgentConfig, loadLab } from "./config.ts";
import { readCredentials } from "./credentials.ts";
import { openDiscovery } from "./discovery-sources.ts";
import { withDrivers } from "./driver-table.ts";
import { openLink } from "./links/open-link.ts";
import { MqttUplink } from "./uplink/mqtt-uplink.ts";

export type { Agent } from "./agent.ts";
export { type AgentConfig, loadAgentConfig, loadLab, parseAgentConfig } from "./config.ts";
export { type LoadedDrivers, loadDrivers } from "./driver-packages/load-drivers.ts";

export interface AgentOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told once if the registry can no longer be written; end the process then. */
  readonly onFailure: (error: Error) => void;
  /** Drivers besides those that every agent has; `loadDrivers` gives those that the configuration names. */
  readonly drivers?: readonly DriverFactory[];
}

/**
 * Opens an agent on real links and a real gateway. An unreachable gateway is no error.
 * @throws RaeError `certificate-invalid`, `config-invalid` or `data-unusable`; ConfigError for a wrong lab file.
 */
export async function openAgent(config: AgentConfig, options: AgentOptions): Promise<Agent> {
  const { clock, logger, onFailure } = options;
  const drivers = withDrivers(options.drivers ?? []);
  const { boxId, gateway } = config;
  const credentials = () => readCredentials(gateway, boxId);
  credentials();
  const links = { clock, logger, backoff: defaultBackoff };
  return startAgent(config, {
    ...{ clock, logger, onFailure },
    random: Math.random,
    uplink: new MqttUplink({ ...gateway, boxId, readCredentials: credentials }),
    discovery: await openDiscovery(config, drivers, clock, logger),
    drivers,
    openLink: (spec) => openLink(spec, links),
    lab: loadLab(config),
  });
}
