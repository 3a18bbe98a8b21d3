import type { Clock, Logger } from "@rae/kit";
import type { Agent } from "./agent.ts";
import { checkConfigFile } from "./check-config.ts";
import { type AgentConfig, loadLab, settingsForRestart } from "./config.ts";
import type { OnStray } from "./driver-packages/load-drivers.ts";

/** Logs what a package of drivers throws beside its loading. */
export function strayLogger(logger: Logger): OnStray {
  return (name, error) =>
    logger.error({ drivers: name, err: error }, "package of drivers at fault");
}

export interface ReloadOptions {
  /** The configuration file. */
  readonly path: string;
  /** What the agent was started with. */
  readonly running: AgentConfig;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Makes what a SIGHUP calls: reads the configuration again and takes what may change while the
 * agent runs; what may not is named in the log. What `--check` refuses is refused here, with all
 * faults in the log, and the agent goes on as it was. One runs after the other; signals that come
 * while one waits are one.
 */
export function reloader(
  agent: () => Agent | undefined,
  { path, running, clock, logger }: ReloadOptions,
): () => void {
  let last: Promise<void> = Promise.resolve();
  let isWaiting = false;
  const reload = async () => {
    isWaiting = false;
    try {
      const { config, faults, warnings } = await checkConfigFile(path, clock, strayLogger(logger));
      if (config === undefined || faults.length > 0) {
        logger.error({ faults }, "configuration not usable, the old one stays");
        return;
      }
      if (warnings.length > 0) logger.warn({ warnings }, "configuration may not be as meant");
      const lab = loadLab(config);
      agent()?.setLab(lab);
      agent()?.setInterfaces(config.ssdp?.interfaces ?? []);
      const atNextStart = settingsForRestart(running, config);
      logger.info({ devices: lab.length, atNextStart }, "configuration read again");
    } catch (error) {
      logger.error({ err: error }, "configuration not usable, the old one stays");
    }
  };
  return () => {
    if (isWaiting || agent() === undefined) return;
    isWaiting = true;
    last = last.then(reload);
  };
}
