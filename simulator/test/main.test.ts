import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

// Each runs a program, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 120_000 });

const script = join(import.meta.dirname, "..", "src", "main.ts");
let dir: string;
let running: ChildProcess | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rae-simulator-"));
});

afterEach(() => {
  running?.kill("SIGKILL");
  rmSync(dir, { recursive: true });
});

function start(args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, RAE_LOG_LEVEL: "silent", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running = child;
  const output = { out: "", error: "" };
  child.stdout.on("data", (piece) => {
    output.out += piece;
  });
  child.stderr.on("data", (piece) => {
    output.error += piece;
  });
  const ended = new Promise<{ code: number | null; out: string; error: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, ...output }));
  });
  const firstLine = new Promise<string>((resolve) => {
    child.stdout.on("data", () => {
      if (output.out.includes("\n")) resolve(output.out.split("\n")[0] ?? "");
    });
  });
  return { child, ended, firstLine };
}

function scenarioFile(text: string): string {
  const path = join(dir, "lab.yaml");
  writeFileSync(path, text);
  return path;
}

const small = "devices:\n  - { id: roku-1, family: roku }\n  - { id: lg-1, family: lg-rs232 }\n";

test("it says in one line of JSON that the lab is up, and SIGTERM ends it cleanly", async () => {
  const tty = join(dir, "tty");
  const { child, ended, firstLine } = start([
    "--scenario",
    scenarioFile(small),
    "--serial-dir",
    tty,
    "--http-port",
    "0",
  ]);
  const ready = JSON.parse(await firstLine) as { ready: boolean; http: string };
  expect(ready).toEqual({
    ready: true,
    http: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  });
  const devices = (await (await fetch(`${ready.http}/v1/devices`)).json()) as { items: unknown[] };
  expect(devices.items).toHaveLength(2);
  expect(existsSync(join(tty, "lg-1"))).toBe(true);
  child.kill("SIGTERM");
  expect(await ended).toMatchObject({ code: 0, error: "" });
  expect(existsSync(join(tty, "lg-1"))).toBe(false);
});

test("a taken port ends it with one sentence that names the port and the variable", async () => {
  const blocker = createServer();
  const port = await new Promise<number>((resolve) => {
    blocker.listen(0, "127.0.0.1", () => resolve((blocker.address() as { port: number }).port));
  });
  const { ended } = start(["--scenario", scenarioFile(small), "--serial-dir", dir], {
    RAE_SIMULATOR_PORT: String(port),
  });
  expect(await ended).toEqual({
    code: 1,
    out: "",
    error: `Port ${port} is taken: free it, or move the simulator's control port by RAE_SIMULATOR_PORT.\n`,
  });
  blocker.close();
});

test("--check says whether a scenario is usable, and touches nothing", async () => {
  const { ended } = start(["--scenario", scenarioFile(small), "--check"]);
  expect(await ended).toMatchObject({
    code: 0,
    out: "the scenario is usable: 2 devices, 0 timed faults\n",
  });
});

test("--print-config says what is in force, and touches nothing", async () => {
  const { code, out } = await start(["--scenario", "lab.yaml", "--print-config"]).ended;
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({ scenario: "lab.yaml", httpPort: 8090, logLevel: "silent" });
});

test("a scenario with faults ends it with all of them", async () => {
  const { ended } = start(["--scenario", scenarioFile("devices: [{ id: A, family: toaster }]")]);
  const { code, error } = await ended;
  expect(code).toBe(1);
  expect(error).toContain("/devices/0 (A): /family must be one of roku, lg-rs232, linux-console");
});

test.each([
  [["--bogus"], "--bogus"],
  [[], "needed: --scenario"],
  [["--scenario", "x", "--http-port", "many"], "--http-port must be"],
  [
    ["boxes", "--gateway", "http://x", "--pki", "p", "--event-padding=-1"],
    "--event-padding must be",
  ],
  [["boxes", "--gateway", "mqtts://x"], "needed: --pki"],
])("the command line %j is refused with what is wrong", async (args, word) => {
  const { code, error } = await start(args).ended;
  expect(code).toBe(1);
  expect(error).toContain(word);
});

test("--help tells what there is", async () => {
  const { code, out } = await start(["--help"]).ended;
  expect(code).toBe(0);
  expect(out).toContain("--scenario FILE");
  expect(out).toContain("rae-simulator boxes");
});
