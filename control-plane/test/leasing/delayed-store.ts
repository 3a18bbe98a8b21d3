import type { LeaseClaim, LeaseLeader, LeaseStore } from "../../src/ports/lease-store.ts";

/** A store whose calls take some turns before and after they take effect, so that those of several processes mix. */
export class DelayedStore implements LeaseStore {
  readonly #store: LeaseStore;
  readonly #turns: () => number;
  readonly #turn: () => Promise<unknown>;
  readonly replaceAndClaim?: NonNullable<LeaseStore["replaceAndClaim"]>;

  constructor(store: LeaseStore, turns: () => number, turn: () => Promise<unknown>) {
    this.#store = store;
    this.#turns = turns;
    this.#turn = turn;
    const replaceAndClaim = store.replaceAndClaim?.bind(store);
    if (replaceAndClaim === undefined) return;
    this.replaceAndClaim = (...args) => this.#late(() => replaceAndClaim(...args));
  }

  read(leaseId: string) {
    return this.#late(() => this.#store.read(leaseId));
  }

  replace(next: Parameters<LeaseStore["replace"]>[0]): Promise<boolean> {
    return this.#late(() => this.#store.replace(next));
  }

  readClaim(sessionId: string): Promise<LeaseClaim | undefined> {
    return this.#late(() => this.#store.readClaim(sessionId));
  }

  claim(sessionId: string, afterToken: number, leaseId: string): Promise<number | undefined> {
    return this.#late(() => this.#store.claim(sessionId, afterToken, leaseId));
  }

  open(signal: AbortSignal) {
    return this.#store.open(signal);
  }

  settled(leaseId: string): Promise<void> {
    return this.#late(() => this.#store.settled(leaseId));
  }

  readLeader(): Promise<LeaseLeader> {
    return this.#late(() => this.#store.readLeader());
  }

  replaceLeader(next: LeaseLeader): Promise<boolean> {
    return this.#late(() => this.#store.replaceLeader(next));
  }

  probe(): Promise<void> {
    return this.#late(() => this.#store.probe());
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #late<T>(call: () => Promise<T>): Promise<T> {
    await this.#wait();
    const answer = await call();
    await this.#wait();
    return answer;
  }

  async #wait(): Promise<void> {
    for (let turn = this.#turns(); turn > 0; turn -= 1) await this.#turn();
  }
}
