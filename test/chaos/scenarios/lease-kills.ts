import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { sleep, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import type { Engine } from "../../harness/engines.ts";
import type { Restartable } from "../../harness/programs.ts";
import { DrivenDevices } from "../driven-devices.ts";
import { becomesReady, type Fleet } from "../fleet.ts";
import { firstAnswer, LeaseHolder, type ShownLease } from "../lease-holder.ts";
import { openMovingBox } from "../moving-box.ts";

export interface LeaseKills {
  /** In each, every process is killed once. */
  readonly rounds: number;
  /** Frozen in each round, if there is one of our own, for so long. */
  readonly frozen?: { readonly engine: Engine; readonly forMs: number };
}

export interface LeaseKillsSeen {
  readonly kills: number;
  /** Pairs of devices that were granted while processes were killed. */
  readonly granted: number;
  /** The longest that the pair was free and wanted, and granted to nobody, by what was killed or frozen last when it ended; in milliseconds. */
  readonly longestGapMs: Readonly<Record<string, number>>;
  readonly driven: number;
  /** How long after a disturbance the device of a running lease obeyed its holder again, at most. */
  readonly longestSilenceMs: number;
}

type Victim = Pick<Restartable, "crash" | "start">;

const keepMs = 60_000;
const renewEveryMs = 3_000;
const pairMs = 10_000;
const waitMs = 120_000;
const pauseMs = 1_500;
const againMs = 60_000;

/**
 * Every process is killed while leases are held: one lease that is renewed all the time, of a virtual device and of one behind a real
 * agent, and two holders that want the same two devices in either order. No device obeys two, the one lease stays, and the two go on.
 */
export async function leaseKills(
  fleet: Fleet,
  { rounds, frozen }: LeaseKills,
): Promise<LeaseKillsSeen> {
  const driven = new DrivenDevices();
  const load = await fleet.load({
    ...{ boxes: 2, devicesPerBox: 2, rate: 1 },
    onObeyed: (command) => driven.note(command),
  });
  const box = await openMovingBox(fleet, "leased-box", 1);
  const stop = new AbortController();
  try {
    const [kept = "", , one = "", two = ""] = load.sessions().map(({ sessionId }) => sessionId);
    const [roku = ""] = box.sessionIds;
    const keeper = new Keeper(holdersOf(fleet, "keeper"), [kept, roku]);
    await keeper.acquire();
    const gap = new Gap();
    const pairs = [
      new PairHolder(holdersOf(fleet, "one-two"), [one, two], gap),
      new PairHolder(holdersOf(fleet, "two-one"), [two, one], gap),
    ];
    const running = Promise.all([keeper, ...pairs].map((each) => each.run(stop.signal)));
    const agent: Victim = { crash: () => box.crashAgent(), start: () => box.startAgent() };
    const victims: readonly (readonly [string, Victim])[] = [
      ...fleet.apis.map((api) => ["api", api] as const),
      ...fleet.gateways.map((gateway) => ["gateway", gateway] as const),
      ...fleet.aggregators.map((aggregator) => ["aggregator", aggregator] as const),
      ["agent", agent],
    ];
    let kills = 0;
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, victim] of victims) {
        gap.during = name;
        await victim.crash();
        kills += 1;
        await sleep(systemClock, pauseMs);
        await victim.start();
        await keeper.obeyedAgain();
      }
      if (frozen === undefined) continue;
      gap.during = `${frozen.engine.name} frozen`;
      await frozen.engine.kill("SIGSTOP");
      await sleep(systemClock, frozen.forMs);
      await frozen.engine.kill("SIGCONT");
      await keeper.obeyedAgain();
    }
    await Promise.all(
      [...fleet.gateways, ...fleet.aggregators, ...fleet.apis].map((each) => becomesReady(each)),
    );
    const before = pairs.map(({ granted }) => granted);
    await eventually(
      async () => {
        const goOn = pairs.every(({ granted }, index) => granted > (before[index] ?? 0));
        if (!goOn) throw new Error("one of the two is not granted its pair any more");
      },
      { timeoutMs: againMs, intervalMs: 100 },
    );
    stop.abort();
    await running;
    const faults = [keeper, ...pairs].flatMap((each) => each.faults);
    assert.deepEqual([...faults, ...driven.faults].slice(0, 10), []);
    return {
      kills,
      granted: pairs.reduce((sum, { granted }) => sum + granted, 0),
      longestGapMs: gap.longestMs,
      driven: driven.count,
      longestSilenceMs: Math.round(keeper.longestSilenceMs),
    };
  } finally {
    stop.abort();
    await box.close();
    await load.close();
  }
}

