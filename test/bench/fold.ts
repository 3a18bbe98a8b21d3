import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAggregator, openSqliteFleetView, openSqliteHistory } from "@rae/control-plane";
import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import {
  type Attributes,
  type BoxEvent,
  encodeBoxEvent,
  logHeaders,
  logTopics,
  uuidV7,
} from "@rae/protocol";
import type { NewRecord } from "@rae/stream";
import { MemoryRecordLog } from "@rae/stream/testing";
import { Registry } from "prom-client";
import type { BenchRow } from "./row.ts";

export interface FoldFigures {
  readonly events: number;
  readonly devices: number;
  readonly eventBytes: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly cpuSecondsPer100k: number;
}

/**
 * Folds `events` events of `devices` devices from a log in memory into the view and the history on SQLite, durably, and
 * tells how fast.
 */
export async function measureFold(events: number, devices: number): Promise<FoldFigures> {
  const folder = await mkdtemp(join(tmpdir(), "rae-bench-fold-"));
  const shared = { clock: systemClock, logger: silentLogger };
  const log = new MemoryRecordLog();
  const view = openSqliteFleetView({ ...shared, path: join(folder, "view.sqlite") });
  const history = openSqliteHistory({ ...shared, path: join(folder, "history.sqlite") });
  try {
    const records = recordsOf(events, devices);
    await log.append(logTopics.events, records, AbortSignal.timeout(60_000));
    const cpuBefore = process.cpuUsage();
    const startedMs = performance.now();
    const aggregator = openAggregator({ ...shared, log, view, history, metrics: new Registry() });
    await eventually(
      () => {
        const handled = aggregator
          .lag()
          .filter((lag) => lag.topic === logTopics.events)
          .reduce((sum, lag) => sum + lag.handledOffset, 0);
        if (handled < events) throw new Error(`${handled} of ${events} events are folded`);
      },
      { timeoutMs: 600_000, intervalMs: 5 },
    );
    const seconds = (performance.now() - startedMs) / 1000;
    const cpu = process.cpuUsage(cpuBefore);
    await aggregator.close();
    const bytes = records.reduce((sum, record) => sum + record.value.length, 0);
    return {
      events,
      devices,
      eventBytes: Math.round(bytes / events),
      seconds,
      eventsPerSecond: Math.round(events / seconds),
      cpuSecondsPer100k: ((cpu.user + cpu.system) / 1e6 / events) * 1e5,
    };
  } finally {
    await view.close();
    await history.close();
    await log.close();
    await rm(folder, { recursive: true });
  }
}

/** Sixteen devices a box; each device attaches with a whole record, then changes a little, in turn with the others. */
function recordsOf(events: number, devices: number): NewRecord[] {
  const sessions = Array.from({ length: devices }, (_, index) => ({
    sessionId: uuidV7(),
    boxId: `box-${Math.floor(index / 16)}`,
  }));
  return Array.from({ length: events }, (_, index) => {
    const { sessionId, boxId } = sessions[index % devices] ?? { sessionId: "", boxId: "" };
    const revision = Math.floor(index / devices) + 1;
    const origin = { boxId, sessionId, revision, registryId: "registry", connection: 1 };
    const base = { ...origin, sequence: index, observedAtMs: Date.now() };
    const event: BoxEvent =
      revision === 1
        ? { ...base, kind: "Attached", attributes: wholeRecord(index) }
        : { ...base, kind: "AttributesChanged", attributes: smallChange(index), removed: [] };
    const headers = { [logHeaders.receivedAtMs]: String(Date.now()) };
    return { key: boxId, value: encodeBoxEvent(event), headers };
  });
}

function wholeRecord(index: number): Attributes {
  return attributesOf({
    "identity.usn": `uuid:roku:ecp:${index}`,
    "identity.serial": `X0${index}`,
    "identity.mac": "b0:a7:37:12:34:56",
    "identity.esn": `NFANDROID2-PRV-${index}`,
    "model.name": "Virtual Stick 4K",
    "model.number": "3800X",
    "model.vendor": "Rae",
    "firmware.version": "12.5.0.4178",
    "net.address": "192.0.2.17",
    "power.state": "on",
    "connection.state": "online",
    "health.state": "ready",
    "app.active": "12",
    "app.active-name": "Home",
    "video.input": "hdmi1",
  });
}

function smallChange(index: number): Attributes {
  return attributesOf({ "app.active": String(index), "app.active-name": `App ${index}` });
}

function attributesOf(values: Readonly<Record<string, string>>): Attributes {
  const observedAtMs = Date.now();
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, observedAtMs }]),
  );
}

/** The fold's figures for a small, a middling and a large fleet. */
export async function foldRows(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const devices of [50, 1_000, 20_000]) {
    const { events, eventsPerSecond, cpuSecondsPer100k } = await measureFold(100_000, devices);
    rows.push({
      what: `fold of ${events} events of ${devices} devices into view and history`,
      figure: `${eventsPerSecond} events/s, ${cpuSecondsPer100k.toFixed(2)} CPU s per 100,000`,
    });
  }
  return rows;
}
