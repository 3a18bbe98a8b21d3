import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { parseAgentConfig } from "@rae/agent";
import {
  type FakeDevice,
  fakeDriver,
  MemoryUplink,
  ScriptedDiscovery,
  startAgent,
} from "@rae/agent/testing";
import { FakeHttpLink } from "@rae/driver/testing";
import { CloseStack, silentLogger, systemClock } from "@rae/kit";
import { percentiles } from "./percentiles.ts";
import type { BenchRow } from "./row.ts";

const absentSessions = 1_000;
const facesBefore = 450;
const newFaces = 50;

/** How long a new face blocks an agent that has about 500 faces and 1,500 sessions: the turns that decide, and the one that commits. */
export async function newFaceRows(): Promise<readonly BenchRow[]> {
  const stack = new CloseStack();
  const dataDir = mkdtempSync(join(tmpdir(), "rae-bench-faces-"));
  stack.push("folder", () => rmSync(dataDir, { recursive: true, force: true }));
  try {
    const devices = new Map<string, FakeDevice>();
    const gateway = { url: "mqtts://127.0.0.1:8883", ca: "", cert: "", key: "" };
    const config = { boxId: "rae-1", dataDir, gateway, settleMs: 3_600_000, probeMs: 3_600_000 };
    const uplink = new MemoryUplink();
    uplink.isReachable = false;
    // A source has a bound of faces; two runs of one source leave sessions that no face serves.
    const opened = async () => {
      const discovery = new ScriptedDiscovery();
      const agent = await startAgent(parseAgentConfig(config, "bench", dataDir), {
        ...{ clock: systemClock, logger: silentLogger, random: Math.random, uplink, lab: [] },
        discovery: [discovery],
        drivers: new Map([["fake", fakeDriver("fake", "http", devices)]]),
        openLink: (spec) => new FakeHttpLink(spec.kind === "http" ? spec.baseUrl : ""),
        onFailure: (error) => {
          throw error;
        },
      });
      return { agent, find: (index: number) => discovery.found(faceOf(index, devices)) };
    };
    for (let first = 0; first < absentSessions; first += 500) {
      const { agent, find } = await opened();
      for (let index = first; index < first + 500; index += 1) find(index);
      await turns();
      await agent.close();
    }
    const { agent, find } = await opened();
    stack.use("agent", agent);
    for (let index = 0; index < facesBefore; index += 1) {
      find(absentSessions + index);
      await turns();
    }
    const decidingMs: number[] = [];
    const committingMs: number[] = [];
    for (let index = 0; index < newFaces; index += 1) {
      const startedMs = performance.now();
      find(absentSessions + facesBefore + index);
      const foundMs = performance.now();
      await setImmediate();
      const probedMs = performance.now();
      await setImmediate();
      decidingMs.push(Math.max(foundMs - startedMs, probedMs - foundMs));
      committingMs.push(performance.now() - probedMs);
    }
    const what = `one new face among ${facesBefore} to ${facesBefore + newFaces}, and ${absentSessions} absent sessions: the loop is blocked`;
    return [
      { what: `${what} by deciding whose it is`, figure: percentiles(decidingMs) },
      { what: `${what} by the registry's commit`, figure: percentiles(committingMs) },
    ];
  } finally {
    await stack.close();
  }
}

/** Lets probes end and the registry commit. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await setImmediate();
}

function faceOf(index: number, devices: Map<string, FakeDevice>) {
  const host = `10.0.${index >> 8}.${index & 255}`;
  const mac = `02:00:00:00:${hex(index >> 8)}:${hex(index & 255)}`;
  const attributes = { "identity.mac": mac, "identity.serial": `S${index}`, "model.name": "Fake" };
  devices.set(`http:${host}:8060`, {
    capabilities: ["info", "power"],
    probe: async () => ({ attributes, keys: [{ kind: "mac", value: mac }] }),
  });
  return {
    faceId: `ssdp:http:${host}:8060`,
    keys: [
      { kind: "usn", value: `uuid:fake:${index}` },
      { kind: "ip", value: host },
    ],
    link: { kind: "http", baseUrl: `http://${host}:8060` },
    driver: "fake",
    settings: {},
  } as const;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
