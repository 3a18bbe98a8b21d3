import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { issueBoxCertificate } from "@rae/control-plane";
import { CloseStack, spawnProgram } from "@rae/kit";
import { controlPlaneProgram } from "../harness/programs.ts";
import { readUsage } from "./process-usage.ts";
import type { BenchRow } from "./row.ts";

const boxes = 20;
const devicesPerBox = 10;
const paddingBytes = 640;
const seconds = 15;
/** The first seconds are connections and warm-up; the last may be cut short. */
const firstCounted = 4;
const readyMs = 20_000;
const simulator = join(import.meta.dirname, "..", "..", "simulator", "src", "main.ts");
const gatewayAlone = join(import.meta.dirname, "gateway", "main.ts");

interface Target {
  readonly what: string;
  readonly pid: number;
  readonly mqttPort: number;
  readonly pki: string;
}

/** Durable events a second, acknowledged over TLS: of gateway and log alone, and of the whole control plane. */
export async function loadRows(): Promise<readonly BenchRow[]> {
  return [...(await measure(openGatewayAlone)), ...(await measure(openWhole))];
}

async function measure(
  open: (folder: string, stack: CloseStack) => Promise<Target>,
): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), "rae-bench-load-"));
  const stack = new CloseStack();
  stack.push("folder", () => rm(folder, { recursive: true, force: true }));
  try {
    const target = await open(folder, stack);
    for (let index = 1; index <= boxes; index += 1) {
      await issueBoxCertificate(target.pki, `load-${index}`);
    }
    const samples = await runLoad(target);
    const counted = samples.slice(firstCounted, -1);
    const total = (of: (each: Sample) => number) =>
      counted.reduce((sum, each) => sum + of(each), 0);
    const events = total((each) => each.acknowledged);
    const perSecond = events / total((each) => each.seconds);
    const cpu = total((each) => each.cpuSeconds);
    return [
      {
        what: `${target.what}: durable events, ${boxes} boxes with windows of 64, about 900 bytes each, load from a process beside it`,
        figure: `${Math.round(perSecond)}/s, ${((cpu / events) * 100_000).toFixed(1)} CPU s per 100,000, PUBACK p99 ${counted.at(-1)?.latencyP99Ms} ms`,
      },
    ];
  } finally {
    await stack.close();
  }
}

interface Sample {
  /** Since the sample before, for a busy load tells later than each second. */
  readonly seconds: number;
  readonly acknowledged: number;
  readonly latencyP99Ms: number;
  readonly cpuSeconds: number;
}

async function runLoad({ pid, mqttPort, pki }: Target): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  let cpuBefore = readUsage(pid).cpuSeconds;
  let beforeMs = performance.now();
  const load = spawnProgram({
    name: "load",
    script: simulator,
    args: [
      ...["boxes", "--gateway", `mqtts://127.0.0.1:${mqttPort}`, "--pki", pki],
      ...["--count", String(boxes), "--devices", String(devicesPerBox), "--rate", "0"],
      ...["--event-padding", String(paddingBytes), "--seconds", String(seconds)],
    ],
    environment: {},
    onLine: (line) => {
      const { acknowledged, latencyP99Ms } = JSON.parse(line) as Partial<Sample>;
      if (acknowledged === undefined || latencyP99Ms === undefined) return;
      const { cpuSeconds } = readUsage(pid);
      const nowMs = performance.now();
      const since = { seconds: (nowMs - beforeMs) / 1000, cpuSeconds: cpuSeconds - cpuBefore };
      samples.push({ acknowledged, latencyP99Ms, ...since });
      cpuBefore = cpuSeconds;
      beforeMs = nowMs;
    },
  });
  const code = await load.ended;
  if (code !== 0) throw new Error(`the load ended with code ${code}\n${load.errorLines()}`);
  return samples;
}

async function openGatewayAlone(folder: string, stack: CloseStack): Promise<Target> {
  const program = spawnProgram({
    name: "gateway",
    script: gatewayAlone,
    args: [folder],
    environment: {},
  });
  stack.push("gateway", () => program.stop(readyMs));
  const { mqttPort } = await program.ready(readyMs);
  const pki = join(folder, "pki");
  return { what: "gateway and log alone", pid: program.pid, mqttPort: Number(mqttPort), pki };
}

async function openWhole(folder: string, stack: CloseStack): Promise<Target> {
  const program = controlPlaneProgram(folder);
  stack.push("control plane", () => program.stop());
  await program.start();
  const pki = join(folder, "pki");
  return { what: "whole control plane", pid: program.pid, mqttPort: program.mqttPort, pki };
}