function holdersOf({ apis, processes }: Fleet, name: string): readonly LeaseHolder[] {
  return apis.map(({ url }) => new LeaseHolder(url, processes.token, name));
}

/** Keeps one lease, by whichever api answers. */
class Keeper {
  readonly faults: string[] = [];
  longestSilenceMs = 0;
  readonly #holders: readonly LeaseHolder[];
  readonly #devices: readonly string[];
  #leaseId = "";

  constructor(holders: readonly LeaseHolder[], devices: readonly string[]) {
    this.#holders = holders;
    this.#devices = devices;
  }

  async acquire(): Promise<void> {
    const wish = { waitMs, ttlMs: keepMs, idempotencyKey: randomUUID() };
    this.#leaseId = await eventually(
      async () => {
        const { lease, code } = await firstAnswer(this.#holders, (each) =>
          each.ask(this.#devices, wish),
        );
        if (lease?.state !== "granted") throw new Error(`the lease is ${lease?.state ?? code}`);
        return lease.id;
      },
      { timeoutMs: waitMs, intervalMs: 500 },
    );
  }

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const lease = await firstAnswer(this.#holders, (each) => each.renew(this.#leaseId)).catch(
        () => undefined,
      );
      if (lease?.state === "ended") this.faults.push(`it was lost: ${JSON.stringify(lease)}`);
      await sleep(systemClock, renewEveryMs, stop).catch(() => {});
    }
  }

  /** Resolves when all its devices have obeyed it. */
  async obeyedAgain(): Promise<void> {
    const beganMs = performance.now();
    for (const device of this.#devices) {
      await eventually(
        async () => {
          const pressed = await firstAnswer(this.#holders, (each) =>
            each.press(device, this.#leaseId),
          );
          if (pressed !== "succeeded") throw new Error(`${device} does not obey: ${pressed}`);
        },
        { timeoutMs: againMs, intervalMs: 200 },
      );
    }
    this.longestSilenceMs = Math.max(this.longestSilenceMs, performance.now() - beganMs);
  }
}

/** Between one's release and the next one's grant. */
class Gap {
  readonly longestMs: Record<string, number> = {};
  during = "nothing";
  #sinceMs = performance.now();

  begins(): void {
    this.#sinceMs = performance.now();
  }

  /** Somebody was granted what he has asked for since then. */
  ends(askedMs: number): void {
    const gapMs = Math.round(performance.now() - Math.max(askedMs, this.#sinceMs));
    this.longestMs[this.during] = Math.max(this.longestMs[this.during] ?? 0, gapMs);
  }
}

/** Leases the same two devices again and again, for as long as it takes to press a key of each. */
class PairHolder {
  readonly faults: string[] = [];
  granted = 0;
  readonly #holders: readonly LeaseHolder[];
  readonly #devices: readonly string[];
  readonly #gap: Gap;

  constructor(holders: readonly LeaseHolder[], devices: readonly string[], gap: Gap) {
    this.#holders = holders;
    this.#devices = devices;
    this.#gap = gap;
  }

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const beganMs = performance.now();
      const lease = await this.#acquire(stop);
      if (lease === undefined) continue;
      this.#gap.ends(beganMs);
      this.granted += 1;
      for (const device of this.#devices) {
        await firstAnswer(this.#holders, (each) => each.press(device, lease.id)).catch(() => {});
      }
      await firstAnswer(this.#holders, (each) => each.release(lease.id)).catch(() => {});
      this.#gap.begins();
    }
  }

  /** Undefined if it is to stop, or waited in vain, which is a fault. */
  async #acquire(stop: AbortSignal): Promise<ShownLease | undefined> {
    const wish = { waitMs, ttlMs: pairMs, idempotencyKey: randomUUID() };
    while (!stop.aborted) {
      const { lease } = await firstAnswer(this.#holders, (each) =>
        each.ask(this.#devices, wish),
      ).catch(() => ({ lease: undefined }));
      if (lease?.state === "granted") return lease;
      if (lease?.state === "ended") {
        if (lease.ended?.reason === "timed-out") this.faults.push(`waited in vain: ${lease.id}`);
        return undefined;
      }
      await sleep(systemClock, 50, stop).catch(() => {});
    }
    return undefined;
  }
}
