import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Engines } from "../harness/engines.ts";
import { processesOn } from "../harness/processes.ts";
import { openBrokersFleet } from "./brokers-fleet.ts";
import { addressesOf } from "./engine-addresses.ts";
import { type Fleet, type FleetOptions, openFleet } from "./fleet.ts";
import { engineOutage, type Outage } from "./scenarios/engine-outage.ts";
import { servesLargeFleet } from "./scenarios/large-fleet.ts";
import { leaderMove } from "./scenarios/leader-move.ts";
import { leaseKills } from "./scenarios/lease-kills.ts";
import { leaseRaces } from "./scenarios/lease-races.ts";
import { movingCommands } from "./scenarios/moving-commands.ts";
import { poisonRecords } from "./scenarios/poison-records.ts";
import { randomKills } from "./scenarios/random-kills.ts";
import { rebalances } from "./scenarios/rebalance.ts";

/** Where scenarios run. */
export interface ChaosPlace {
  /** One broker, Cassandra and Redis: whole and running before and after each scenario. */
  readonly engines: Engines;
  readonly folder: string;
}

/** Each thing that was seen, for people. */
export type Sights = readonly unknown[];

const faultMs = 60_000;
const sessionTimeoutMs = 6_000;

/** Every scenario at its full length, by name. Each throws if something did not hold. */
export const longForm: Readonly<Record<string, (place: ChaosPlace) => Promise<Sights>>> = {
  rebalances: (place) => {
    const settings = { log: { kafka: { sessionTimeoutMs } } };
    return withFleet(place, { aggregators: 1, settings }, async (fleet) => [
      await rebalances(fleet, { rounds: 5, frozenMs: faultMs }),
    ]);
  },
  outages: (place) =>
    withFleet(place, {}, async (fleet) => {
      const seen: unknown[] = [];
      for (const outage of repeated(2, outagesOf(place.engines))) {
        seen.push(await engineOutage(fleet, outage));
      }
      return seen;
    }),
  "leader-moves": async ({ folder }) => {
    const fleet = await openBrokersFleet(mkdtempSync(join(folder, "leaders-")));
    try {
      const seen: unknown[] = [];
      for (const [index, how] of repeated(3, ["killed", "frozen"] as const).entries()) {
        const move = { boxPrefix: `move-${index}-`, how, faultMs };
        seen.push(await leaderMove(fleet.processes, fleet.gateway, fleet.engines.brokers, move));
      }
      return seen;
    } finally {
      await fleet.close();
    }
  },
  "random-kills": (place) =>
    withFleet(place, {}, async (fleet) => [await randomKills(fleet, { kills: 200, seed: 4 })]),
  poison: (place) =>
    withFleet(place, {}, async (fleet) => [
      await poisonRecords(fleet, { boxId: "poisoned", records: 1_000 }),
    ]),
  "moving-box": (place) =>
    withFleet(place, {}, async (fleet) => [await movingCommands(fleet, { rounds: 60, seed: 1 })]),
  "lease-races": (place) =>
    withFleet(place, { apis: 2 }, async (fleet) => [
      await leaseRaces(fleet, { races: 10_000, devices: 40 }),
    ]),
  "lease-kills": (place) =>
    withFleet(place, { apis: 2 }, async (fleet) => {
      const frozen = { engine: place.engines.cassandra, forMs: 5_000 };
      return [await leaseKills(fleet, { rounds: 5, frozen })];
    }),
  "large-fleet": async ({ engines, folder }) => {
    const processes = processesOn(addressesOf(engines), mkdtempSync(join(folder, "large-")));
    return [await servesLargeFleet(processes, { devices: 50_000, devicesPerBox: 25 })];
  },
};

async function withFleet(
  { engines }: ChaosPlace,
  options: Omit<FleetOptions, "engines">,
  run: (fleet: Fleet) => Promise<Sights>,
): Promise<Sights> {
  const fleet = await openFleet({ engines: addressesOf(engines), ...options });
  try {
    return await run(fleet);
  } finally {
    await fleet.close();
  }
}

function outagesOf({ brokers, redis, cassandra }: Engines): readonly Outage[] {
  return (["frozen", "killed"] as const).flatMap((how) => [
    ...brokers.map((engine) => ({ engine, how, faultMs, dependency: "log" as const })),
    { engine: redis, how, faultMs, dependency: "view" },
    { engine: cassandra, how, faultMs, dependency: "history" },
  ]);
}

function repeated<T>(rounds: number, items: readonly T[]): readonly T[] {
  return Array.from({ length: rounds }, () => items).flat();
}
