import { join } from "node:path";
import { issueBoxCertificate } from "@rae/control-plane";
import { spawnProgram } from "@rae/kit";
import { readUsage } from "./process-usage.ts";

const boxes = 20;
const devicesPerBox = 10;
const paddingBytes = 640;
const seconds = 15;
/** The first seconds are connections and warm-up; the last may be cut short. */
const firstCounted = 4;
const simulator = join(import.meta.dirname, "..", "..", "simulator", "src", "main.ts");

export const loadedBoxes = `${boxes} boxes with windows of 64, about 900 bytes each`;

/** A gateway under load, and the process whose CPU counts. */
export interface LoadTarget {
  readonly pid: number;
  readonly mqttPort: number;
  readonly pki: string;
}

export interface LoadFigures {
  readonly eventsPerSecond: number;
  readonly cpuSecondsPer100k: number;
  readonly pubackP99Ms: number;
}

/** Loads a gateway with as many events as windows let through; what is acknowledged counts. */
export async function measureLoad(target: LoadTarget): Promise<LoadFigures> {
  for (let index = 1; index <= boxes; index += 1) {
    await issueBoxCertificate(target.pki, `load-${index}`);
  }
  const samples = await runLoad(target);
  const counted = samples.slice(firstCounted, -1);
  const total = (of: (each: Sample) => number) => counted.reduce((sum, each) => sum + of(each), 0);
  const events = total((each) => each.acknowledged);
  return {
    eventsPerSecond: Math.round(events / total((each) => each.seconds)),
    cpuSecondsPer100k: (total((each) => each.cpuSeconds) / events) * 100_000,
    pubackP99Ms: counted.at(-1)?.latencyP99Ms ?? Number.NaN,
  };
}

interface Sample {
  /** Since the sample before, for a busy load tells later than each second. */
  readonly seconds: number;
  readonly acknowledged: number;
  readonly latencyP99Ms: number;
  readonly cpuSeconds: number;
}

async function runLoad({ pid, mqttPort, pki }: LoadTarget): Promise<readonly Sample[]> {
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
