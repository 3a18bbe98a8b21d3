import { openAggregator } from "@rae/control-plane";
import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { logTopics } from "@rae/protocol";
import type { NewRecord, RecordLog } from "@rae/stream";
import { MemoryRecordLog } from "@rae/stream/testing";
import { Registry } from "prom-client";
import { FleetEvents } from "./fleet-events.ts";
import { costlessStores, type FoldStores, sqliteStores } from "./fold-stores.ts";
import type { BenchRow } from "./row.ts";

export interface FoldFigures {
  readonly events: number;
  readonly devices: number;
  readonly eventBytes: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly cpuSecondsPer100k: number;
}

const partitions = 12;
const devicesPerBox = 16;

/**
 * Folds `events` changes of `devices` devices, that are known, from a log in memory into the stores, and tells how fast. It is a backlog,
 * met by an aggregator that has just started.
 */
export async function measureFold(
  events: number,
  devices: number,
  openStores: () => Promise<FoldStores>,
): Promise<FoldFigures> {
  const log = new MemoryRecordLog({ partitions });
  const stores = await openStores();
  try {
    const records = recordsOf(devices + events, devices);
    await append(log, records.slice(0, devices));
    await foldUntil(log, stores, devices);
    const backlog = records.slice(devices);
    await append(log, backlog);
    const { seconds, cpuSeconds } = await foldUntil(log, stores, devices + events);
    const bytes = backlog.reduce((sum, record) => sum + (record.value?.length ?? 0), 0);
    return {
      events,
      devices,
      eventBytes: Math.round(bytes / events),
      seconds,
      eventsPerSecond: Math.round(events / seconds),
      cpuSecondsPer100k: (cpuSeconds / events) * 1e5,
    };
  } finally {
    await stores.close();
    await log.close();
  }
}

function append(log: RecordLog, records: readonly NewRecord[]): Promise<void> {
  return log.append(logTopics.events, records, AbortSignal.timeout(60_000));
}

/** Runs an aggregator until it has handled the events up to `end`, in all partitions together. */
async function foldUntil(
  log: RecordLog,
  { view, history, limits }: FoldStores,
  end: number,
): Promise<{ readonly seconds: number; readonly cpuSeconds: number }> {
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  const aggregator = openAggregator({
    ...{ log, view, history, limits, clock: systemClock, logger: silentLogger },
    metrics: new Registry(),
  });
  await eventually(
    () => {
      const handled = aggregator
        .lag()
        .filter((lag) => lag.topic === logTopics.events)
        .reduce((sum, lag) => sum + lag.handledOffset, 0);
      if (handled < end) throw new Error(`${handled} of ${end} events are folded`);
    },
    { timeoutMs: 600_000, intervalMs: 5 },
  );
  const seconds = (performance.now() - startedMs) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  await aggregator.close();
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}

function recordsOf(events: number, devices: number): NewRecord[] {
  const fleet = new FleetEvents({ devices, devicesPerBox, paddingBytes: 0 });
  return Array.from({ length: events }, () => fleet.next());
}

/** The fold's figures for a small, a middling and a large fleet: into stores on SQLite, and alone. */
export async function foldRows(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const devices of [50, 1_000, 20_000]) {
    const { events, eventsPerSecond, cpuSecondsPer100k } = await measureFold(
      100_000,
      devices,
      sqliteStores,
    );
    rows.push({
      what: `fold of ${events} events of ${devices} devices into view and history`,
      figure: `${eventsPerSecond} events/s, ${cpuSecondsPer100k.toFixed(2)} CPU s per 100,000`,
    });
  }
  for (const devices of [1_000, 10_000, 50_000]) {
    const { events, cpuSecondsPer100k } = await measureFold(200_000, devices, costlessStores);
    const each = `${(cpuSecondsPer100k * 10).toFixed(1)} µs CPU an event`;
    rows.push({
      what: `decoding, folding and record texts alone, of ${events} events of ${devices} devices`,
      figure: `${each}, ${cpuSecondsPer100k.toFixed(2)} CPU s per 100,000`,
    });
  }
  return rows;
}
