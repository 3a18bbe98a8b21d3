import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ChildProgram, type CloseStack, spawnProgram } from "@rae/kit";
import type { FleetShape } from "../fleet-events.ts";
import type { ProducerPhase } from "./producer/main.ts";
import type { BenchPlace } from "./stores.ts";

const readyMs = 60_000;
const stopMs = 30_000;

/** How far the aggregator is; offsets are sums over the partitions of the events topic. */
export interface AggregatorSample {
  readonly atMs: number;
  readonly state: string;
  readonly partitions: number;
  readonly handled: number;
  readonly committed: number;
  readonly cpuSeconds: number;
  readonly residentMb: number;
  readonly agesMs: readonly number[];
  /** Totals of `rae_stream_*_total`. */
  readonly counters: Readonly<Record<string, number>>;
}

/** How far the load is. */
export interface ProducerSample {
  readonly atMs: number;
  readonly appended: number;
  /** A phase that begins here. */
  readonly phase?: number;
  readonly finished?: true;
}

/** Session, and the revision that it has reached. */
export interface FleetSession {
  readonly sessionId: string;
  readonly boxId: string;
  readonly revision: number;
}

export interface ProducerRun {
  readonly samples: readonly ProducerSample[];
  /** Resolves when all is on the log, with what the stores must come to hold. */
  readonly finished: Promise<readonly FleetSession[]>;
}

export async function startProducer(
  stack: CloseStack,
  folder: string,
  task: {
    readonly place: BenchPlace;
    readonly fleet: FleetShape;
    readonly phases: readonly ProducerPhase[];
  },
): Promise<ProducerRun> {
  const samples: ProducerSample[] = [];
  const resultFile = join(folder, `${task.place.name}-sessions.json`);
  const program = startBenchProgram(stack, "producer", { ...task, resultFile }, [], (sample) =>
    samples.push(sample as ProducerSample),
  );
  await program.ready(readyMs);
  const finished = program.ended.then((code) => {
    if (code !== 0) throw new Error(`the load ended with ${code}: ${program.errorLines()}`);
    return JSON.parse(readFileSync(resultFile, "utf8")) as readonly FleetSession[];
  });
  // Whoever waits for it later must not come too late for the runtime.
  finished.catch(() => {});
  return { samples, finished };
}

export interface AggregatorRun {
  readonly samples: readonly AggregatorSample[];
  stop(): Promise<void>;
}

/** With `profileDir`, a CPU profile lies there once it has stopped. */
export async function startAggregator(
  stack: CloseStack,
  place: BenchPlace,
  profileDir?: string,
): Promise<AggregatorRun> {
  const samples: AggregatorSample[] = [];
  const flags = profileDir === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileDir}`];
  const program = startBenchProgram(stack, "aggregator", place, flags, (sample) =>
    samples.push(sample as AggregatorSample),
  );
  await program.ready(readyMs);
  return { samples, stop: () => program.stop(stopMs) };
}

function startBenchProgram(
  stack: CloseStack,
  name: string,
  task: object,
  nodeFlags: readonly string[],
  onSample: (sample: { readonly atMs: number }) => void,
): ChildProgram {
  const program = spawnProgram({
    name,
    script: join(import.meta.dirname, name, "main.ts"),
    args: [JSON.stringify(task)],
    environment: { NODE_OPTIONS: nodeFlags.join(" ") },
    onLine: (line) => {
      const said = JSON.parse(line) as { readonly atMs?: number };
      if (said.atMs !== undefined) onSample({ ...said, atMs: said.atMs });
    },
    onErrorLine: (line) => process.stderr.write(`${name}: ${line}\n`),
  });
  stack.push(name, () => program.stop(stopMs));
  return program;
}
