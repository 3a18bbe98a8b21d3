import { parseArgs } from "node:util";
import { ConfigError, type LogLevel, parseConfig } from "@rae/kit";
import { type Static, type TSchema, Type } from "typebox";
import { type BoxesConfig, boxesSchema } from "./load/boxes/boxes-config.ts";
import { type CanaryConfig, canarySchema } from "./load/canary/canary-config.ts";
import { type JobsConfig, jobsSchema } from "./load/jobs/jobs-config.ts";

/** The variable that moves the control port. */
export const portVariable = "RAE_SIMULATOR_PORT";

const commandLine = "the command line";

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** What a lab may be told on the command line. */
export const labSchema = Type.Object(
  {
    scenario: Type.String({ minLength: 1 }),
    serialDir: Type.Optional(Type.String({ minLength: 1 })),
    httpPort: Type.Integer({ minimum: 0, maximum: 65535, default: 8090 }),
    logLevel: Type.Union(
      logLevels.map((level) => Type.Literal(level)),
      { default: "info" },
    ),
  },
  { additionalProperties: false },
);
export type LabConfig = Omit<Static<typeof labSchema>, "logLevel"> & {
  readonly logLevel: LogLevel;
};

/** What the command line asks for. */
export type Invocation =
  | { readonly command: "help" }
  | { readonly command: "lab" | "check" | "print-config"; readonly config: LabConfig }
  | { readonly command: "boxes"; readonly config: BoxesConfig }
  | { readonly command: "canary"; readonly config: CanaryConfig }
  | { readonly command: "jobs"; readonly config: JobsConfig };

/**
 * Reads the command line and the environment; a flag wins over a variable.
 * @throws ConfigError that names every fault.
 */
export function readInvocation(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Invocation {
  if (args.includes("--help") || args.includes("-h")) return { command: "help" };
  if (args[0] === "boxes") return readBoxes(args.slice(1));
  if (args[0] === "canary") return readCanary(args.slice(1));
  if (args[0] === "jobs") return readJobs(args.slice(1));
  return readLab(args, environment);
}

function readLab(args: readonly string[], environment: NodeJS.ProcessEnv): Invocation {
  const values = readFlags(args, {
    scenario: { type: "string" },
    "serial-dir": { type: "string" },
    "http-port": { type: "string" },
    check: { type: "boolean" },
    "print-config": { type: "boolean" },
  });
  const port = values["http-port"] ?? presence(environment[portVariable]);
  const config = parseFlags(
    labSchema,
    withoutUndefined({
      scenario: values.scenario,
      serialDir: values["serial-dir"],
      httpPort: numberOf(port),
      logLevel: presence(environment.RAE_LOG_LEVEL),
    }),
  ) as LabConfig;
  if (values["print-config"] === true) return { command: "print-config", config };
  return { command: values.check === true ? "check" : "lab", config };
}

function readBoxes(args: readonly string[]): Invocation {
  const values = readFlags(args, {
    count: { type: "string" },
    devices: { type: "string" },
    rate: { type: "string" },
    window: { type: "string" },
    "event-padding": { type: "string" },
    gateway: { type: "string" },
    pki: { type: "string" },
    "box-prefix": { type: "string" },
    seconds: { type: "string" },
    obey: { type: "boolean" },
  });
  const config = parseFlags(
    boxesSchema,
    withoutUndefined({
      count: numberOf(values.count),
      devices: numberOf(values.devices),
      rate: numberOf(values.rate),
      window: numberOf(values.window),
      eventPadding: numberOf(values["event-padding"]),
      gateway: values.gateway,
      pki: values.pki,
      boxPrefix: values["box-prefix"],
      seconds: numberOf(values.seconds),
      obey: values.obey,
    }),
  );
  return { command: "boxes", config };
}

function readCanary(args: readonly string[]): Invocation {
  const values = readFlags(args, {
    clients: { type: "string" },
    concurrency: { type: "string" },
    messages: { type: "string" },
    attempts: { type: "string" },
    timeout: { type: "string" },
    gateway: { type: "string" },
    pki: { type: "string" },
    boxes: { type: "string" },
    "box-prefix": { type: "string" },
    "verify-url": { type: "string" },
    "token-file": { type: "string" },
    json: { type: "boolean" },
  });
  const config = parseFlags(
    canarySchema,
    withoutUndefined({
      clients: numberOf(values.clients),
      concurrency: numberOf(values.concurrency),
      messages: numberOf(values.messages),
      attempts: numberOf(values.attempts),
      timeoutMs: numberOf(values.timeout),
      gateway: values.gateway,
      pki: values.pki,
      boxes: numberOf(values.boxes),
      boxPrefix: values["box-prefix"],
      verifyUrl: values["verify-url"],
      tokenFile: values["token-file"],
      json: values.json,
    }),
  );
  if ((config.verifyUrl === undefined) !== (config.tokenFile === undefined)) {
    throw new ConfigError(commandLine, ["--verify-url and --token-file belong together"]);
  }
  return { command: "canary", config };
}

function readJobs(args: readonly string[]): Invocation {
  const values = readFlags(args, {
    url: { type: "string" },
    "token-file": { type: "string" },
    contenders: { type: "string" },
    seconds: { type: "string" },
    devices: { type: "string" },
    presses: { type: "string" },
    ttl: { type: "string" },
    wait: { type: "string" },
    dying: { type: "string" },
    box: { type: "string" },
    json: { type: "boolean" },
  });
  const config = parseFlags(
    jobsSchema,
    withoutUndefined({
      url: values.url,
      tokenFile: values["token-file"],
      contenders: numberOf(values.contenders),
      seconds: numberOf(values.seconds),
      devices: numberOf(values.devices),
      presses: numberOf(values.presses),
      ttlMs: numberOf(values.ttl),
      waitMs: numberOf(values.wait),
      dying: numberOf(values.dying),
      box: values.box,
      json: values.json,
    }),
  );
  return { command: "jobs", config };
}

/** As `parseConfig`, with faults in the words of the command line. */
function parseFlags<S extends TSchema>(schema: S, values: Record<string, unknown>): Static<S> {
  try {
    return parseConfig(schema, values, commandLine);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(commandLine, error.faults.map(asFlag));
  }
}

/** `/httpPort must be <= 65535` is of `--http-port`; what is missing is named as flags, too. */
function asFlag(fault: string): string {
  const missing = /required properties (.+)$/.exec(fault)?.[1];
  if (missing !== undefined) return `needed: ${missing.split(", ").map(flagOf).join(", ")}`;
  return fault.replace(/^\/(\w+)/, (_place, name: string) => flagOf(name));
}

function flagOf(name: string): string {
  if (name === "logLevel") return "RAE_LOG_LEVEL";
  const inMs = /^(timeout|ttl|wait)Ms$/.exec(name)?.[1];
  if (inMs !== undefined) return `--${inMs}`;
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

type Flags = Readonly<Record<string, { readonly type: "string" | "boolean" }>>;

function readFlags(
  args: readonly string[],
  options: Flags,
): Readonly<Record<string, string | boolean | undefined>> {
  try {
    return parseArgs({ args: [...args], options }).values as Record<string, string | boolean>;
  } catch (error) {
    throw new ConfigError(commandLine, [error instanceof Error ? error.message : ""]);
  }
}

/** A number if it is one; else the text, which the schema then refuses. */
function numberOf(text: string | boolean | undefined): unknown {
  return typeof text === "string" && text.trim() !== "" && !Number.isNaN(Number(text))
    ? Number(text)
    : text;
}

function presence(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function withoutUndefined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
