import { join, resolve } from "node:path";
import { CloseStack, makePrivateFolder } from "@rae/kit";
import type { CassandraMemory, CommitLogMode } from "./cassandra/cassandra-yaml.ts";
import { createCassandra } from "./cassandra/node.ts";
import type { Engine } from "./engine-process.ts";
import { ensureEnginePrograms } from "./engine-programs.ts";
import { ensureJars } from "./jars.ts";
import { createBroker } from "./kafka/broker.ts";
import { freePorts } from "./loopback-ports.ts";
import { createRedis } from "./redis/server.ts";
import { ensureServerSecrets, type Secured, type ServerSecrets } from "./secured.ts";

/** Which engines are started, and how. */
export interface EnginesOptions {
  /** A folder for their data, made if need be. What lies there is gone on with. */
  readonly dataDir: string;
  /** Default: one broker. */
  readonly kafka?: KafkaSettings | false;
  readonly cassandra?: CassandraSettings | false;
  readonly redis?: RedisSettings | false;
  /** Whether clients come by TLS and with a login, which `Engines.secured` tells. Default: no. */
  readonly isSecured?: boolean;
  /** Told in lines for a person what takes time. */
  readonly say?: (line: string) => void;
}

export interface KafkaSettings {
  /** Three replicate all topics threefold, with at least two in sync. Default 1. */
  readonly brokers?: 1 | 3;
  /** Of the first broker; the next ones listen 2 and 4 further, controllers between. Default: free ports. */
  readonly port?: number;
  /** Where the first broker takes clients on `[::1]`, too. Default: nowhere. */
  readonly ipv6Port?: number;
}

export interface CassandraSettings {
  /** Default: free ports. */
  readonly port?: number;
  readonly storagePort?: number;
  /** Default: `each-write`, so that a single node may be killed; `periodic` for figures that compare with clusters. */
  readonly commitLog?: CommitLogMode;
  /** Default: `small`. */
  readonly memory?: CassandraMemory;
}

export interface RedisSettings {
  /** Default: a free port. */
  readonly port?: number;
  /** Whether it keeps its data over a restart. Default: no. */
  readonly isPersistent?: boolean;
}

/** Engines on loopback, all running when opened. An engine that was not asked for throws when it is named. */
export interface Engines {
  readonly brokers: readonly Engine[];
  readonly cassandra: Engine;
  readonly redis: Engine;
  /** By what clients get in, if they were asked to be secured. */
  readonly secured: Secured | undefined;
  /** Those that were asked for. */
  readonly all: readonly Engine[];
  /** Stops all of them; data stays. */
  close(): Promise<void>;
  /** Ends all of them at once by SIGKILL, as is quick where the data is thrown away. */
  abandon(): Promise<void>;
}

/**
 * Starts real Kafka, Cassandra and Redis as processes, downloading what is missing, and resolves when all answer.
 * @throws Error with what is missing, which port is taken, or what an engine's log says; nothing is left running then.
 */
export async function openEngines(options: EnginesOptions): Promise<Engines> {
  const { kafka = {}, cassandra = {}, redis = {}, isSecured = false, say = () => {} } = options;
  const missing = ensureEnginePrograms(
    { java: kafka !== false || cassandra !== false, redis: redis !== false },
    say,
  );
  if (missing !== undefined) throw new Error(missing);
  const folder = resolve(options.dataDir);
  makePrivateFolder(folder);
  const secrets = isSecured ? ensureServerSecrets(join(folder, "certificates"), say) : undefined;
  const place: Place = { dataDir: folder, secrets, say };
  const brokers = kafka === false ? [] : await createBrokers(place, kafka);
  const node = cassandra === false ? undefined : await createNode(place, cassandra);
  const cache = redis === false ? undefined : await createCache(place, redis);
  const all = [...brokers, node, cache].filter((engine) => engine !== undefined);
  const stack = new CloseStack();
  // Together, for a broker of three is ready only when another is there.
  stack.push("engines", async () => void (await Promise.all(all.map((engine) => engine.stop()))));
  // Each until its end, so that none is started after those that run were stopped.
  const started = await Promise.allSettled(all.map((engine) => engine.start()));
  const failure = started.find(({ status }) => status === "rejected");
  if (failure?.status === "rejected") {
    await stack.close();
    throw failure.reason;
  }
  return {
    ...{ brokers, all, secured: secrets },
    get cassandra() {
      return asked("Cassandra", node);
    },
    get redis() {
      return asked("Redis", cache);
    },
    close: () => stack.close(),
    async abandon() {
      const running = all.filter(({ isRunning }) => isRunning);
      await Promise.all(running.map((engine) => engine.kill("SIGKILL")));
    },
  };
}

function asked(name: string, engine: Engine | undefined): Engine {
  if (engine === undefined) throw new Error(`${name} is not among the engines that were asked for`);
  return engine;
}

/** What all engines of one call have in common. */
interface Place {
  readonly dataDir: string;
  readonly secrets: ServerSecrets | undefined;
  readonly say: (line: string) => void;
}

async function createBrokers(
  { dataDir, secrets, say }: Place,
  { brokers = 1, port, ipv6Port }: KafkaSettings,
): Promise<readonly Engine[]> {
  const jars = ensureJars("kafka", say);
  const ports =
    port === undefined
      ? await freePorts(2 * brokers)
      : Array.from({ length: 2 * brokers }, (_, index) => port + index);
  const nodes = Array.from({ length: brokers }, (_, index) => ({
    id: index + 1,
    port: ports[2 * index] ?? 0,
    controllerPort: ports[2 * index + 1] ?? 0,
    ipv6Port: index === 0 ? ipv6Port : undefined,
  }));
  return nodes.map((node) =>
    createBroker({ folder: join(dataDir, `kafka-${node.id}`), jars, node, nodes, secrets }),
  );
}

async function createNode(
  { dataDir, secrets, say }: Place,
  settings: CassandraSettings,
): Promise<Engine> {
  const jars = ensureJars("cassandra", say);
  const [port = 0, storagePort = 0] = await freePorts(2);
  return createCassandra({
    ...{ folder: join(dataDir, "cassandra"), jars, port, storagePort, secrets },
    ...{ commitLog: "each-write", memory: "small", ...settings },
  });
}

async function createCache({ dataDir, secrets }: Place, settings: RedisSettings): Promise<Engine> {
  const [port = 0] = await freePorts(1);
  const chosen = { port, isPersistent: false, secrets, ...settings };
  return createRedis({ folder: join(dataDir, "redis"), ...chosen });
}
