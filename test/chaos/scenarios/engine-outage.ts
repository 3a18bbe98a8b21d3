import assert from "node:assert/strict";
import { sleep, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import type { Engine } from "../../harness/engines.ts";
import type { ObservedProgram } from "../../harness/processes.ts";
import { storesAgree } from "../agreement.ts";
import { figures } from "../figures.ts";
import { becomesReady, type Fleet } from "../fleet.ts";
import { watchFleet } from "../watch.ts";

export interface Outage {
  readonly engine: Engine;
  /** `frozen`: SIGSTOP, then SIGCONT. `killed`: SIGKILL, then started again. */
  readonly how: "frozen" | "killed";
  readonly faultMs: number;
  /** What `/readyz` of all that need it must report meanwhile: the log of every process, a store of aggregators and api. */
  readonly dependency: "log" | "view" | "history";
}

export interface OutageSeen {
  readonly engine: string;
  readonly how: string;
  /** Changes that boxes said, all of which are in view and history. */
  readonly acknowledged: number;
  /** Of all aggregators, when the fault ended. Without the log nobody knows how long it is. */
  readonly lagRecords: number;
  /** From the end of the fault until all processes were ready. */
  readonly readyAfterMs: number;
  readonly highestResidentMb: number;
}

const lagMetric = "rae_stream_lag_records";
const noticedMs = 15_000;
const caughtUpMs = 30_000;

/**
 * An engine is away under load for a while. Meanwhile `/readyz` and the lag say so, boxes stay connected and present, memory is
 * bounded; afterwards the lag goes to zero and nothing is lost.
 */
export async function engineOutage(fleet: Fleet, outage: Outage): Promise<OutageSeen> {
  const { engine, how } = outage;
  const { aggregators, gateways, api, rest } = fleet;
  const boxes = await fleet.load();
  const { acknowledged } = boxes.total();
  await eventually(() => assert.ok(boxes.total().acknowledged > acknowledged + 100));
  const watch = watchFleet(fleet, boxes);
  try {
    const lagRecords = await away(fleet, outage);
    const endedMs = performance.now();
    await Promise.all([...gateways, ...aggregators, api].map((each) => becomesReady(each)));
    const readyAfterMs = Math.round(performance.now() - endedMs);
    await storesAgree(boxes, rest);
    await eventually(async () => assert.equal(await figures(aggregators, lagMetric), 0), {
      timeoutMs: caughtUpMs,
    });
    assert.deepEqual(watch.seen, []);
    const { highestResidentMb } = watch;
    const seen = { acknowledged: boxes.total().acknowledged, lagRecords, readyAfterMs };
    return { engine: engine.name, how, ...seen, highestResidentMb };
  } finally {
    await watch.close();
    await boxes.close();
  }
}

/** Hurts the engine and heals it again. @returns the lag when the fault ended. */
async function away(
  { aggregators, gateways, api }: Fleet,
  { engine, how, faultMs, dependency }: Outage,
): Promise<number> {
  await engine.kill(how === "frozen" ? "SIGSTOP" : "SIGKILL");
  try {
    const startedMs = performance.now();
    const concerned = [...(dependency === "log" ? gateways : []), ...aggregators, api];
    await Promise.all(concerned.map((program) => reports(program, dependency)));
    await sleep(systemClock, Math.max(0, faultMs - (performance.now() - startedMs)));
    const lagRecords = await figures(aggregators, lagMetric);
    assert.ok(dependency === "log" || lagRecords > 0, "the lag was not told");
    return lagRecords;
  } finally {
    await (how === "frozen" ? engine.kill("SIGCONT") : engine.start());
  }
}

/** Resolves when a process says that it is not ready because of the dependency. */
async function reports(program: ObservedProgram, dependency: string): Promise<void> {
  await eventually(
    async () => {
      const { ready, dependencies } = await program.readyz();
      const named = dependencies.find(({ name }) => name === dependency);
      assert.ok(!ready && named?.ready === false, `${program.url} reports ${dependency}`);
    },
    { timeoutMs: noticedMs, intervalMs: 100 },
  );
}
