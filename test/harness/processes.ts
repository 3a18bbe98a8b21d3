import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import { spawnProgram } from "@rae/kit";
import type { EnginePlace, PlaceEngines } from "./engine-place.ts";
import { type GatewayAddress, type Restartable, restartable } from "./programs.ts";

const sources = join(import.meta.dirname, "..", "..", "control-plane", "src");
const scripts = {
  gateway: join(sources, "gateway", "main.ts"),
  aggregator: join(sources, "aggregator", "main.ts"),
  api: join(sources, "api", "main.ts"),
  controlPlane: join(sources, "main.ts"),
};
const readyMs = 40_000;

/** What `/readyz` answers. */
export interface ReadyzJson {
  readonly ready: boolean;
  readonly dependencies: readonly {
    readonly name: string;
    readonly ready: boolean;
    readonly detail: string;
  }[];
}

/** A process that tells of itself by HTTP. It keeps its ports when it is started again. */
export interface ObservedProgram extends Restartable {
  /** Base of `/healthz` and `/readyz`. */
  readonly url: string;
  readyz(): Promise<ReadyzJson>;
}

export interface GatewayProgram extends ObservedProgram, GatewayAddress {}

/** What a command of `rae-control-plane` came to. */
export interface CommandResult {
  readonly code: number | null;
  readonly said: string;
  readonly complained: string;
}

/**
 * Gateways, aggregators and apis as processes of their own, as many as a test wants, on one data folder and, if there are
 * engines, on topics, a keyspace and keys of their own. Nothing runs until it is started; whoever starts a program stops it.
 */
export interface Processes {
  readonly dataDir: string;
  /** Of the administrator. There once an api has been started. */
  readonly token: string;
  /** What is their own on the engines. @throws if they have none. */
  readonly place: EnginePlace;
  /** Makes topics and tables, if there are engines. */
  prepare(): Promise<void>;
  /** A further one each time, not started. */
  gateway(): GatewayProgram;
  aggregator(): ObservedProgram;
  /** `nodeOptions` are for its Node. */
  api(nodeOptions?: string): ObservedProgram;
  issueCertificate(boxId: string): Promise<void>;
  /** Runs a command of `rae-control-plane` to its end. */
  command(...args: string[]): Promise<CommandResult>;
}

/** What a test says of the configuration; it wins over what the engines say. */
export type ProcessSettings = Readonly<Record<string, unknown>>;

/** What there is no engine for is on SQLite in `folder`. */
export function processesOn(
  engines: PlaceEngines | undefined,
  folder: string,
  settings: ProcessSettings = {},
): Processes {
  const dataDir = join(folder, "data");
  const configFile = join(folder, "control-plane.yaml");
  mkdirSync(dataDir, { recursive: true });
  const place = engines === undefined ? undefined : placeOf(engines, folder);
  const base = {
    ...{ dataDir, logLevel: "warn" },
    ...(place === undefined ? {} : engineSettings(place)),
  };
  // JSON is YAML, too.
  writeFileSync(configFile, JSON.stringify(merged(base, settings)));

  const command = async (...args: string[]): Promise<CommandResult> => {
    const child = spawn(process.execPath, [scripts.controlPlane, ...args, "--config", configFile], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [said, complained, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      ended,
    ]);
    return { code, said, complained };
  };
  const succeed = async (...args: string[]) => {
    const { code, complained } = await command(...args);
    if (code !== 0) throw new Error(`${args.join(" ")} ended with code ${code}: ${complained}`);
  };
  const program = (kind: ProgramKind, nodeOptions = "") => observed(kind, configFile, nodeOptions);
  return {
    dataDir,
    get token() {
      return readFileSync(join(dataDir, "token"), "utf8").trim();
    },
    get place() {
      if (place === undefined) throw new Error("these processes are on SQLite");
      return place;
    },
    async prepare() {
      if (engines === undefined) return;
      await Promise.all([
        succeed("create-topics"),
        ...(engines.cassandra === undefined ? [] : [succeed("apply-schema")]),
      ]);
    },
    gateway: () => Object.defineProperty(program("gateway"), "dataDir", { value: dataDir }),
    aggregator: () => program("aggregator"),
    api: (nodeOptions) => program("api", nodeOptions),
    issueCertificate: (boxId) => succeed("issue-cert", boxId, "--create-authority"),
    command,
  };
}

/** `over` wins, field by field, however deep. */
function merged(base: ProcessSettings, over: ProcessSettings): ProcessSettings {
  const result: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const below = result[name];
    result[name] = isSettings(below) && isSettings(value) ? merged(below, value) : value;
  }
  return result;
}

function isSettings(value: unknown): value is ProcessSettings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names of our own on engines that others use, too. */
function placeOf(engines: PlaceEngines, folder: string): EnginePlace {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "_");
  return { engines, name: name.slice(0, 48), partitions: 4 };
}

function engineSettings({ engines, name, partitions }: EnginePlace): ProcessSettings {
  const { kafkaBrokers, cassandra, redis } = engines;
  const kafka = {
    brokers: kafkaBrokers,
    replicationFactor: Math.min(3, kafkaBrokers.length),
    topicPrefix: `${name}.`,
  };
  return {
    log: { kafka, partitions },
    ...(redis === undefined ? {} : { view: { redis: { single: redis, keyPrefix: `${name}:` } } }),
    ...(cassandra === undefined
      ? {}
      : { history: { cassandra: cassandraSettings(cassandra, name) } }),
  };
}

function cassandraSettings(
  { host, port, dataCenter }: NonNullable<PlaceEngines["cassandra"]>,
  keyspace: string,
): ProcessSettings {
  return {
    contactPoints: [`${host}:${port}`],
    localDataCenter: dataCenter,
    keyspace,
    replication: { [dataCenter]: 1 },
  };
}

type ProgramKind = "gateway" | "aggregator" | "api";

function observed(kind: ProgramKind, configFile: string, nodeOptions: string): GatewayProgram {
  let url = "";
  let mqttPort = 0;
  const portOf = (address: string) => (address === "" ? "0" : new URL(address).port);
  const program = restartable(kind, async () => {
    const child = spawnProgram({
      name: kind,
      script: scripts[kind],
      args: ["--config", configFile],
      environment: {
        RAE_HTTP_PORT: portOf(url),
        RAE_OPS_PORT: portOf(url),
        RAE_MQTT_PORT: String(mqttPort),
        ...(nodeOptions === "" ? {} : { NODE_OPTIONS: nodeOptions }),
      },
    });
    const ready = await child.ready(readyMs);
    url = String(ready.http ?? ready.ops);
    mqttPort = Number(ready.mqttPort ?? 0);
    return child;
  });
  return Object.defineProperties(program, {
    url: { get: () => url },
    mqttPort: { get: () => mqttPort },
    readyz: {
      value: async () => {
        const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
        return (await response.json()) as ReadyzJson;
      },
    },
  }) as GatewayProgram;
}
