/**
 * Puts events of a fleet on the log at rates that change with time, without a gateway. Takes JSON: where the engines are, the shape
 * of the fleet and the phases. Says how far it is ten times a second, and at the end what the stores must hold.
 */
import { writeFileSync } from "node:fs";
import { CloseStack, sleep, systemClock } from "@rae/kit";
import { logTopics } from "@rae/protocol";
import type { NewRecord, RecordLog } from "@rae/stream";
import { FleetEvents, type FleetShape } from "../../fleet-events.ts";
import { type BenchPlace, openBenchLog } from "../stores.ts";

/** A stretch of time at one rate; or, without seconds, so many records as fast as the log takes them. */
export type ProducerPhase =
  | { readonly perSecond: number; readonly seconds: number }
  | { readonly records: number };

export interface ProducerTask {
  readonly place: BenchPlace;
  readonly fleet: FleetShape;
  readonly phases: readonly ProducerPhase[];
  /** Where the sessions and their last revisions are written at the end, as JSON. */
  readonly resultFile: string;
}

const tickMs = 5;
const sampleMs = 100;
const appendMs = 30_000;
const batchRecords = 1_000;
const batchesInFlight = 8;

const task = JSON.parse(process.argv[2] ?? "{}") as ProducerTask;
const fleet = new FleetEvents(task.fleet);
let appended = 0;
let made = 0;
const waiting = new Set<Promise<void>>();

function say(fields: object): void {
  process.stdout.write(`${JSON.stringify(fields)}\n`);
}

function append(log: RecordLog, count: number): Promise<void> {
  const records: NewRecord[] = Array.from({ length: count }, () => fleet.next());
  made += count;
  const done = log
    .append(logTopics.events, records, AbortSignal.timeout(appendMs))
    .then(() => {
      appended += count;
    })
    .finally(() => waiting.delete(done));
  waiting.add(done);
  return done;
}

async function steady(log: RecordLog, perSecond: number, seconds: number): Promise<void> {
  const startMs = performance.now();
  const madeBefore = made;
  for (;;) {
    const elapsedMs = performance.now() - startMs;
    const due = Math.floor((Math.min(elapsedMs, seconds * 1000) / 1000) * perSecond);
    const missing = due - (made - madeBefore);
    // A failure ends the program: figures of half a load would mislead.
    if (missing > 0) append(log, missing).catch(fail);
    if (elapsedMs >= seconds * 1000) return;
    await sleep(systemClock, tickMs);
  }
}

async function flood(log: RecordLog, records: number): Promise<void> {
  const end = made + records;
  while (made < end) {
    append(log, Math.min(batchRecords, end - made)).catch(fail);
    if (waiting.size >= batchesInFlight) await Promise.race(waiting);
  }
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  process.exit(1);
}

const stack = new CloseStack();
try {
  const log = stack.use("log", openBenchLog(task.place));
  const sampling = setInterval(() => say({ atMs: Date.now(), appended }), sampleMs);
  say({ ready: true });
  for (const [index, phase] of task.phases.entries()) {
    say({ atMs: Date.now(), appended, phase: index });
    if ("records" in phase) await flood(log, phase.records);
    else await steady(log, phase.perSecond, phase.seconds);
  }
  await Promise.all(waiting);
  clearInterval(sampling);
  writeFileSync(task.resultFile, JSON.stringify(fleet.sessions));
  say({ atMs: Date.now(), appended, finished: true });
  await stack.close();
} catch (error) {
  fail(error);
}
