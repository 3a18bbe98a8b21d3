import { CloseStack } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { recordSizeBytes } from "@rae/stream";
import { FleetEvents, type FleetShape } from "../fleet-events.ts";
import { type AggregatorSample, startAggregator, startProducer } from "./bench-programs.ts";
import { type EngineProcess, EngineUsage } from "./engine-usage.ts";
import type { BenchPlace } from "./stores.ts";
import { verifyStores } from "./verify-stores.ts";

export interface BacklogFigures {
  readonly records: number;
  readonly devices: number;
  readonly recordBytes: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  /** Of the aggregator, and of the engines by their names. */
  readonly cpuSecondsPer100k: number;
  readonly enginesCpuSecondsPer100k: Readonly<Record<string, number>>;
  readonly residentMb: number;
  /** Sessions whose view or history differs from what was said. */
  readonly wrongSessions: number;
}

const timeoutMs = 300_000;

/** Materialises in both stores what lies on the log when the aggregator starts, and checks that it is all there. */
export async function measureBacklog(task: {
  readonly place: BenchPlace;
  readonly engineProcesses: readonly EngineProcess[];
  readonly folder: string;
  readonly fleet: FleetShape;
  readonly records: number;
  readonly profileDir?: string;
}): Promise<BacklogFigures> {
  const { place, engineProcesses, folder, fleet, records, profileDir } = task;
  const stack = new CloseStack();
  try {
    const producer = await startProducer(stack, folder, { place, fleet, phases: [{ records }] });
    const sessions = await producer.finished;
    const usage = new EngineUsage(engineProcesses);
    stack.push("usage", () => usage.close());
    const aggregator = await startAggregator(stack, place, profileDir);
    const end = await eventually(
      () => {
        const done = aggregator.samples.find(({ handled }) => handled >= records);
        if (done === undefined) throw new Error(`${aggregator.samples.at(-1)?.handled} handled`);
        return done;
      },
      { timeoutMs, intervalMs: 50 },
    );
    const start = lastBefore(aggregator.samples);
    await aggregator.stop();
    const seconds = (end.atMs - start.atMs) / 1000;
    const handled = records - start.handled;
    const per100k = (cpuSeconds: number) => (cpuSeconds / handled) * 1e5;
    const used = Object.entries(usage.between(start.atMs, end.atMs));
    return {
      ...{ records, devices: fleet.devices, recordBytes: bytesOfChange(fleet), seconds },
      recordsPerSecond: Math.round(handled / seconds),
      cpuSecondsPer100k: per100k(end.cpuSeconds - start.cpuSeconds),
      enginesCpuSecondsPer100k: Object.fromEntries(used.map(([name, cpu]) => [name, per100k(cpu)])),
      residentMb: Math.max(...aggregator.samples.map(({ residentMb }) => residentMb)),
      wrongSessions: await verifyStores(place, sessions),
    };
  } finally {
    await stack.close();
  }
}

/** Key, value and headers of a change, as the load makes them. */
function bytesOfChange(shape: FleetShape): number {
  const events = new FleetEvents({ ...shape, devices: 1 });
  events.next();
  return recordSizeBytes(events.next());
}

/** The last sample before the first record was handled. */
function lastBefore(samples: readonly AggregatorSample[]): AggregatorSample {
  const first = samples.findIndex(({ handled }) => handled > 0);
  const start = samples[Math.max(0, first - 1)];
  if (start === undefined) throw new Error("the aggregator has told nothing");
  return start;
}
