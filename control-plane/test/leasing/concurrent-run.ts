import { type Clock, silentLogger } from "@rae/kit";
import type { Lease } from "@rae/protocol";
import { Leasing } from "../../src/leasing/leasing.ts";
import type { LeaseStore } from "../../src/ports/lease-store.ts";
import { FakeAgents } from "./fake-agents.ts";
import { isLinearizable } from "./history-checker.ts";
import { type HolderAction, type HolderOperation, holderModel } from "./holder-model.ts";
import { leaseFaults } from "./lease-faults.ts";
import { device, never, newLease } from "./leasing-lab.ts";
import { type Fate, ShakenStore } from "./shaken-store.ts";

const sessionIds = ["d1", "d2", "d3"];
const ttlMs = 60_000;

export interface RunOptions {
  /** One for each process; the last one is not shaken, and looks after what the others leave. */
  readonly stores: readonly LeaseStore[];
  readonly clock: Clock;
  readonly random: () => number;
  /** Actions of each contender. */
  readonly actions: number;
  /** Which share of the calls kills its process. */
  readonly killing: number;
  /** Lets time pass that no call takes: 62 s end every lease that is not renewed. */
  readonly pass: (ms: number) => Promise<void>;
}

export interface RunReport {
  /** Everything that must not be, in words. */
  readonly faults: readonly string[];
  readonly granted: number;
  readonly killed: number;
}

/**
 * Contenders in several processes that acquire pairs of devices, renew, drive and release, while calls fail and processes stand still
 * in the middle; then a look whether what they saw of each device has an order.
 */
