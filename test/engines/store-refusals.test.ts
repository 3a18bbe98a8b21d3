import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ChildProgram, CloseStack, spawnProgram } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CassandraKeyspace, openCassandraKeyspace } from "../harness/cassandra-keyspace.ts";
import { sharedEngines } from "../harness/engines.ts";
import { RedisServer } from "../harness/redis-server.ts";

const script = join(import.meta.dirname, "../../control-plane/src/aggregator/main.ts");
const patience = { timeoutMs: 30_000, intervalMs: 100 };

let stack: CloseStack;
beforeEach(() => {
  stack = new CloseStack();
});
afterEach(() => stack.close());

interface Answer {
  readonly dependencies: readonly {
    readonly name: string;
    readonly ready: boolean;
    readonly detail: string;
  }[];
}

/** An aggregator as a process, with nothing to do. */
class Idle {
  readonly #program: ChildProgram;
  readonly #ops: string;

  private constructor(program: ChildProgram, ops: string) {
    this.#program = program;
    this.#ops = ops;
  }

  static async start(folder: string, stores: object): Promise<Idle> {
    const config = join(folder, "aggregator.yaml");
    writeFileSync(config, JSON.stringify(stores));
    const program = spawnProgram({
      ...{ name: "aggregator", script, args: ["--config", config] },
      environment: { RAE_DATA_DIR: join(folder, "data"), RAE_OPS_PORT: "0", RAE_LOG_LEVEL: "info" },
    });
    const { ops } = await program.ready(30_000);
    return new Idle(program, String(ops));
  }

  /** Waits until `/readyz` says of the store's writes what is expected, and the metric agrees. */
  async tells(store: "view" | "history", detail: RegExp | undefined): Promise<void> {
    await eventually(async () => {
      const answer = (await (await fetch(`${this.#ops}/readyz`)).json()) as Answer;
      const found = answer.dependencies.find(({ name }) => name === `${store} writes`);
      expect(found).toMatchObject({ ready: detail === undefined });
      expect(found?.detail).toMatch(detail ?? /^$/);
      const figures = await (await fetch(`${this.#ops}/metrics`)).text();
      expect(figures).toContain(
        `rae_store_writable{store="${store}"} ${detail === undefined ? 1 : 0}\n`,
      );
    }, patience);
  }

  async close(): Promise<void> {
    await this.#program.stop(15_000);
  }
}

describe("an aggregator that has nothing to write tells that Redis takes no writes", () => {
  let server: RedisServer;
  let idle: Idle;
  beforeEach(async () => {
    server = stack.use("redis", await RedisServer.start());
    const { host, port } = server;
    const view = { redis: { single: { host, port } } };
    idle = stack.use("aggregator", await Idle.start(server.folder, { view }));
    await idle.tells("view", undefined);
  });

  test.each([
    ["is out of memory", ["config", "set", "maxmemory", "1"], /OOM .*raise maxmemory/],
    [
      "has too few replicas",
      ["config", "set", "min-replicas-to-write", "1"],
      /NOREPLICAS .*start them again/,
    ],
    ["has become a replica", ["replicaof", "127.0.0.1", "1"], /READONLY .*name the master/],
  ])("when it %s, and that it takes them again", async (_, command, detail) => {
    await server.cli(...command);
    await idle.tells("view", detail);
    const [first = "", ...rest] = command;
    const undo = first === "replicaof" ? ["no", "one"] : [...rest.slice(0, -1), "0"];
    await server.cli(first, ...undo);
    await idle.tells("view", undefined);
  });

  test("when it cannot save to its disk", async () => {
    await server.cli("config", "set", "save", "3600 1");
    rmSync(server.folder, { recursive: true });
    await server.cli("bgsave");
    await idle.tells("view", /MISCONF .*stop-writes-on-bgsave-error/);
  });
});

describe("an aggregator that has nothing to write tells that Cassandra", () => {
  const { cassandra } = sharedEngines();
  const yearMs = 365 * 86_400_000;
  let keyspace: CassandraKeyspace;
  let folder: RedisServer;
  beforeEach(async () => {
    keyspace = await openCassandraKeyspace(cassandra);
    stack.push("keyspace", () => keyspace.drop());
    folder = stack.use("folder", await RedisServer.start());
  });
  const start = async (historyRetentionMs: number) => {
    const { contactPoints, localDataCenter, keyspace: name } = keyspace.address;
    const history = { cassandra: { contactPoints, localDataCenter, keyspace: name } };
    const stores = { history, historyRetentionMs };
    return stack.use("aggregator", await Idle.start(folder.folder, stores));
  };

  test("holds nothing as long as it is told to", async () => {
    // By default its times end in 2038, whatever time to live is asked for.
    const idle = await start(15 * yearMs);
    await idle.tells("history", /expiration date.*historyRetentionMs/i);
  });

  test("lacks servers for the copies that are asked for, and that it has them again", async () => {
    const idle = await start(yearMs);
    await idle.tells("history", undefined);
    await keyspace.replicate(3);
    await idle.tells("history", /not enough replicas.*start the servers/i);
    await keyspace.replicate(1);
    await idle.tells("history", undefined);
  });
});
