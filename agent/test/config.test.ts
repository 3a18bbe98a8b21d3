import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError } from "@rae/kit";
import { defaults } from "@rae/protocol";
import { expect, onTestFinished, test } from "vitest";
import { loadAgentConfig, loadLab, parseAgentConfig, settingsForRestart } from "../src/config.ts";

const gateway = { url: "mqtts://gw:8883", ca: "pki/ca.pem", cert: "box.pem", key: "/k/box.key" };
const least = { boxId: "rae-1", dataDir: "data", gateway };

function faultsOf(parse: () => unknown): readonly string[] {
  try {
    parse();
  } catch (error) {
    return error instanceof ConfigError ? error.faults : [String(error)];
  }
  return [];
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "rae-config-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test("what is not said has the defaults of the protocol", () => {
  expect(parseAgentConfig(least, "test", "/etc/rae")).toMatchObject({
    probeMs: defaults.deviceProbeMs,
    gracePeriodMs: defaults.gracePeriodMs,
    snapshotIntervalMs: defaults.snapshotIntervalMs,
    outbox: { window: defaults.outboxWindow, limitBytes: defaults.outboxLimitBytes },
    gateway: { keepAliveS: defaults.keepAliveS },
    serial: [],
    static: [],
    devices: [],
  });
});

test("who searches by ssdp and names no target searches for Rokus, and --print-config says so", () => {
  const { ssdp } = parseAgentConfig({ ...least, ssdp: { interfaces: ["lan0"] } }, "test", "/");
  expect(ssdp).toEqual({
    interfaces: ["lan0"],
    searchTargets: { "roku:ecp": "roku-ecp" },
    intervalMs: 30_000,
  });
});

test("relative paths count from the file's folder", () => {
  const config = parseAgentConfig(
    { ...least, serial: [{ glob: "tty/lg-*", driver: "lg-rs232" }], labFile: "lab.yaml" },
    "test",
    "/etc/rae",
  );
  expect(config).toMatchObject({
    dataDir: "/etc/rae/data",
    labFile: "/etc/rae/lab.yaml",
    serial: [{ glob: "/etc/rae/tty/lg-*" }],
    gateway: { ca: "/etc/rae/pki/ca.pem", key: "/k/box.key" },
  });
});

test("all faults are told at once, each with its path", () => {
  const wrong = {
    ...least,
    boxId: "Not An Id",
    gateway: { ...gateway, url: "http://gw" },
    probeMs: 1,
    colour: "red",
  };
  const faults = faultsOf(() => parseAgentConfig(wrong, "test", "/"));
  for (const path of ["/boxId", "/gateway/url", "/probeMs"]) {
    expect(faults.filter((fault) => fault.startsWith(path))).toHaveLength(1);
  }
  expect(faults.join("\n")).toContain("colour");
});

test("the lab is what the configuration and the lab file name together", () => {
  const path = folder();
  writeFileSync(join(path, "lab.yaml"), "devices:\n  - { asset: tv-2, usn: u2 }\n");
  const devices = [{ asset: "tv-1", serial: "/dev/ttyUSB0" }];
  const config = parseAgentConfig({ ...least, devices, labFile: "lab.yaml" }, "test", path);
  expect(loadLab(config).map(({ asset }) => asset)).toEqual(["tv-1", "tv-2"]);
});

test("a lab file with an entry that is wrong is refused with the entry", () => {
  const path = folder();
  writeFileSync(join(path, "lab.yaml"), "devices:\n  - { asset: tv-2, mac: 12 }\n");
  const config = parseAgentConfig({ ...least, labFile: "lab.yaml" }, "test", path);
  expect(faultsOf(() => loadLab(config)).join("\n")).toContain("/devices/0/mac");
});

test("a file that does not exist is told by its path", () => {
  expect(() => loadAgentConfig("/no/such/agent.yaml")).toThrow(/\/no\/such\/agent\.yaml/);
});

test("of a configuration that is read again, what waits for the next start is named", () => {
  const config = (more: Record<string, unknown>) =>
    parseAgentConfig({ ...least, ...more }, "test", "/");
  const running = config({
    ssdp: { interfaces: ["lan0"] },
    devices: [{ asset: "tv-1", usn: "u1" }],
  });
  const free = { ssdp: { interfaces: ["lan1", "lan2"] }, labFile: "lab.yaml" };
  expect(settingsForRestart(running, config(free))).toEqual([]);
  const fixed = { ssdp: { interfaces: ["lan0"], intervalMs: 5_000 }, probeMs: 1_000 };
  expect(settingsForRestart(running, config(fixed))).toEqual(["probeMs", "ssdp"]);
  expect(settingsForRestart(running, config({}))).toEqual(["ssdp"]);
});

test("addresses that cannot be are told with their place", () => {
  const link = { kind: "http", baseUrl: "http://192.0.2.300:80" };
  const wrong = {
    ...least,
    gateway: { ...gateway, url: "mqtts://gw:99999" },
    static: [{ driver: "roku-ecp", link }],
  };
  expect(faultsOf(() => parseAgentConfig(wrong, "test", "/"))).toEqual([
    "/gateway/url is no address: mqtts://gw:99999",
    "/static/0/link/baseUrl is no address: http://192.0.2.300:80",
  ]);
});