export class ConcurrentRun {
  readonly #options: RunOptions;
  readonly #agents: FakeAgents;
  readonly #operations = new Map<string, HolderOperation[]>(
    sessionIds.map((sessionId) => [sessionId, []]),
  );
  readonly #leaseIds: string[] = [];
  #tick = 0;
  #granted = 0;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#agents = new FakeAgents(() => options.clock.nowMs());
  }

  async run(): Promise<RunReport> {
    const { stores, pass } = this.#options;
    const shaken = stores.slice(0, -1).map((store) => new ShakenStore(store, () => this.#fate()));
    const [last] = stores.slice(-1);
    if (last === undefined) throw new Error("a run needs stores");
    const contending = shaken.flatMap((store, index) =>
      [0, 1].map((number) => this.#contend(store, `p${index}c${number}`)),
    );
    await Promise.all(contending);
    const faults = await leaseFaults(last, this.#leaseIds, sessionIds);
    await pass(ttlMs + 2_000);
    const acquired = await this.#afterwards(last);
    return {
      faults: [...faults, ...acquired, ...this.#agents.faults(), ...this.#orderFaults()],
      granted: this.#granted,
      killed: shaken.filter(({ isKilled }) => isKilled).length,
    };
  }

  #fate(): Fate {
    const { random, killing } = this.#options;
    if (random() < killing) return random() < 0.5 ? "killed-before" : "killed-after";
    const drawn = random();
    if (drawn < 0.04) return "answer-lost";
    return drawn < 0.06 ? "not-made" : "made";
  }

  /** Resolves when its actions are done, or its process stands still. */
  async #contend(store: ShakenStore, name: string): Promise<void> {
    const { clock, actions, random } = this.#options;
    const parties = this.#agents;
    const leasing = new Leasing({ store, parties, clock, logger: silentLogger, by: name });
    for (let number = 0; number < actions; number += 1) {
      const leaseId = `${name}-${number}`;
      this.#leaseIds.push(leaseId);
      const wanted = sessionIds.filter(() => random() < 0.5);
      const acting = this.#holdOnce(leasing, leaseId, wanted.length > 0 ? wanted : ["d1"]);
      await Promise.race([acting.catch(() => {}), store.killed]);
      if (store.isKilled) return;
    }
  }

  async #holdOnce(leasing: Leasing, leaseId: string, wanted: readonly string[]): Promise<void> {
    const { random } = this.#options;
    const order = newLease(leaseId, { ttlMs });
    const asked = random() < 0.5 ? await leasing.ask(order) : undefined;
    const lease = await this.#noted(wanted, { leaseId, kind: "acquire" }, async () => {
      const devices = wanted.map(device);
      const { granted, lease } = await (asked === undefined
        ? leasing.take(order, devices, never)
        : leasing.attempt(asked, devices, never));
      return granted ? lease : undefined;
    });
    if (lease === undefined) return;
    this.#granted += 1;
    this.#agents.drive(lease);
    if (random() < 0.5) {
      await this.#noted(wanted, { leaseId, kind: "renew" }, () => leasing.renew(leaseId, ttlMs));
      this.#agents.drive(lease);
    }
    await this.#noted(wanted, { leaseId, kind: "release" }, async () => {
      const ended = await leasing.end(leaseId, { reason: "released", by: "admin", detail: "" });
      return ended.ended?.reason === "released" ? ended : undefined;
    });
    await this.#noted(wanted, { leaseId, kind: "found-over" }, () =>
      leasing.renew(leaseId, ttlMs).then(
        () => undefined,
        (error: unknown) => (isLost(error) ? error : undefined),
      ),
    );
  }

  /** Notes an operation on each device: answered if it resolves to something; else it may have taken effect, or may yet do. */
  async #noted<T extends Lease | unknown>(
    devices: readonly string[],
    action: HolderAction,
    call: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const calledAt = this.#next();
    const notes = devices.map((sessionId) => {
      const note = { calledAt, answeredAt: undefined as number | undefined, action };
      this.#operations.get(sessionId)?.push(note);
      return note;
    });
    const answer = await call();
    if (answer === undefined) return undefined;
    const answeredAt = this.#next();
    for (const note of notes) note.answeredAt = answeredAt;
    return answer;
  }

  /** When all leases are over, another process gets all devices at once, whatever was left. */
  async #afterwards(store: LeaseStore): Promise<readonly string[]> {
    const { clock } = this.#options;
    const calledAt = this.#next();
    for (const leaseId of this.#leaseIds) {
      const lapse: HolderOperation = {
        ...{ calledAt, answeredAt: undefined, action: { leaseId, kind: "lapse" } },
      };
      for (const sessionId of sessionIds) this.#operations.get(sessionId)?.push(lapse);
    }
    const parties = this.#agents;
    const leasing = new Leasing({ store, parties, clock, logger: silentLogger, by: "last" });
    const asked = await leasing.ask(newLease("last", { ttlMs }));
    const lease = await this.#noted(sessionIds, { leaseId: "last", kind: "acquire" }, async () => {
      const { granted, lease } = await leasing.attempt(asked, sessionIds.map(device), never);
      return granted ? lease : undefined;
    });
    if (lease !== undefined && this.#agents.drive(lease)) return [];
    return ["the devices could not be had when all leases were over"];
  }

  #orderFaults(): readonly string[] {
    return sessionIds.flatMap((sessionId) => {
      const operations = this.#operations.get(sessionId) ?? [];
      if (isLinearizable(usefulOf(operations), holderModel)) return [];
      return [`${sessionId} has no order: ${JSON.stringify(operations)}`];
    });
  }

  #next(): number {
    this.#tick += 1;
    return this.#tick;
  }
}

/** Without what cannot change whether there is an order: the search is over fewer. */
function usefulOf(operations: readonly HolderOperation[]): readonly HolderOperation[] {
  const acquired = new Set(
    operations.filter(({ action }) => action.kind === "acquire").map((each) => each.action.leaseId),
  );
  return operations.filter(({ answeredAt, action }) => {
    if (answeredAt !== undefined) return true;
    if (action.kind === "renew" || action.kind === "found-over") return false;
    return acquired.has(action.leaseId);
  });
}

function isLost(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "lease-lost";
}

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
