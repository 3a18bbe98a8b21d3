import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { measureCommitPerRecord } from "./commit-per-record.ts";
import { lagChart } from "./lag-chart.ts";
import type { BenchSetting, SectionResult } from "./section.ts";
import { measureSteady, type PhaseFigures } from "./steady.ts";
import { prepareBenchPlace } from "./stores.ts";

const quiet = 900;
const phases = [
  { name: "quiet", perSecond: quiet, seconds: 35 },
  { name: "burst", perSecond: 10 * quiet, seconds: 60 },
  { name: "recovery", perSecond: quiet, seconds: 30 },
];

/** Quiet, a burst of ten times as much, recovery: lag, latency, fetches and commits; and what a commit per record would take. */
export async function steadySection(setting: BenchSetting): Promise<SectionResult> {
  const { engines, folder, resultsDir } = setting;
  const place = { engines, name: "steady" };
  await prepareBenchPlace(place);
  const fleet = { devices: 1_000, devicesPerBox: 25, paddingBytes: 0 };
  const figures = await measureSteady({ place, folder, fleet, phases });
  const each = await measureCommitPerRecord({ engines, perSecond: quiet });
  mkdirSync(resultsDir, { recursive: true });
  writeFileSync(join(resultsDir, "lag.svg"), lagChart(figures.lag, phases));
  const { lag: _, ...kept } = figures;
  return {
    rows: [
      ...figures.phases.map(phaseRow),
      {
        what: `lag at most 50 again after the burst (${figures.wrongSessions} sessions wrong at the end)`,
        figure: `${figures.recoveredAfterMs} ms`,
      },
      {
        what: `commits one by one, at ${quiet} records/s, by the same client library`,
        figure: `${each.commitsPerSecond.toFixed(0)}/s, ${each.bytesPerSecond.toFixed(0)} bytes/s`,
      },
    ],
    raw: { ...kept, commitPerRecord: each },
  };
}

function phaseRow(phase: PhaseFigures) {
  const { name, perSecond, lagMax, lagP99, notCommittedMax, ageP50Ms, ageP99Ms } = phase;
  const { fetchesPerRecord, commitsPerSecond, commitBytesPerSecond } = phase;
  return {
    what: `${name}, ${perSecond} records/s`,
    figure: [
      `end − materialised p99 ${lagP99}, max ${lagMax}`,
      `end − committed max ${notCommittedMax}`,
      `log → both stores p50 ${ageP50Ms} ms, p99 ${ageP99Ms} ms`,
      `${fetchesPerRecord.toFixed(3)} fetches per record`,
      `${commitsPerSecond.toFixed(2)} commits/s, ${commitBytesPerSecond.toFixed(0)} bytes/s`,
      `${phase.cpuSecondsPer100k.toFixed(1)} CPU s per 100,000`,
    ].join("; "),
  };
}
