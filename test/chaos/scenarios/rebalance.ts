import assert from "node:assert/strict";
import { sleep, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import type { ObservedProgram } from "../../harness/processes.ts";
import { storesAgree } from "../agreement.ts";
import { figure } from "../figures.ts";
import type { Fleet } from "../fleet.ts";

export interface Rebalances {
  readonly rounds: number;
  /** Longer than the group's session timeout. */
  readonly frozenMs: number;
}

export interface RebalancesSeen {
  readonly rounds: number;
  /** Changes that boxes said, all of which are in view and history. */
  readonly acknowledged: number;
}

const joinMs = 60_000;

/**
 * Under load, a second aggregator joins, leaves, comes back, is killed, comes back, is frozen past its session and goes on as one
 * that does not know that its partitions are another's. At the end nothing is lost or doubled.
 */
export async function rebalances(
  fleet: Fleet,
  { rounds, frozenMs }: Rebalances,
): Promise<RebalancesSeen> {
  const [steady] = fleet.aggregators;
  assert.ok(steady !== undefined);
  const boxes = await fleet.load();
  const second = fleet.processes.aggregator();
  try {
    for (let round = 0; round < rounds; round += 1) {
      await second.start();
      await works(second);
      await second.stop();
      await second.start();
      await works(second);
      await second.crash();
      await second.start();
      await works(second);
      second.kill("SIGSTOP");
      await sleep(systemClock, frozenMs);
      await works(steady);
      second.kill("SIGCONT");
      await works(second);
      await second.stop();
    }
    await storesAgree(boxes, fleet.rest);
    return { rounds, acknowledged: boxes.total().acknowledged };
  } finally {
    await second.stop();
    await boxes.close();
  }
}

/** Resolves when a process has handled records since the call. */
async function works(program: ObservedProgram): Promise<void> {
  const before = await figure(program, "rae_stream_records_total");
  await eventually(
    async () => assert.ok((await figure(program, "rae_stream_records_total")) > before),
    { timeoutMs: joinMs, intervalMs: 100 },
  );
}
