import { CloseStack } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import type { FleetShape } from "../fleet-events.ts";
import {
  type AggregatorSample,
  type ProducerSample,
  startAggregator,
  startProducer,
} from "./bench-programs.ts";
import type { LagSample, Phase } from "./lag-chart.ts";
import type { BenchPlace } from "./stores.ts";
import { verifyStores } from "./verify-stores.ts";

export interface LoadPhase extends Phase {
  readonly perSecond: number;
}

export interface PhaseFigures {
  readonly name: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly lagMax: number;
  readonly lagP99: number;
  readonly notCommittedMax: number;
  /** From the record's stamp, before it was given to the log, until both stores have it. */
  readonly ageP50Ms: number;
  readonly ageP99Ms: number;
  readonly fetchesPerRecord: number;
  readonly commitsPerSecond: number;
  readonly commitBytesPerSecond: number;
  readonly cpuSecondsPer100k: number;
}

export interface SteadyFigures {
  readonly devices: number;
  readonly phases: readonly PhaseFigures[];
  readonly lag: readonly LagSample[];
  /** From the end of the highest phase until the lag is what it was before. */
  readonly recoveredAfterMs: number;
  readonly residentMb: number;
  readonly wrongSessions: number;
}

const quietLag = 50;
/** The first seconds of the first phase are start and warm-up. */
const warmUpMs = 5_000;

/** Follows a load whose rate changes, and tells the lag over time. */
export async function measureSteady(task: {
  readonly place: BenchPlace;
  readonly folder: string;
  readonly fleet: FleetShape;
  readonly phases: readonly LoadPhase[];
}): Promise<SteadyFigures> {
  const { place, folder, fleet, phases } = task;
  const stack = new CloseStack();
  try {
    const aggregator = await startAggregator(stack, place);
    await eventually(
      () => {
        if ((aggregator.samples.at(-1)?.partitions ?? 0) === 0) throw new Error("no partition yet");
      },
      { timeoutMs: 60_000, intervalMs: 50 },
    );
    const producer = await startProducer(stack, folder, { place, fleet, phases });
    const sessions = await producer.finished;
    const total = producer.samples.at(-1)?.appended ?? 0;
    await eventually(
      () => {
        const { committed = 0 } = aggregator.samples.at(-1) ?? {};
        if (committed < total) throw new Error(`${committed} of ${total} are committed`);
      },
      { timeoutMs: 120_000, intervalMs: 50 },
    );
    await aggregator.stop();
    const starts = producer.samples.filter(({ phase }) => phase !== undefined);
    const end = producer.samples.at(-1);
    const first = starts[0];
    if (first === undefined || end === undefined) throw new Error("the load has told nothing");
    const lagAt = (sample: AggregatorSample): LagSample => {
      const appended = appendedAt(producer.samples, sample.atMs);
      return {
        atSeconds: (sample.atMs - first.atMs) / 1000,
        notMaterialised: Math.max(0, Math.round(appended - sample.handled)),
        notCommitted: Math.max(0, Math.round(appended - sample.committed)),
      };
    };
    const within = aggregator.samples.filter(({ atMs }) => atMs >= first.atMs && atMs <= end.atMs);
    const highest = phases.reduce((a, b) => (b.perSecond > a.perSecond ? b : a));
    const burstEndMs = starts[phases.indexOf(highest) + 1]?.atMs ?? end.atMs;
    const back = aggregator.samples.find(
      (sample) => sample.atMs >= burstEndMs && lagAt(sample).notMaterialised <= quietLag,
    );
    return {
      devices: fleet.devices,
      phases: phases.map((phase, index) => {
        const fromMs = (starts[index]?.atMs ?? 0) + (index === 0 ? warmUpMs : 0);
        const toMs = starts[index + 1]?.atMs ?? end.atMs;
        const samples = within.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
        return phaseFigures(phase, samples, samples.map(lagAt));
      }),
      lag: within.map(lagAt),
      recoveredAfterMs: back === undefined ? Number.POSITIVE_INFINITY : back.atMs - burstEndMs,
      residentMb: Math.max(...aggregator.samples.map(({ residentMb }) => residentMb)),
      wrongSessions: await verifyStores(place, sessions),
    };
  } finally {
    await stack.close();
  }
}

function phaseFigures(
  { name, perSecond }: LoadPhase,
  samples: readonly AggregatorSample[],
  lag: readonly LagSample[],
): PhaseFigures {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) throw new Error(`no sample of the phase ${name}`);
  const seconds = (last.atMs - first.atMs) / 1000;
  const handled = last.handled - first.handled;
  const counted = (counter: string) =>
    (last.counters[counter] ?? 0) - (first.counters[counter] ?? 0);
  const ages = samples.slice(1).flatMap(({ agesMs }) => agesMs);
  return {
    ...{ name, perSecond, seconds },
    lagMax: Math.max(...lag.map(({ notMaterialised }) => notMaterialised)),
    lagP99: share(
      lag.map(({ notMaterialised }) => notMaterialised),
      0.99,
    ),
    notCommittedMax: Math.max(...lag.map(({ notCommitted }) => notCommitted)),
    ageP50Ms: share(ages, 0.5),
    ageP99Ms: share(ages, 0.99),
    fetchesPerRecord: counted("rae_stream_fetch_requests_total") / handled,
    commitsPerSecond: counted("rae_stream_commits_total") / seconds,
    commitBytesPerSecond: counted("rae_stream_commit_bytes_total") / seconds,
    cpuSecondsPer100k: ((last.cpuSeconds - first.cpuSeconds) / handled) * 1e5,
  };
}

/** How many records were on the log at a moment, between two samples of the load. */
function appendedAt(samples: readonly ProducerSample[], atMs: number): number {
  const next = samples.findIndex((sample) => sample.atMs > atMs);
  const [before, after] = [samples[next - 1], samples[next]];
  if (before === undefined) return next === -1 ? (samples.at(-1)?.appended ?? 0) : 0;
  if (after === undefined) return before.appended;
  const passed = (atMs - before.atMs) / (after.atMs - before.atMs);
  return before.appended + passed * (after.appended - before.appended);
}

function share(values: readonly number[], of: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * of)] ?? 0;
}
