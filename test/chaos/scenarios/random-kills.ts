import assert from "node:assert/strict";
import { sleep, systemClock } from "@rae/kit";
import { storesAgree } from "../agreement.ts";
import { becomesReady, type Fleet } from "../fleet.ts";
import { randomNumbers } from "../random-numbers.ts";

export interface RandomKills {
  readonly kills: number;
  /** Chooses victims and pauses; the same seed, the same choices. */
  readonly seed: number;
}

export interface RandomKillsSeen {
  /** Of each process. */
  readonly kills: readonly number[];
  /** Changes that boxes said, all of which are in view and history. */
  readonly acknowledged: number;
  readonly connections: number;
}

const longestPauseMs = 1_500;

/** Under load, processes are killed at random moments and started again. At the end nothing is lost or doubled. */
export async function randomKills(
  fleet: Fleet,
  { kills, seed }: RandomKills,
): Promise<RandomKillsSeen> {
  const random = randomNumbers(seed);
  const boxes = await fleet.load();
  const programs = [...fleet.gateways, ...fleet.aggregators, fleet.api];
  const killed = new Map<number, number>();
  for (let kill = 0; kill < kills; kill += 1) {
    // Every process once, then whichever it comes to.
    const index = kill < programs.length ? kill : Math.floor(random() * programs.length);
    const victim = programs[index];
    assert.ok(victim !== undefined);
    killed.set(index, (killed.get(index) ?? 0) + 1);
    await sleep(systemClock, random() * longestPauseMs);
    await victim.crash();
    await sleep(systemClock, (random() * longestPauseMs) / 3);
    await victim.start();
  }
  assert.equal(killed.size, programs.length);
  await Promise.all(programs.map((program) => becomesReady(program)));
  await storesAgree(boxes, fleet.rest);
  const { acknowledged } = boxes.total();
  const connections = boxes.connections();
  await boxes.close();
  return { kills: [...killed.values()], acknowledged, connections };
}
