import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { issueBoxCertificate } from "@rae/control-plane";
import { CloseStack, sleep, spawnProgram, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { startVirtualBoxes } from "@rae/simulator";
import { LeaseRequests } from "./lease-requests.ts";
import { percentiles } from "./percentiles.ts";
import { readUsage } from "./process-usage.ts";
import type { BenchRow } from "./row.ts";

const boxes = 20;
const devicesOfBox = 50;
const contenders = 100;
/** From an ordinary load to more than two cores serve without waits. */
const loads = [
  { holdMs: 10_000, rounds: 4 },
  { holdMs: 2_000, rounds: 10 },
  { holdMs: 500, rounds: 20 },
];
const turns = 300;
const warmUpTurns = 50;
const controlPlane = join(import.meta.dirname, "../../control-plane/src/main.ts");

/** Leases of virtual devices that arm and obey them, through REST, store, log and MQTT, everything in one control plane on SQLite. */
export async function leaseRows(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "rae-bench-leases-"));
  const stack = new CloseStack();
  stack.push("folder", async () => rmSync(folder, { recursive: true }));
  try {
    const program = spawnProgram({
      name: "control plane",
      script: controlPlane,
      args: [],
      environment: { RAE_DATA_DIR: folder, RAE_HTTP_PORT: "0", RAE_MQTT_PORT: "0" },
    });
    stack.push("control plane", async () => {
      await program.stop(15_000);
    });
    const { http, mqttPort } = await program.ready(60_000);
    const token = readFileSync(join(folder, "token"), "utf8").trim();
    return await measureLeases({
      urls: [String(http)],
      gateways: [`mqtts://127.0.0.1:${mqttPort}`],
      ...{ pki: join(folder, "pki"), token, pids: [program.pid], stack },
    });
  } finally {
    await stack.close();
  }
}

export interface LeaseBenchTarget {
  readonly urls: readonly string[];
  readonly gateways: readonly string[];
  readonly pki: string;
  readonly token: string;
  /** The control plane's processes. */
  readonly pids: readonly number[];
  readonly stack: CloseStack;
}

/** The rows, whatever the stores are. */
export async function measureLeases(target: LeaseBenchTarget): Promise<readonly BenchRow[]> {
  const { urls, gateways, pki, token, pids, stack } = target;
  const boxIds = Array.from({ length: boxes }, (_, index) => `lease-${index + 1}`);
  for (const boxId of boxIds) await issueBoxCertificate(pki, boxId);
  const load = await startVirtualBoxes({
    ...{ gateway: gateways, pki, boxIds, devices: devicesOfBox, rate: 0.1, obeys: true },
  });
  stack.push("boxes", () => load.close());
  const clients = urls.map((url) => new LeaseRequests(url, token));
  const [first] = clients;
  if (first === undefined) throw new Error("there is no api");
  const total = boxes * devicesOfBox;
  await eventually(
    async () => {
      const available = await Promise.all(clients.map((client) => client.available()));
      if (available.some((count) => count < total)) throw new Error(`${available} are available`);
    },
    { timeoutMs: 60_000, intervalMs: 200 },
  );
  const acquired: BenchRow[] = [];
  for (const each of loads) acquired.push(await contend(clients, pids, each));
  const { bareMs, leasedMs } = await drive(first);
  const handOverMs = await handOver(first);
  return [
    ...acquired,
    { what: "a command without a lease", figure: percentiles(bareMs) },
    { what: "the same command under a lease, in turn", figure: percentiles(leasedMs) },
    { what: "hand-over, from a release to the next one's grant", figure: percentiles(handOverMs) },
  ];
}

/** Contenders that acquire, hold for a while and release, over and over: how long each grant took, and what a lease costs. */
async function contend(
  clients: readonly LeaseRequests[],
  pids: readonly number[],
  { holdMs, rounds }: (typeof loads)[number],
): Promise<BenchRow> {
  const tookMs: number[] = [];
  const contender = async (index: number) => {
    const client = clients[index % clients.length];
    if (client === undefined) return;
    await sleep(systemClock, Math.random() * holdMs);
    for (let round = 0; round < rounds; round += 1) {
      const beganMs = performance.now();
      const { id } = await client.acquire({ match: { capabilities: ["remote-control"] } });
      if (round > 0) tookMs.push(performance.now() - beganMs);
      await sleep(systemClock, Math.random() * 2 * holdMs);
      await client.release(id);
    }
  };
  const cpuSeconds = () => pids.reduce((sum, pid) => sum + readUsage(pid).cpuSeconds, 0);
  const before = { cpuSeconds: cpuSeconds(), ms: performance.now() };
  await Promise.all(Array.from({ length: contenders }, (_, index) => contender(index)));
  const seconds = (performance.now() - before.ms) / 1000;
  const usedSeconds = cpuSeconds() - before.cpuSeconds;
  const leases = contenders * rounds;
  const held = `${contenders} contenders that hold for ${holdMs / 1000} s on average`;
  const cost = `${((usedSeconds * 1000) / leases).toFixed(1)} ms of CPU each, all of the control plane's`;
  return {
    what: `a lease by match, asked to armed and granted; ${boxes * devicesOfBox} devices, ${held}`,
    figure: `${percentiles(tookMs)}; ${(leases / seconds).toFixed(0)} leases/s, ${cost}`,
  };
}

/** One key press after the other: on a free device, and on one that is held. */
async function drive(client: LeaseRequests) {
  const held = await client.acquire({ match: { capabilities: ["remote-control"] } });
  const [leased = ""] = held.devices.map(({ id }) => id);
  const free = await client.freeDevice();
  const bareMs: number[] = [];
  const leasedMs: number[] = [];
  for (let turn = 0; turn < warmUpTurns + turns; turn += 1) {
    const bare = await took(() => client.press(free));
    const under = await took(() => client.press(leased, held.id));
    if (turn < warmUpTurns) continue;
    bareMs.push(bare);
    leasedMs.push(under);
  }
  await client.release(held.id);
  return { bareMs, leasedMs };
}

/** Two that take turns with one device: the second is in the queue when the first releases. */
async function handOver(client: LeaseRequests): Promise<readonly number[]> {
  const device = await client.freeDevice();
  const tookMs: number[] = [];
  let held = await client.acquire({ device });
  for (let turn = 0; turn < 100; turn += 1) {
    const queued = await client.ask({ device });
    const next = client.granted(queued.id);
    await client.release(held.id);
    const releasedMs = performance.now();
    held = await next;
    tookMs.push(performance.now() - releasedMs);
  }
  await client.release(held.id);
  return tookMs;
}

async function took(task: () => Promise<void>): Promise<number> {
  const beganMs = performance.now();
  await task();
  return performance.now() - beganMs;
}
