import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { runOn, spawnOn } from "./spawned-program.ts";

// Each runs programs, one after another.
vi.setConfig({ testTimeout: 180_000 });

const folder = mkdtempSync(join(tmpdir(), "rae-processes-"));
const readyMs = 60_000;
let taken: Server;
let takenPort: string;

beforeAll(async () => {
  taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  takenPort = String((taken.address() as AddressInfo).port);
});
afterAll(() => {
  taken.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ["rae-gateway", "RAE_MQTT_PORT", "MQTT"],
  ["rae-gateway", "RAE_OPS_PORT", "operations"],
  ["rae-aggregator", "RAE_OPS_PORT", "operations"],
  ["rae-api", "RAE_HTTP_PORT", "REST"],
] as const)(
  "%s tells in one sentence that a port is taken, and that %s moves it",
  async (name, variable, service) => {
    const { code, complained } = await runOn(name, folder, [], { [variable]: takenPort });
    expect(code).toBe(1);
    expect(complained).toBe(
      `${name}: port ${takenPort} of 127.0.0.1 is taken: free it, or set ${variable} to another port for ${service} (port-in-use, operator)`,
    );
  },
);

test.each(["rae-gateway", "rae-aggregator", "rae-api"] as const)(
  "%s tells its options, its configuration and what it does not know",
  async (name) => {
    const help = await runOn(name, folder, ["--help"]);
    expect(help.code).toBe(0);
    for (const word of [name, "--config", "--check", "--print-config"]) {
      expect(help.said).toContain(word);
    }
    const printed = await runOn(name, folder, ["--print-config"]);
    expect(JSON.parse(printed.said)).toMatchObject({ dataDir: folder, log: { partitions: 4 } });
    const { code, complained } = await runOn(name, folder, ["issue-cert", "box-1"]);
    expect(code).toBe(1);
    expect(complained).toContain(help.said);
  },
);

test("--check tells every file of an engine that cannot be used", async () => {
  const config = join(folder, "engines.yaml");
  const kafka = { brokers: ["k:1"], tls: { caFile: "/nowhere/ca.pem" } };
  const redis = { single: { host: "r" }, passwordFile: "/nowhere/password" };
  writeFileSync(config, JSON.stringify({ log: { kafka }, view: { redis } }));
  const { code, complained } = await runOn("rae-aggregator", folder, [
    "--check",
    "--config",
    config,
  ]);
  expect(code).toBe(1);
  expect(complained.split("\n")).toEqual([
    "the configuration of the engines is not usable:",
    expect.stringMatching(/\/log\/kafka\/tls\/caFile \(\/nowhere\/ca\.pem\) cannot be read/),
    expect.stringMatching(/\/view\/redis\/passwordFile \(\/nowhere\/password\) cannot be read/),
  ]);
});

test("a command takes only its own options", async () => {
  const { code, complained } = await runOn("rae-control-plane", folder, [
    "issue-cert",
    "b",
    "--json",
  ]);
  expect(code).toBe(1);
  expect(complained).toMatch(/^--json does not go with issue-cert\n/);
});

test.each([
  ["create-topics", "the log is on SQLite: there is nothing to create"],
  ["apply-schema", "the history is on SQLite: its tables are made at the start"],
])("%s says that there is nothing to do without an engine", async (command, sentence) => {
  expect(await runOn("rae-control-plane", folder, [command])).toMatchObject({
    code: 0,
    said: sentence,
  });
});

test("an engine that is not there is waited for, and readiness says so meanwhile", async () => {
  const config = join(folder, "away.yaml");
  // The port that is never given to anybody.
  const kafka = { brokers: ["127.0.0.1:1"] };
  writeFileSync(config, JSON.stringify({ log: { kafka } }));
  const aggregator = spawnOn("rae-aggregator", join(folder, "away"), ["--config", config], {
    RAE_LOG_LEVEL: "silent",
  });
  const { ops } = await aggregator.ready(readyMs);
  await eventually(
    async () => {
      const response = await fetch(`${ops}/readyz`);
      expect(response.status).toBe(503);
      const { dependencies } = (await response.json()) as {
        dependencies: { name: string; ready: boolean }[];
      };
      expect(dependencies.filter(({ ready }) => !ready).map(({ name }) => name)).toEqual([
        "log",
        "aggregator",
      ]);
    },
    { timeoutMs: readyMs },
  );
  expect((await fetch(`${ops}/healthz`)).status).toBe(200);
  await aggregator.stop(60_000);
  expect(await aggregator.ended).toBe(0);
});

