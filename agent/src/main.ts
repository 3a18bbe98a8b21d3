#!/usr/bin/env node
import { parseArgs } from "node:util";
import {
  createLogger,
  type Logger,
  type LogLevel,
  printConfig,
  runProcess,
  systemClock,
} from "@rae/kit";
import { agentSchema, loadAgentConfig, loadLab } from "./config.ts";
import { readCredentials } from "./credentials.ts";
import { type Agent, openAgent } from "./index.ts";

const help = `rae-agent: finds and drives the devices of a lab box, and tells the control plane of them.

  rae-agent --config FILE    runs until SIGTERM or SIGINT; SIGHUP reads the lab file again
  --check                    checks configuration, lab file and certificates, and ends
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
    loadLab(config);
    readCredentials(config.gateway, config.boxId);
    process.stdout.write(`${values.config} is usable\n`);
    return;
  }
  const logger = createLogger("rae-agent", config.logLevel as LogLevel);
  await runProcess(
    async () => {
      const agent = await openAgent(config, { clock: systemClock, logger, onFailure: fail });
      process.on("SIGHUP", () => reload(agent, config, logger));
      return agent;
    },
    { clock: systemClock, drainTimeoutMs, onError: tell },
  );
}

function reload(agent: Agent, config: Parameters<typeof loadLab>[0], logger: Logger): void {
  try {
    agent.setLab(loadLab(config));
    logger.info("lab file read again");
  } catch (error) {
    logger.error({ err: error }, "lab file not usable, the old one stays");
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
