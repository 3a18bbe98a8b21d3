import { type Clock, silentLogger } from "@rae/kit";
import type { Lease } from "@rae/protocol";
import { Leasing } from "../../src/leasing/leasing.ts";
import type { LeaseStore } from "../../src/ports/lease-store.ts";
import { FakeAgents } from "./fake-agents.ts";
import { device, never, newLease } from "./leasing-lab.ts";

export interface RacesReport {
  readonly won: number;
  /** Races that both won. */
  readonly lostByNone: number;
  /** What devices obeyed and should not have, in words. */
  readonly faults: readonly string[];
}

interface Contender {
  readonly name: string;
  readonly leasing: Leasing;
  lease: Lease;
}

/**
 * So many races of two processes for one device each time, on `devices` devices at once. Who got it drives it, who did not tries to, and
 * the device notes whom it obeyed under which token.
 */
export async function runRaces(
  stores: readonly [LeaseStore, LeaseStore],
  clock: Clock,
  { races, devices }: { readonly races: number; readonly devices: number },
): Promise<RacesReport> {
  const agents = new FakeAgents(() => clock.nowMs());
  const leasings = stores.map(
    (store, index) =>
      new Leasing({ store, parties: agents, clock, logger: silentLogger, by: `process ${index}` }),
  );
  const counts = { won: 0, lostByNone: 0 };
  const onDevice = async (sessionId: string) => {
    const contenders = await Promise.all(
      leasings.map((leasing, index) => newContender(leasing, `${sessionId}-${index}`)),
    );
    for (let race = 0; race < races / devices; race += 1) {
      const winners = await raceFor(sessionId, contenders, agents);
      if (winners.length > 0) counts.won += 1;
      if (winners.length > 1) counts.lostByNone += 1;
      for (const winner of winners) await replaceLease(winner, race);
    }
  };
  await Promise.all(Array.from({ length: devices }, (_, index) => onDevice(`d${index}`)));
  return { ...counts, faults: agents.faults() };
}

async function newContender(leasing: Leasing, name: string): Promise<Contender> {
  return { name, leasing, lease: await leasing.ask(newLease(`${name}-first`)) };
}

async function raceFor(
  sessionId: string,
  contenders: readonly Contender[],
  agents: FakeAgents,
): Promise<readonly Contender[]> {
  const won: Contender[] = [];
  await Promise.all(
    contenders.map(async (contender) => {
      const { lease, granted } = await contender.leasing.attempt(
        contender.lease,
        [device(sessionId)],
        never,
      );
      contender.lease = lease;
      if (granted) won.push(contender);
    }),
  );
  for (const { lease } of [...contenders, ...contenders]) agents.drive(lease);
  return won;
}

async function replaceLease(winner: Contender, race: number): Promise<void> {
  const { leasing, lease, name } = winner;
  await leasing.end(lease.leaseId, { reason: "released", by: "admin", detail: "" });
  winner.lease = await leasing.ask(newLease(`${name}-${race}`));
}
