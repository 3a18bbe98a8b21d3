import { dirname, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { canonicalHost, httpAddress, maxCareSteps } from "@rae/driver";
import { ConfigError, parseConfig, readYamlFile } from "@rae/kit";
import { defaults, idPattern } from "@rae/protocol";
import { type Static, Type } from "typebox";
import { gatewayAddress } from "./core/box/gateway-address.ts";

const closed = { additionalProperties: false };
const settings = Type.Record(Type.String(), Type.Unknown(), {
  description: "settings of the driver; its README tells them",
});
const id = { pattern: idPattern.source };

const baudRate = Type.Integer({ minimum: 50, maximum: 4_000_000 });

const fields = Type.Record(Type.String(), Type.Unknown());
const steps = Type.Array(
  Type.Object(
    {
      capability: Type.String({ minLength: 1 }),
      command: Type.String({ minLength: 1 }),
      parameters: Type.Optional(fields),
      expect: Type.Optional(fields),
    },
    { ...closed, description: "a command, and fields of its result that must be equal" },
  ),
  { maxItems: maxCareSteps, description: "in place of the driver's own; [] for none" },
);

const labDevice = Type.Object(
  {
    asset: Type.String({ ...id, description: "the stable name of the device" }),
    serial: Type.Optional(
      Type.String({ minLength: 1, description: "path of its serial port, or by-path:<name>" }),
    ),
    tcp: Type.Optional(
      Type.String({ minLength: 1, description: "port of a terminal server, host:port" }),
    ),
    wire: Type.Optional(
      Type.String({ pattern: "^[a-z]+:.", description: "as identity.wire shows it" }),
    ),
    usn: Type.Optional(Type.String({ minLength: 1 })),
    mac: Type.Optional(Type.String({ pattern: "^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$" })),
    ip: Type.Optional(Type.String({ minLength: 1 })),
    driver: Type.Optional(Type.String({ minLength: 1 })),
    settings: Type.Optional(settings),
    baudRate: Type.Optional(baudRate),
    check: Type.Optional(steps),
    cleanUp: Type.Optional(steps),
  },
  closed,
);

const labSchema = Type.Object({ devices: Type.Array(labDevice, { default: [] }) }, closed);

const link = Type.Union([
  Type.Object(
    {
      kind: Type.Literal("serial"),
      path: Type.String({ minLength: 1 }),
      baudRate: Type.Optional(baudRate),
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal("tcp"),
      host: Type.String({ minLength: 1 }),
      port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    },
    closed,
  ),
  Type.Object(
    { kind: Type.Literal("http"), baseUrl: Type.String({ pattern: "^http://[^/]+/?$" }) },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal("udp"),
      host: Type.String({ minLength: 1 }),
      port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal("child"),
      program: Type.String({ minLength: 1, description: "a path, or a name in PATH" }),
      args: Type.Optional(
        Type.Array(Type.String(), { description: "come first: they say which device is meant" }),
      ),
    },
    closed,
  ),
]);

/** What the agent's configuration file may say; relative paths count from its folder. */
export const agentSchema = Type.Object(
  {
    boxId: Type.String({ ...id, description: "name of the box; the certificate's name" }),
    dataDir: Type.String({ minLength: 1, description: "folder of the Local Registry" }),
    logLevel: Type.Union(
      ["trace", "debug", "info", "warn", "error", "silent"].map((level) => Type.Literal(level)),
      { default: "info" },
    ),
    gateway: Type.Object(
      {
        url: Type.String({ pattern: "^mqtts://[^/]+$", description: "mqtts://host:port" }),
        ca: Type.String({ description: "PEM file of the authority that signed the gateway" }),
        cert: Type.String({ description: "PEM file of the box's certificate" }),
        key: Type.String({ description: "PEM file of its private key" }),
        keepAliveS: Type.Integer({ minimum: 1, maximum: 3_600, default: defaults.keepAliveS }),
        connectTimeoutMs: Type.Integer({ minimum: 100, maximum: 120_000, default: 10_000 }),
        reconnectMaxMs: Type.Integer({ minimum: 200, maximum: 600_000, default: 15_000 }),
      },
      closed,
    ),
    serial: Type.Array(
      Type.Object(
        {
          glob: Type.String({ minLength: 1, description: "path; * and ? in its last segment" }),
          driver: Type.String({ minLength: 1 }),
          baudRate: Type.Optional(baudRate),
          settings: Type.Optional(settings),
        },
        closed,
      ),
      { default: [] },
    ),
    ssdp: Type.Optional(
      Type.Object(
        {
          interfaces: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
          searchTargets: Type.Record(Type.String(), Type.String(), {
            default: { "roku:ecp": "roku-ecp" },
            description: "driver by search target",
          }),
          intervalMs: Type.Integer({ minimum: 1_000, maximum: 3_600_000, default: 30_000 }),
        },
        closed,
      ),
    ),
    static: Type.Array(
      Type.Object(
        { driver: Type.String({ minLength: 1 }), link, settings: Type.Optional(settings) },
        closed,
      ),
      { default: [] },
    ),
    drivers: Type.Array(Type.String({ minLength: 1 }), {
      default: [],
      description: "packages with drivers, by name, or files and folders by path",
    }),
    devices: Type.Array(labDevice, { default: [], description: "the lab file, inline" }),
    labFile: Type.Optional(Type.String({ description: "a file with `devices`, read on SIGHUP" })),
    probeMs: Type.Integer({ minimum: 100, maximum: 3_600_000, default: defaults.deviceProbeMs }),
    settleMs: Type.Integer({
      minimum: 100,
      maximum: 3_600_000,
      default: 30_000,
      description: "how long after a start a known device may take to be found",
    }),
    gracePeriodMs: Type.Integer({
      minimum: 0,
      maximum: 604_800_000,
      default: defaults.gracePeriodMs,
    }),
    asleepGracePeriodMs: Type.Integer({
      minimum: 0,
      maximum: 2_000_000_000,
      default: 86_400_000,
      description: "the grace period of a device that was asleep",
    }),
    snapshotIntervalMs: Type.Integer({
      minimum: 1_000,
      maximum: 86_400_000,
      default: defaults.snapshotIntervalMs,
    }),
    statusIntervalMs: Type.Integer({ minimum: 1_000, maximum: 3_600_000, default: 30_000 }),
    control: Type.Object(
      {
        requireLease: Type.Boolean({
          default: false,
          description: "whether devices obey only the holder of a lease, also while nobody has one",
        }),
      },
      { ...closed, default: {} },
    ),
    outbox: Type.Object(
      {
        window: Type.Integer({ minimum: 1, maximum: 1_000, default: defaults.outboxWindow }),
        limitBytes: Type.Integer({ minimum: 65_536, default: defaults.outboxLimitBytes }),
      },
      { ...closed, default: {} },
    ),
  },
  closed,
);

