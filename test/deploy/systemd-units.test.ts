import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { listFiles } from "../structure/source-tree.ts";
import { read, root, runProgram, unknownWords } from "./deployed-files.ts";

/** Settings of a unit; one that is given several times has several values. */
type Unit = ReadonlyMap<string, readonly string[]>;

const folder = "deploy/systemd/";
const units = listFiles(root)
  .filter((path) => path.startsWith(folder) && path.endsWith(".service"))
  .map((path) => ({ name: path.slice(folder.length), unit: parseUnit(read(path)) }));
const ofControlPlane = units.filter(({ name }) => name !== "rae-agent.service");

function parseUnit(text: string): Unit {
  const settings = new Map<string, string[]>();
  for (const [, name = "", value = ""] of text.matchAll(/^([A-Za-z]+)=(.*)$/gm))
    settings.set(name, [...(settings.get(name) ?? []), value]);
  return settings;
}

function only(unit: Unit, setting: string): string {
  const values = unit.get(setting) ?? [];
  expect(values, setting).toHaveLength(1);
  return values[0] ?? "";
}

/** The program's path in the repository, and what it is given. */
function commandOf(unit: Unit) {
  const words = only(unit, "ExecStart").split(" ");
  const [path = "", ...args] = words.filter((word) => word !== "/opt/rae/node_modules/.bin/node");
  return { path: path.replace("/opt/rae/", ""), args };
}

it("there is a unit for each program that runs on", () => {
  expect(units.map(({ name }) => name).sort()).toEqual([
    "rae-agent.service",
    "rae-aggregator@.service",
    "rae-api@.service",
    "rae-control-plane.service",
    "rae-gateway@.service",
  ]);
});

it.each(ofControlPlane)("$name starts a program that exists and knows its options", ({ unit }) => {
  const { path, args } = commandOf(unit);
  expect(existsSync(join(root, path))).toBe(true);
  expect(unknownWords(path, args)).toEqual([]);
});

it("the agent's unit starts what the build writes, with options that it knows", () => {
  const agent = units.find(({ name }) => name === "rae-agent.service")?.unit ?? new Map();
  const { path, args } = commandOf(agent);
  const [, file = ""] = /^agent\/dist\/(.+)\.js$/.exec(path) ?? [];
  expect(read("agent/build.ts")).toContain(`input: { "${file}":`);
  expect(unknownWords("agent/src/main.ts", args)).toEqual([]);
  expect(only(agent, "SupplementaryGroups")).toBe("dialout");
});

it("the agent's unit closes off no device, not even one that is plugged in later", () => {
  const agent = units.find(({ name }) => name === "rae-agent.service")?.unit ?? new Map();
  const closing = ["PrivateDevices", "DeviceAllow", "DevicePolicy", "ProtectClock"];
  expect(closing.filter((setting) => agent.has(setting))).toEqual([]);
});

it.each(units)(
  "$name restarts for ever, and is hardened without forbidding V8 to compile",
  ({ unit }) => {
    expect(only(unit, "Restart")).toBe("always");
    expect(only(unit, "StartLimitIntervalSec")).toBe("0");
    expect(only(unit, "KillSignal")).toBe("SIGTERM");
    expect(only(unit, "User")).toBe("rae");
    expect(only(unit, "NoNewPrivileges")).toBe("yes");
    expect(only(unit, "ProtectSystem")).toBe("strict");
    expect(only(unit, "CapabilityBoundingSet")).toBe("");
    expect(unit.has("MemoryDenyWriteExecute")).toBe(false);
  },
);

it.each(ofControlPlane)("$name gives more time to stop than any drain may take", ({ unit }) => {
  const dir = mkdtempSync(join(tmpdir(), "rae-unit-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const config = join(dir, "config.yaml");
  const check = (drainTimeoutMs: number) => {
    writeFileSync(config, `drainTimeoutMs: ${drainTimeoutMs}\n`);
    return runProgram("control-plane/src/main.ts", ["--check", "--config", config]).status;
  };
  expect(check(10_000)).toBe(0);
  expect(check(Number(only(unit, "TimeoutStopSec")) * 1000)).toBe(1);
});

it("units of which several run may differ by a file of their own", () => {
  const templates = units.filter(({ name }) => name.includes("@"));
  expect(templates).toHaveLength(3);
  const files = templates.map(({ unit }) => only(unit, "EnvironmentFile"));
  expect(files).toEqual(Array(3).fill("-/etc/rae/%p-%i.env"));
});
