import assert from "node:assert/strict";
import { eventually } from "@rae/kit/testing";
import { DrivenDevices } from "../driven-devices.ts";
import type { Fleet } from "../fleet.ts";
import { LeaseHolder, type ShownLease } from "../lease-holder.ts";

export interface LeaseRaces {
  readonly races: number;
  /** Raced for side by side. */
  readonly devices: number;
}

export interface LeaseRacesSeen {
  readonly races: number;
  /** Races that one of the two won; in the others each kept the other from it. */
  readonly won: number;
  readonly wonByApi: readonly number[];
  /** What the others were told, by code. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Key presses that devices did under a lease. */
  readonly driven: number;
}

const boxes = 4;
const freeMs = 60_000;

/**
 * Two holders at two apis ask for one device at the same moment, again and again; who gets it drives it and gives it back. Never is it
 * granted to both, and no device obeys another than the one that it was granted to.
 */
export async function leaseRaces(
  fleet: Fleet,
  { races, devices }: LeaseRaces,
): Promise<LeaseRacesSeen> {
  const driven = new DrivenDevices();
  const load = await fleet.load({
    ...{ boxes, devicesPerBox: Math.ceil(devices / boxes), rate: 0.1 },
    onObeyed: (command) => driven.note(command),
  });
  const contenders = fleet.apis.map(
    ({ url }, index) => new LeaseHolder(url, fleet.processes.token, `racer-${index + 1}`),
  );
  const wonByApi = contenders.map(() => 0);
  const faults: string[] = [];
  const refusals = new Map<string, number>();
  let won = 0;
  const race = async (sessionId: string) => {
    await Promise.all(contenders.map((each) => becomesFree(each, sessionId)));
    const leases = await Promise.all(
      contenders.map((each) => contend(each, sessionId, faults, refusals)),
    );
    const granted = leases.filter((lease) => lease !== undefined);
    if (granted.length > 1) faults.push(`both were granted: ${JSON.stringify(granted)}`);
    if (granted.length > 0) won += 1;
    for (const [index, lease] of leases.entries()) {
      if (lease === undefined) continue;
      wonByApi[index] = (wonByApi[index] ?? 0) + 1;
      await contenders[index]?.release(lease.id);
    }
  };
  const sessionIds = load.sessions().map(({ sessionId }) => sessionId);
  let left = races;
  await Promise.all(
    sessionIds.map(async (sessionId) => {
      while (left > 0) {
        left -= 1;
        await race(sessionId);
      }
    }),
  );
  await load.close();
  assert.deepEqual([...faults, ...driven.faults].slice(0, 10), []);
  const told = Object.fromEntries(refusals);
  const each = `won by api: ${wonByApi}; refused: ${JSON.stringify(told)}`;
  assert.ok(
    wonByApi.every((count) => count > 0),
    each,
  );
  return { races, won, wonByApi, refusals: told, driven: driven.count };
}

/** Undefined if it was not granted. A device that does not obey its holder is a fault. */
async function contend(
  holder: LeaseHolder,
  sessionId: string,
  faults: string[],
  refusals: Map<string, number>,
): Promise<ShownLease | undefined> {
  const { lease, code = lease?.state ?? "" } = await holder.ask([sessionId], { waitMs: 0 });
  if (lease?.state !== "granted") {
    refusals.set(code, (refusals.get(code) ?? 0) + 1);
    return undefined;
  }
  const pressed = await holder.press(sessionId, lease.id);
  if (pressed !== "succeeded") faults.push(`${sessionId} did not obey ${lease.id}: ${pressed}`);
  return lease;
}

async function becomesFree(holder: LeaseHolder, sessionId: string): Promise<void> {
  await eventually(
    async () => {
      const state = await holder.availability(sessionId);
      if (state !== "available") throw new Error(`${sessionId} is ${state}`);
    },
    { timeoutMs: freeMs, intervalMs: 100 },
  );
}
