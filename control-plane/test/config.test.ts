import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError } from "@rae/kit";
import { afterAll, expect, test } from "vitest";
import { type ConfigFlags, loadConfig } from "../src/config.ts";
import { defaultLimits } from "../src/gateway/limits.ts";

const folder = mkdtempSync(join(tmpdir(), "rae-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(value: unknown): string {
  const file = join(folder, "control-plane.yaml");
  writeFileSync(file, JSON.stringify(value));
  return file;
}

function faultsOf(
  value: unknown,
  environment: Readonly<Record<string, string>> = {},
  flags: ConfigFlags = {},
): readonly string[] {
  try {
    loadConfig(fileOf(value), flags, environment);
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.faults : [String(error)];
  }
}

test("without a file everything has its default", () => {
  expect(loadConfig(undefined, {}, {})).toMatchObject({
    dataDir: "data",
    http: { host: "127.0.0.1", port: 8080, behindProxy: false },
    mqtt: { host: "127.0.0.1", port: 8883, packetLimitBytes: 256 * 1024 },
    historyRetentionMs: 90 * 86_400_000,
  });
});

test("a variable wins over the file, and leaves its neighbours alone", () => {
  const file = fileOf({ dataDir: "a", http: { host: "::1", port: 1 } });
  const environment = { RAE_HTTP_PORT: "9090", RAE_MQTT_PORT: "", RAE_DATA_DIR: "b" };
  expect(loadConfig(file, {}, environment)).toMatchObject({
    dataDir: "b",
    http: { host: "::1", port: 9090 },
    mqtt: { port: 8883 },
  });
});

test("--behind-proxy wins over the file", () => {
  const file = fileOf({ http: { host: "0.0.0.0", behindProxy: false } });
  expect(loadConfig(file, { behindProxy: true }, {}).http).toMatchObject({
    host: "0.0.0.0",
    behindProxy: true,
  });
});

test("all faults are told at once, those of a variable with its name", () => {
  expect(faultsOf({ unknown: 1, mqtt: { port: -1 } }, { RAE_HTTP_PORT: "80a" })).toEqual([
    "/unknown is not known",
    "/http/port must be integer (RAE_HTTP_PORT)",
    "/mqtt/port must be >= 0",
  ]);
  expect(faultsOf({}, { RAE_LOG_LEVEL: "loud" })).toEqual([
    expect.stringMatching(/^\/logLevel must be one of "trace".*\(RAE_LOG_LEVEL\)$/),
  ]);
});

test("a certificate without its key is a fault, not plain HTTP", () => {
  const fault = "/http needs certFile and keyFile, or neither";
  expect(faultsOf({ http: { certFile: "cert.pem" } })).toEqual([fault]);
  expect(faultsOf({ http: { keyFile: "key.pem" } })).toEqual([fault]);
  expect(faultsOf({ http: { certFile: "cert.pem", keyFile: "key.pem" } })).toEqual([]);
});

test("a packet limit below what agents send is a fault, and above it there is room for the largest packet", () => {
  expect(faultsOf({ mqtt: { packetLimitBytes: 200 * 1024 } })).toEqual([
    "/mqtt/packetLimitBytes must be >= 262144",
  ]);
  const largest = 1024 * 1024;
  expect(faultsOf({ mqtt: { packetLimitBytes: largest } })).toEqual([]);
  expect(faultsOf({ mqtt: { packetLimitBytes: largest + 1 } })).toHaveLength(1);
  const { clientBytes, gatewayBytes } = defaultLimits;
  expect(Math.min(clientBytes, gatewayBytes)).toBeGreaterThan(2 * largest);
});

test("IPv6 addresses stand with brackets or without, where the port has a place of its own", () => {
  const server = { host: "[2001:db8::7]" };
  const file = fileOf({
    http: { host: "[::1]" },
    mqtt: { host: "::", serverNames: ["[2001:db8::7]", "lab.example", "2001:db8::8"] },
    ops: { host: "[::1]" },
    view: { redis: { cluster: { nodes: [server, { host: "r", port: 7 }] } } },
    history: { cassandra: { contactPoints: ["[2001:db8::7]:9042"], localDataCenter: "dc1" } },
  });
  expect(loadConfig(file, {}, {})).toMatchObject({
    http: { host: "::1" },
    mqtt: { host: "::", serverNames: ["2001:db8::7", "lab.example", "2001:db8::8"] },
    ops: { host: "::1" },
    view: { redis: { cluster: { nodes: [{ host: "2001:db8::7" }, { host: "r", port: 7 }] } } },
    history: { cassandra: { contactPoints: ["[2001:db8::7]:9042"] } },
  });
  const environment = { RAE_REDIS_URL: "redis://[2001:db8::7]:6380" };
  expect(loadConfig(undefined, {}, environment)).toMatchObject({
    view: { redis: { single: { host: "2001:db8::7", port: 6380 } } },
  });
});
