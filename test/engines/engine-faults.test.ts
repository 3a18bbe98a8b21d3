import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildProgram, spawnProgram } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePorts, openEngines } from "../harness/engines.ts";

const script = join(import.meta.dirname, "..", "..", "deploy", "engines", "main.ts");
const redisOnly = { kafka: false, cassandra: false } as const;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rae-engine-faults-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("an engine that is stopped answers nothing until it goes on", async () => {
  const engines = await openEngines({ dataDir: join(folder, "stopped"), ...redisOnly });
  const { host, port } = engines.redis;
  const redis = new Redis({ host, port });
  try {
    expect(await redis.ping()).toBe("PONG");
    await engines.redis.kill("SIGSTOP");
    const answers: string[] = [];
    const answer = redis.ping().then((text) => answers.push(text));
    const another = new Redis({ host, port, commandTimeout: 300, enableReadyCheck: false });
    await expect(another.ping()).rejects.toThrow("timed out");
    another.disconnect();
    expect(answers).toEqual([]);
    await engines.redis.kill("SIGCONT");
    await answer;
    expect(answers).toEqual(["PONG"]);
  } finally {
    redis.disconnect();
    await engines.close();
  }
});

it("an engine that is stopped by SIGSTOP can be ended in good order", async () => {
  const engines = await openEngines({ dataDir: join(folder, "frozen"), ...redisOnly });
  await engines.redis.kill("SIGSTOP");
  await engines.close();
  expect(engines.redis.isRunning).toBe(false);
  expect(readFileSync(join(engines.redis.folder, "engine.log"), "utf8")).toContain("bye bye");
});

it("a port that is taken ends the start with a sentence that names engine and port", async () => {
  const [port = 0] = await freePorts(1);
  const taker = createServer();
  await new Promise<void>((resolve) => taker.listen(port, "127.0.0.1", resolve));
  try {
    const opened = openEngines({ dataDir: join(folder, "taken"), ...redisOnly, redis: { port } });
    await expect(opened).rejects.toThrow(`Redis cannot start: port ${port} of 127.0.0.1 is taken`);
  } finally {
    await new Promise((resolve) => taker.close(resolve));
  }
});

it("an engine that cannot start tells the end of its log", async () => {
  const dataDir = join(folder, "broken");
  const engines = await openEngines({ dataDir, ...redisOnly, redis: { isPersistent: true } });
  const broken = join(engines.redis.folder, "appendonlydir", "appendonly.aof.manifest");
  await engines.close();
  writeFileSync(broken, "not a manifest\n");
  const again = openEngines({ dataDir, ...redisOnly, redis: { isPersistent: true } });
  await expect(again).rejects.toThrow(/Redis ended before it answered.*\n(.*\n)*.*manifest/);
});

it("engines of a folder are not started twice", async () => {
  const dataDir = join(folder, "twice");
  const engines = await openEngines({ dataDir, ...redisOnly });
  await expect(openEngines({ dataDir, ...redisOnly })).rejects.toThrow(/is run by process \d+/);
  expect(engines.redis.isRunning).toBe(true);
  await engines.close();
});

it("an engine that a run left over is ended by the next start in its folder", async () => {
  const dataDir = join(folder, "left-over");
  const first = await openEngines({ dataDir, ...redisOnly });
  const { pid, port, ended } = first.redis;
  const gone = 1;
  writeFileSync(join(first.redis.folder, "engine.pid"), `${pid} ${gone}\n`);
  const second = await openEngines({ dataDir, ...redisOnly, redis: { port } });
  expect(await ended).toBe(null);
  expect(second.redis.pid).not.toBe(pid);
  await second.close();
});

it("a process that only has the pid of an engine that was left over is left alone", async () => {
  const dataDir = join(folder, "same-pid");
  const first = await openEngines({ dataDir, ...redisOnly });
  await first.close();
  const gone = 1;
  writeFileSync(join(first.redis.folder, "engine.pid"), `${process.pid} ${gone}\n`);
  const second = await openEngines({ dataDir, ...redisOnly });
  expect(second.redis.isRunning).toBe(true);
  await second.close();
});

interface Run {
  readonly program: ChildProgram;
  readonly lines: readonly string[];
}

function runEngines(dataDir: string, ...args: readonly string[]): Run {
  const lines: string[] = [];
  const program = spawnProgram({
    ...{ name: "engines", script, args },
    environment: { ...process.env, RAE_DATA_DIR: dataDir },
    onLine: (line) => lines.push(line),
  });
  return { program, lines };
}

async function untilStarted({ lines }: Run): Promise<string> {
  await eventually(() => expect(lines).toContain("Ctrl-C stops them."), { timeoutMs: 30_000 });
  return lines.join("\n");
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it("the command tells where engines are and writes how Rae finds them, and stops them at Ctrl-C", async () => {
  const [port = 0] = await freePorts(1);
  const run = runEngines(join(folder, "command"), "--only", "redis", "--redis-port", String(port));
  const text = await untilStarted(run);
  expect(text).toContain(`127.0.0.1:${port}`);
  const file = /--config (\S+)/.exec(text)?.[1] ?? "";
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    view: { redis: { single: { host: "127.0.0.1", port } } },
  });
  const pid = Number(/pid (\d+)/.exec(text)?.[1]);
  expect(isAlive(pid)).toBe(true);
  run.program.kill("SIGINT");
  expect(await run.program.ended).toBe(0);
  expect(isAlive(pid)).toBe(false);
  expect(run.program.errorLines()).toEqual([]);
});

it("engines die with the program that started them, however it dies", async () => {
  const [port = 0] = await freePorts(1);
  const args = ["--only", "redis", "--redis-port", String(port)];
  const first = runEngines(join(folder, "orphan"), ...args);
  const pid = Number(/pid (\d+)/.exec(await untilStarted(first))?.[1]);
  process.kill(pid, "SIGSTOP");
  first.program.kill("SIGKILL");
  await first.program.ended;
  await eventually(() => expect(isAlive(pid)).toBe(false));
  const second = runEngines(join(folder, "orphan"), ...args);
  await untilStarted(second);
  await second.program.stop(20_000);
});

it("the command ends when an engine does, and says which", async () => {
  const [port = 0] = await freePorts(1);
  const run = runEngines(join(folder, "ends"), "--only", "redis", "--redis-port", String(port));
  process.kill(Number(/pid (\d+)/.exec(await untilStarted(run))?.[1]), "SIGKILL");
  expect(await run.program.ended).toBe(1);
  expect(run.program.errorLines().join("\n")).toMatch(/Redis ended; .*engine\.log says why/);
});

it.each([["--brokers", "2"], ["--only", "kafka,postgres"], ["--redis-port", "70000"], ["--gone"]])(
  "the command refuses %s",
  async (...args) => {
    const run = runEngines(join(folder, "refused"), ...args);
    expect(await run.program.ended).toBe(1);
    expect(run.program.errorLines().join("\n")).toContain(args[0]);
  },
);
