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
import {
  type AgentConfig,
  agentSchema,
  loadAgentConfig,
  loadLab,
  settingsForRestart,
} from "./config.ts";
import { configFaults } from "./config-faults.ts";
import { type Agent, openAgent } from "./index.ts";

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
  const config = loadAgentConfig(values.config);
  if (values["print-config"]) {
    process.stdout.write(`${printConfig(agentSchema, config)}\n`);
    return;
  }
  if (values.check) {
    const faults = configFaults(config);
    if (faults.length > 0) throw new ConfigError(values.config, faults);
    process.stdout.write(`${values.config} is usable\n`);
    return;
  }
  const logger = createLogger("rae-agent", config.logLevel as LogLevel);
  const { config: path } = values;
  let agent: Agent | undefined;
  // Before the agent is open, too: by default the signal ends a process.
  process.on("SIGHUP", () => agent && reload(agent, path, config, logger));
  await runProcess(
    async () => {
      agent = await openAgent(config, { clock: systemClock, logger, onFailure: fail });
      return agent;
    },
    { clock: systemClock, drainTimeoutMs, onError: tell },
  );
}

/** Takes what may change while the agent runs; what may not is named in the log. */
function reload(agent: Agent, path: string, running: AgentConfig, logger: Logger): void {
  try {
    const config = loadAgentConfig(path);
    const lab = loadLab(config);
    agent.setLab(lab);
    agent.setInterfaces(config.ssdp?.interfaces ?? []);
    const atNextStart = settingsForRestart(running, config);
    logger.info({ devices: lab.length, atNextStart }, "configuration read again");
  } catch (error) {
    logger.error({ err: error }, "configuration not usable, the old one stays");
  }
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