describe("a process that is told to end while it starts", () => {
  const isWaiting = "log not readable, trying again";
  let silent: Server;
  let silentPort: number;
  beforeAll(async () => {
    silent = createServer((socket) => void socket.on("error", () => {})).listen(0, "127.0.0.1");
    await once(silent, "listening");
    silentPort = (silent.address() as AddressInfo).port;
  });
  afterAll(() => silent.close());

  test.each([
    ["rae-gateway", "is away", (): number => 1],
    ["rae-control-plane", "is away", (): number => 1],
    ["rae-gateway", "never answers", (): number => silentPort],
  ] as const)(
    "%s, whose log %s, closes what it opened and exits with 0",
    async (name, what, portOf) => {
      const config = join(folder, `${name}-starting.yaml`);
      const kafka = { brokers: [`127.0.0.1:${portOf()}`] };
      writeFileSync(config, JSON.stringify({ log: { kafka }, drainTimeoutMs: 60_000 }));
      const lines: string[] = [];
      const connected = once(silent, "connection");
      const child = spawnOn(
        name,
        join(folder, `${name}-starting`),
        ["--config", config],
        { RAE_LOG_LEVEL: "warn" },
        (line) => lines.push(line),
      );
      if (what === "never answers") await connected;
      else
        await eventually(
          () => expect([...lines, ...child.errorLines()].join()).toContain(isWaiting),
          {
            timeoutMs: readyMs,
          },
        );
      child.kill("SIGTERM");
      expect(await child.ended).toBe(0);
      expect(lines.join()).not.toContain('"ready":true');
    },
  );
});

test.each([0o000, 0o777])(
  "under umask %o, all that it makes is for its owner only",
  async (umask) => {
    const dataDir = join(folder, `umask-${umask}`, "data");
    const before = process.umask(umask);
    const child = spawnOn("rae-control-plane", dataDir, []);
    process.umask(before);
    await child.ready(readyMs);
    const entries = readdirSync(dataDir, { recursive: true, withFileTypes: true });
    const modes = entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const wanted = entry.isDirectory() ? 0o700 : 0o600;
      return [path, (statSync(path).mode & 0o777) === wanted];
    });
    expect(modes.length).toBeGreaterThan(12);
    expect(modes.filter(([, isPrivate]) => !isPrivate)).toEqual([]);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    await child.stop(60_000);
  },
);

test("a disk that takes no more is told of by its file, also by one that has nothing to write", async () => {
  const aggregator = spawnOn("rae-aggregator", join(folder, "full"), []);
  const { ops } = await aggregator.ready(readyMs);
  const limit = (bytes: string) =>
    execFileSync("prlimit", ["--pid", String(aggregator.pid), `--fsize=${bytes}:`]);
  const told = async () => {
    const answer = await fetch(`${ops}/readyz`);
    const { dependencies } = (await answer.json()) as {
      dependencies: { name: string; ready: boolean; detail: string }[];
    };
    return dependencies
      .filter(({ ready }) => !ready)
      .map(({ name, detail }) => `${name}: ${detail}`);
  };
  await eventually(async () => expect(await told()).toEqual([]), { timeoutMs: readyMs });
  limit("1");
  await eventually(
    async () => {
      const faults = await told();
      expect(faults.join("\n")).toMatch(/^view writes: .*view\.sqlite cannot be used now: /m);
      expect(faults.join("\n")).toMatch(/^history writes: .*history\.sqlite .*disk is full/m);
    },
    { timeoutMs: readyMs },
  );
  limit("unlimited");
  await eventually(async () => expect(await told()).toEqual([]), { timeoutMs: readyMs });
  await aggregator.stop(60_000);
});