export type AgentConfig = Static<typeof agentSchema>;
export type LabConfig = Static<typeof labSchema>["devices"];

/**
 * Checks a configuration; paths become absolute, counted from `folder`.
 * @throws ConfigError naming all faults.
 */
export function parseAgentConfig(value: unknown, source: string, folder: string): AgentConfig {
  const config = resolveConfig(value, source, folder);
  const faults = addressFaults(config);
  if (faults.length > 0) throw new ConfigError(source, faults);
  return config;
}

function resolveConfig(value: unknown, source: string, folder: string): AgentConfig {
  const config = parseConfig(agentSchema, value, source);
  const at = (path: string) => resolve(folder, path);
  const { gateway, labFile } = config;
  return Object.freeze({
    ...config,
    dataDir: at(config.dataDir),
    gateway: Object.freeze({
      ...gateway,
      ca: at(gateway.ca),
      cert: at(gateway.cert),
      key: at(gateway.key),
    }),
    serial: config.serial.map((entry) => ({ ...entry, glob: at(entry.glob) })),
    ...(labFile === undefined ? {} : { labFile: at(labFile) }),
  });
}

/** What the patterns of the schema let pass and no program can connect to, such as `http://192.0.2.300`. */
export function addressFaults({ gateway, static: listed }: AgentConfig): string[] {
  const faults: string[] = [];
  const check = (place: string, text: string, address: unknown) => {
    if (address === undefined) faults.push(`${place} is no address: ${text}`);
  };
  check("/gateway/url", gateway.url, gatewayAddress(gateway.url));
  for (const [index, { link: way }] of listed.entries()) {
    const place = `/static/${index}/link`;
    if (way.kind === "tcp" || way.kind === "udp")
      check(`${place}/host`, way.host, canonicalHost(way.host));
    if (way.kind === "http") check(`${place}/baseUrl`, way.baseUrl, httpAddressOf(way.baseUrl));
  }
  return faults;
}

function httpAddressOf(baseUrl: string) {
  try {
    return httpAddress(baseUrl);
  } catch {
    return undefined;
  }
}

export interface ReadConfig {
  /** Undefined if what must be there is missing or wrong. */
  readonly config: AgentConfig | undefined;
  /** What does not fit the schema. */
  readonly faults: readonly string[];
}

/**
 * Reads a YAML file as far as it fits the schema, without the sections that do not, so that one
 * fault does not hide those of the rest. @throws ConfigError if it cannot be read.
 */
export function readAgentConfig(path: string): ReadConfig {
  const value = readYamlFile(path);
  const read = (sections: unknown) => resolveConfig(sections, path, dirname(resolve(path)));
  try {
    return { config: read(value), faults: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { faults } = error;
    const wrong = new Set(faults.map((fault) => /^\/([^/ ]+)/.exec(fault)?.[1]));
    const rest = Object.entries(value ?? {}).filter(([name]) => !wrong.has(name));
    try {
      return { config: read(Object.fromEntries(rest)), faults };
    } catch {
      return { config: undefined, faults };
    }
  }
}

/** Reads a YAML file. @throws ConfigError if it is missing or wrong, naming all faults. */
export function loadAgentConfig(path: string): AgentConfig {
  return parseAgentConfig(readYamlFile(path), path, dirname(resolve(path)));
}

/** Names of the settings that differ and take effect only at a start; lab and interfaces do at once. */
export function settingsForRestart(before: AgentConfig, after: AgentConfig): string[] {
  const fixed = ({ devices: _devices, labFile: _labFile, ssdp, ...rest }: AgentConfig) => ({
    ...rest,
    ssdp: ssdp && { ...ssdp, interfaces: [] },
  });
  const old: Record<string, unknown> = fixed(before);
  return Object.entries(fixed(after))
    .filter(([name, value]) => !isDeepStrictEqual(value, old[name]))
    .map(([name]) => name);
}

/** The devices of the lab: those of the configuration, then those of its lab file. @throws ConfigError. */
export function loadLab({ devices, labFile }: AgentConfig): LabConfig {
  if (labFile === undefined) return devices;
  return [...devices, ...parseConfig(labSchema, readYamlFile(labFile), labFile).devices];
}
