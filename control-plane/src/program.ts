import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { printConfig, type Running, runProcess, systemClock } from "@rae/kit";
import { collectDefaultMetrics } from "prom-client";
import { loadConfig } from "./config.ts";
import { type ControlPlaneConfig, controlPlaneSchema } from "./config-schema.ts";
import { readEngineSecrets } from "./engine-secrets.ts";
import { explainFailure } from "./explain-failure.ts";
import { readHttpTls } from "./http-tls.ts";
import { createContext, type ProcessContext } from "./process-context.ts";
import { UsageError } from "./usage-error.ts";

/** Options of a command, by name, as they were given. */
export type CommandOptions = Readonly<Record<string, string | boolean | undefined>>;

/** What a program does instead of running, and then ends. */
export interface ProgramCommand {
  readonly options?: ParseArgsOptionsConfig;
  /** @throws UsageError if the arguments are not what it takes. */
  run(
    config: ControlPlaneConfig,
    args: readonly string[],
    options: CommandOptions,
  ): Promise<void> | void;
}

/** A program of the control plane. */
export interface Program {
  /** As a person types it. */
  readonly name: string;
  readonly usage: string;
  readonly commands?: Readonly<Record<string, ProgramCommand>>;
  /** Opens what runs until a signal; resolves with what the line says that tells it is ready. */
  readonly open: (context: ProcessContext) => Promise<Readonly<Record<string, unknown>>>;
}

const commonOptions = {
  config: { type: "string" },
  "behind-proxy": { type: "boolean" },
  "print-config": { type: "boolean" },
  check: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsOptionsConfig;

/** The options that all programs share, as their usage tells them. */
export const commonUsage = `  --config FILE      reads the configuration from a YAML file
  --check            checks the configuration, and ends
  --print-config     prints the configuration with all defaults, secrets hidden, and ends
  --help             prints this
`;

/** Of the programs that serve REST. */
export const behindProxyUsage = `  --behind-proxy     REST may bind another address than loopback, as a proxy in front ends TLS
`;

/** Reads the arguments of this process, does what they say, and ends the process if anything fails. */
export async function runProgram(program: Program): Promise<void> {
  const fail = (text: string): never => {
    process.stderr.write(`${text}\n`);
    process.exit(1);
  };
  try {
    await obey(program);
  } catch (error) {
    if (error instanceof UsageError) fail(`${error.message}\n\n${program.usage}`);
    fail(explainFailure(program.name, error));
  }
}

async function obey(program: Program): Promise<void> {
  const { values, positionals, commandOptions, command } = readArguments(program);
  if (values.help) {
    process.stdout.write(program.usage);
    return;
  }
  const config = loadConfig(values.config, { behindProxy: values["behind-proxy"] });
  if (command !== undefined) {
    await command.run(config, positionals.slice(1), commandOptions);
    return;
  }
  if (values["print-config"] || values.check) {
    readHttpTls(config.http);
    readEngineSecrets(config);
    if (values["print-config"])
      process.stdout.write(`${printConfig(controlPlaneSchema, config)}\n`);
    return;
  }
  await runProcess((signal) => start(program, config, signal), {
    clock: systemClock,
    drainTimeoutMs: config.drainTimeoutMs,
    onError: (error) => process.stderr.write(`${explainFailure(program.name, error)}\n`),
  });
}

/** @throws UsageError if the program does not know an argument. */
function readArguments({ commands = {} }: Program) {
  const ofCommands = Object.values(commands).map(({ options = {} }) => options);
  const options = { ...Object.assign({}, ...ofCommands), ...commonOptions };
  const { values, positionals } = parsed(options);
  const [word] = positionals;
  const command = word !== undefined && Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (word !== undefined && command === undefined) {
    throw new UsageError(`"${positionals.join(" ")}" is no command`);
  }
  const commandOptions: Record<string, string | boolean | undefined> = {};
  for (const [name, value] of Object.entries(values)) {
    if (Object.hasOwn(commonOptions, name)) continue;
    if (command?.options?.[name] === undefined) {
      throw new UsageError(`--${name} does not go with ${word === undefined ? "this" : word}`);
    }
    commandOptions[name] = value as string | boolean;
  }
  return { values, positionals, command, commandOptions };
}

function parsed(options: ParseArgsOptionsConfig & typeof commonOptions) {
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function start(
  program: Program,
  config: ControlPlaneConfig,
  signal: AbortSignal,
): Promise<Running> {
  const context = createContext(program.name, config, signal);
  collectDefaultMetrics({ register: context.metrics });
  try {
    const facts = await program.open(context);
    process.stdout.write(`${JSON.stringify({ ready: true, ...facts })}\n`);
    return context.stack;
  } catch (error) {
    if (!signal.aborted) return await context.stack.closeFor(error);
    // What was given up on the way out is no failure.
    await context.stack.close();
    throw signal.reason;
  }
}
