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
  /** Names of what `/readyz` of aggregators and of the api must report meanwhile. */
  readonly dependency: "log" | "view" | "history";
}

export interface OutageSeen {
  readonly engine: string;
  readonly how: string;
  /** Changes that boxes said, all of which are in view and history. */
  readonly acknowledged: number;
  /** From the end of the fault until all processes were ready. */
  readonly readyAfterMs: number;
  readonly highestResidentMb: number;
}

const noticedMs = 15_000;

/**
 * An engine is away under load for a while. Meanwhile `/readyz` says so, boxes stay connected and present, memory is bounded;
 * afterwards the lag goes to zero and nothing is lost.
 */
export async function engineOutage(fleet: Fleet, outage: Outage): Promise<OutageSeen> {
  const { engine, how, faultMs, dependency } = outage;
  const { aggregators, gateways, api, rest } = fleet;
  const boxes = await fleet.load();
  const { acknowledged } = boxes.total();
  await eventually(() => assert.ok(boxes.total().acknowledged > acknowledged + 100));
  const watch = watchFleet(fleet, boxes);
  await engine.kill(how === "frozen" ? "SIGSTOP" : "SIGKILL");
  const startedMs = performance.now();
  const told = [...aggregators, api].map((program) => reports(program, dependency));
  await Promise.all(told);
  await sleep(systemClock, Math.max(0, faultMs - (performance.now() - startedMs)));
  await (how === "frozen" ? engine.kill("SIGCONT") : engine.start());
  const endedMs = performance.now();
  await Promise.all([...gateways, ...aggregators, api].map((each) => becomesReady(each)));
  const readyAfterMs = Math.round(performance.now() - endedMs);
  await storesAgree(boxes, rest);
  await eventually(
    async () => assert.equal(await figures(aggregators, "rae_stream_lag_records"), 0),
    { timeoutMs: 30_000 },
  );
  await watch.close();
  await boxes.close();
  assert.deepEqual(watch.seen, []);
  const { highestResidentMb } = watch;
  const all = boxes.total().acknowledged;
  return { engine: engine.name, how, acknowledged: all, readyAfterMs, highestResidentMb };
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
