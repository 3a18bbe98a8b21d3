#!/usr/bin/env node
import { parseArgs } from "node:util";
import {
  ConfigError,
  createLogger,
  type Logger,
  type LogLevel,
  printConfig,
  runProcess,
  systemClock,
} from "@rae/kit";
import { checkConfig, checkConfigFile } from "./check-config.ts";
import { type AgentConfig, agentSchema, loadAgentConfig } from "./config.ts";
import { guardProcess } from "./faces/process-guard.ts";
import { type Agent, type LoadedDrivers, loadDrivers, openAgent } from "./index.ts";
import { reloader, strayLogger } from "./reload.ts";

const help = `rae-agent: finds and drives the devices of a lab box, and tells the control plane of them.

  rae-agent --config FILE    runs until SIGTERM or SIGINT; SIGHUP reads lab and interfaces anew
  --check                    checks configuration, lab file, drivers and certificates, and ends
  --print-config             prints the configuration with all defaults, and ends
  --help                     prints this
`;

const drainTimeoutMs = 10_000;

const options = {
  config: { type: "string" },
  check: { type: "boolean", default: false },
  "print-config": { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  if (values.config === undefined) throw new Error("name the configuration: --config FILE");
  const { config: path } = values;
  if (values.check) {
    await check(path);
    return;
  }
  const config = loadAgentConfig(path);
  if (values["print-config"]) {
    process.stdout.write(`${printConfig(agentSchema, config)}\n`);
    return;
  }
  await run(path, config);
}

async function check(path: string): Promise<void> {
  const { faults, warnings } = await checkConfigFile(path, systemClock);
  for (const warning of warnings) process.stdout.write(`warning: ${warning}\n`);
  if (faults.length > 0) throw new ConfigError(path, faults);
  process.stdout.write(`${path} is usable\n`);
}

async function run(path: string, config: AgentConfig): Promise<void> {
  const clock = systemClock;
  const logger = createLogger("rae-agent", config.logLevel as LogLevel);
  guardProcess((error) => {
    logger.fatal({ err: error }, "uncaught error");
    fail(error);
  });
  let agent: Agent | undefined;
  // Before the agent is open, too: by default the signal ends a process.
  process.on(
    "SIGHUP",
    reloader(() => agent, { path, running: config, clock, logger }),
  );
  await runProcess(
    async () => {
      const loaded = await loadDrivers(config, path, clock, strayLogger(logger));
      if (loaded.faults.length > 0) throw new ConfigError(path, loaded.faults);
      await logFindings(config, loaded, logger);
      const { drivers } = loaded;
      agent = await openAgent(config, { clock, logger, onFailure: fail, drivers });
      const { boxId, dataDir } = config;
      process.stdout.write(`${JSON.stringify({ ready: true, boxId, dataDir })}\n`);
      return agent;
    },
    { clock, drainTimeoutMs, onError: tell },
  );
}

/** A box starts with what it can use of its configuration, if all drivers are there; the log has what it cannot. */
async function logFindings(
  config: AgentConfig,
  loaded: LoadedDrivers,
  logger: Logger,
): Promise<void> {
  const { faults, warnings } = await checkConfig(config, systemClock, loaded);
  if (faults.length > 0) logger.error({ faults }, "configuration has faults");
  if (warnings.length > 0) logger.warn({ warnings }, "configuration may not be as meant");
}

/** One sentence for the person at the terminal; the log has the rest. */
function tell(error: unknown): void {
  process.stderr.write(`rae-agent: ${error instanceof Error ? error.message : String(error)}\n`);
}

function fail(error: unknown): never {
  tell(error);
  process.exit(1);
}

await main().catch(fail);
