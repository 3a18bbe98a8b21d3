import { join } from "node:path";
import { ConfigError, parseConfig, readYamlFile } from "@rae/kit";
import { defaults, logTopics } from "@rae/protocol";
import { type Static, Type } from "typebox";

const port = (fallback: number, description: string) =>
  Type.Integer({ minimum: 0, maximum: 65535, default: fallback, description });

const dayMs = 86_400_000;
const retention = (fallback: number) =>
  Type.Integer({ minimum: 660_000, default: fallback, description: "longer than any command" });

/** Configuration of the control plane. Every field has a default; times are milliseconds, sizes bytes. */
export const controlPlaneSchema = Type.Object(
  {
    dataDir: Type.String({ default: "data", minLength: 1, description: "folder of all files" }),
    logLevel: Type.Union(
      ["trace", "debug", "info", "warn", "error", "fatal", "silent"].map((level) =>
        Type.Literal(level),
      ),
      { default: "info" },
    ),
    http: Type.Object(
      {
        host: Type.String({ default: "127.0.0.1" }),
        port: port(8080, "REST; 0 takes any free port"),
        behindProxy: Type.Boolean({
          default: false,
          description:
            "a proxy in front ends TLS, so that another address than loopback may be bound",
        }),
        certFile: Type.Optional(Type.String({ minLength: 1 })),
        keyFile: Type.Optional(Type.String({ minLength: 1 })),
      },
      { additionalProperties: false, default: {} },
    ),
    mqtt: Type.Object(
      {
        host: Type.String({ default: "127.0.0.1" }),
        port: port(8883, "MQTT over TLS; 0 takes any free port"),
        serverNames: Type.Array(Type.String({ minLength: 1 }), {
          default: [],
          description: "names and addresses for the server's certificate, beside loopback",
        }),
        packetLimitBytes: Type.Integer({
          minimum: 1024,
          maximum: 1024 * 1024,
          default: defaults.packetLimitBytes,
        }),
      },
      { additionalProperties: false, default: {} },
    ),
    log: Type.Object(
      {
        partitions: Type.Integer({ minimum: 1, maximum: 64, default: 4 }),
        retentionMs: Type.Object(
          {
            [logTopics.events]: retention(7 * dayMs),
            [logTopics.commands]: retention(dayMs),
            [logTopics.outcomes]: retention(dayMs),
            [logTopics.control]: retention(dayMs),
            [logTopics.deadLetters]: retention(30 * dayMs),
            [logTopics.console]: retention(3_600_000),
          },
          {
            additionalProperties: false,
            default: {},
            description: "how long records stay on the log; view and history keep what they hold",
          },
        ),
      },
      { additionalProperties: false, default: {} },
    ),
    historyRetentionMs: Type.Integer({ minimum: 60_000, default: defaults.historyRetentionMs }),
    drainTimeoutMs: Type.Integer({ minimum: 100, maximum: 120_000, default: 10_000 }),
  },
  { additionalProperties: false },
);

export type ControlPlaneConfig = Static<typeof controlPlaneSchema>;

/** What the command line says; it wins over file and environment. */
export interface ConfigFlags {
  readonly behindProxy?: boolean | undefined;
}

/** Environment variables that win over the file. */
const variables = {
  RAE_HTTP_PORT: ["http", "port"],
  RAE_MQTT_PORT: ["mqtt", "port"],
  RAE_DATA_DIR: ["dataDir"],
  RAE_LOG_LEVEL: ["logLevel"],
} as const;

/**
 * Reads the file (none: defaults), lets the environment and then the flags win, checks and freezes.
 * @throws ConfigError naming every fault, with the variable that is to blame.
 */
export function loadConfig(
  file: string | undefined,
  flags: ConfigFlags = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ControlPlaneConfig {
  const source = file ?? "the control plane's configuration";
  const value = file === undefined ? {} : readYamlFile(file);
  if (value !== null && typeof value !== "object")
    throw new ConfigError(source, ["/ is no object"]);
  const merged: Record<string, unknown> = { ...value };
  const blamed = new Map<string, string>();
  for (const [name, path] of Object.entries(variables)) {
    const text = environment[name];
    if (text === undefined || text === "") continue;
    blamed.set(`/${path.join("/")}`, name);
    set(merged, path, name.endsWith("_PORT") && /^\d+$/.test(text) ? Number(text) : text);
  }
  if (flags.behindProxy) set(merged, ["http", "behindProxy"], true);
  try {
    const config = parseConfig(controlPlaneSchema, merged, source);
    const { certFile, keyFile } = config.http;
    if ((certFile === undefined) === (keyFile === undefined)) return config;
    throw new ConfigError(source, ["/http needs certFile and keyFile, or neither"]);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(
      source,
      error.faults.map((fault) => withVariable(fault, blamed)),
    );
  }
}

function set(
  into: Record<string, unknown>,
  [first, second]: readonly [string, string?],
  value: unknown,
): void {
  into[first] = second === undefined ? value : { ...(into[first] ?? {}), [second]: value };
}

function withVariable(fault: string, blamed: ReadonlyMap<string, string>): string {
  const name = blamed.get(fault.slice(0, fault.indexOf(" ")));
  return name === undefined ? fault : `${fault} (${name})`;
}

/** Where the files of the data folder lie. */
export function dataFiles(dataDir: string) {
  return {
    token: join(dataDir, "token"),
    pki: join(dataDir, "pki"),
    log: join(dataDir, "log.sqlite"),
    view: join(dataDir, "view.sqlite"),
    history: join(dataDir, "history.sqlite"),
  };
}
