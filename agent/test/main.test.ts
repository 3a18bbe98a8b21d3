import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ChildProgram, spawnProgram } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { testAuthority, writeCredentials } from "./uplink/test-authority.ts";

// Each runs programs, which a busy machine starts slowly.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });
const soonEnough = { timeoutMs: 60_000 };

const script = join(import.meta.dirname, "..", "src", "main.ts");

/** A configuration file of a box that has certificates and no gateway. */
async function openFolder() {
  const credentials = writeCredentials(await (await testAuthority())("rae-1"));
  const path = join(dirname(credentials.ca), "agent.yaml");
  const write = (settings: Record<string, unknown>) => {
    const gateway = { url: "mqtts://127.0.0.1:9", ...credentials };
    writeFileSync(path, JSON.stringify({ boxId: "rae-1", dataDir: "data", gateway, ...settings }));
  };
  write({});
  return { path, write };
}

function run(...args: string[]) {
  const lines: string[] = [];
  const program: ChildProgram = spawnProgram({
    ...{ name: "agent", script, args, environment: process.env },
    onLine: (line) => lines.push(line),
  });
  onTestFinished(() => program.stop(30_000));
  return { program, lines, log: () => program.errorLines().join("\n") };
}

test("SIGHUP takes another lab and other interfaces, and a file that is not usable changes nothing", async () => {
  const { path, write } = await openFolder();
  write({ ssdp: { interfaces: ["no-such-interface"] } });
  const { program, log } = run("--config", path);
  await eventually(() => expect(log()).toContain("gateway not reached"), soonEnough);

  write({
    ...{ ssdp: { interfaces: ["another-interface"] }, devices: [{ asset: "tv-1", usn: "u1" }] },
    probeMs: 1_000,
  });
  program.kill("SIGHUP");
  await eventually(() => expect(log()).toContain("configuration read again"), soonEnough);
  expect(log()).toMatch(/"devices":1,"atNextStart":\["probeMs"\],"msg":"configuration read again"/);
  await eventually(() => expect(log()).toContain('"interfaces":["another-interface"]'), soonEnough);

  const refusals = () => log().split("configuration not usable, the old one stays").length - 1;
  write({ boxId: "Not An Id" });
  program.kill("SIGHUP");
  await eventually(() => expect(refusals()).toBe(1), soonEnough);
  write({
    ...{ devices: [{ asset: "tv-1" }, { asset: "tv-2", usn: "u2", driver: "none" }] },
    labFile: "none.yaml",
  });
  program.kill("SIGHUP");
  await eventually(() => expect(refusals()).toBe(2), soonEnough);
  expect(log()).toMatch(/"faults":\[.*none\.yaml.*tv-1: it has no key.*tv-2: there is no driver/);
  write({ devices: [{ asset: "tv-1", usn: "u1", driver: "roku-ecp", settings: { speed: 1 } }] });
  program.kill("SIGHUP");
  await eventually(() => expect(refusals()).toBe(3), soonEnough);
  expect(log()).toMatch(/"faults":\["lab device tv-1: \/speed /);
  expect(log().split("configuration read again")).toHaveLength(2);
  program.kill("SIGTERM");
  expect(await program.ended).toBe(0);
});

test("a driver's package that is missing is named by --check, and the agent refuses to start with the same sentence", async () => {
  const { path, write } = await openFolder();
  write({ drivers: ["@acme/tv"] });
  const sentence = `/drivers/0 @acme/tv cannot be found: it is not installed for ${dirname(path)}`;
  for (const args of [
    ["--config", path, "--check"],
    ["--config", path],
  ]) {
    const { program, log } = run(...args);
    expect(await program.ended).toBe(1);
    expect(log()).toContain(sentence);
  }
});

test("the agent prints one line of JSON when it is open, and has the faults of its configuration in the log", async () => {
  const { path, write } = await openFolder();
  write({ devices: [{ asset: "tv-1" }] });
  const { program, lines, log } = run("--config", path);
  expect(await program.ready(60_000)).toEqual({
    ...{ ready: true, boxId: "rae-1" },
    dataDir: join(dirname(path), "data"),
  });
  expect(lines).toHaveLength(1);
  expect(log()).toMatch(/"faults":\["lab device tv-1: it has no key.*"configuration has faults"/);
});

test("--check says that a configuration is usable, or all that is wrong with it", async () => {
  const { path, write } = await openFolder();
  const good = run("--config", path, "--check");
  expect(await good.program.ended).toBe(0);
  expect(good.lines).toEqual([`${path} is usable`]);

  write({ serial: [{ glob: "/dev/*", driver: "a" }], labFile: "none.yaml" });
  const bad = run("--config", path, "--check");
  expect(await bad.program.ended).toBe(1);
  expect(bad.log()).toMatch(/^rae-agent: .*agent\.yaml is not usable:\n/);
  expect(bad.log()).toContain("there is no driver a");
  expect(bad.log()).toContain("none.yaml");

  write({ ssdp: { interfaces: ["no-such-interface"] } });
  const odd = run("--config", path, "--check");
  expect(await odd.program.ended).toBe(0);
  expect(odd.lines).toEqual([
    expect.stringMatching(/^warning: .*no interface no-such-interface now$/),
    `${path} is usable`,
  ]);
});

test.each([
  [[], /name the configuration: --config FILE/],
  [["--config", "/no/such/file"], /\/no\/such\/file is not usable/],
  [["--colour"], /Unknown option '--colour'/],
])("%j ends with one sentence that says what to do", async (args, sentence) => {
  const { program, log } = run(...args);
  expect(await program.ended).toBe(1);
  expect(log()).toMatch(sentence);
  expect(log()).not.toMatch(/^ {4}at /m);
});

test("--help and --print-config say what there is, on standard output", async () => {
  const { path } = await openFolder();
  const help = run("--help");
  expect(await help.program.ended).toBe(0);
  expect(help.lines.join("\n")).toContain("--print-config");
  const printed = run("--config", path, "--print-config");
  expect(await printed.program.ended).toBe(0);
  expect(JSON.parse(printed.lines.join("\n"))).toMatchObject({ boxId: "rae-1", probeMs: 15_000 });
});
