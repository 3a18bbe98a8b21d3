import { RaeError } from "@rae/protocol";
import type { LeaseClaim, LeaseLeader, LeaseStore } from "../../src/ports/lease-store.ts";

/**
 * What happens to a call: it is made; it fails before or after it took effect; the process stands still before or after it, for ever
 * or until `resume`.
 */
export type Fate =
  | "made"
  | "not-made"
  | "answer-lost"
  | "killed-before"
  | "killed-after"
  | "held-before"
  | "held-after";

/** A store as one process sees it, whose calls meet the fates that `fateOf` says: by their number and whether they write. */
export class ShakenStore implements LeaseStore {
  readonly #store: LeaseStore;
  readonly #fateOf: (step: number, writes: boolean) => Fate;
  #steps = 0;
  #isKilled = false;
  readonly #resumed = Promise.withResolvers<void>();
  readonly #killed = Promise.withResolvers<void>();
  readonly replaceAndClaim?: NonNullable<LeaseStore["replaceAndClaim"]>;

  constructor(store: LeaseStore, fateOf: (step: number, writes: boolean) => Fate) {
    this.#store = store;
    this.#fateOf = fateOf;
    const replaceAndClaim = store.replaceAndClaim?.bind(store);
    if (replaceAndClaim === undefined) return;
    this.replaceAndClaim = (...args) => this.#call(true, () => replaceAndClaim(...args));
  }

  /** Calls so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Resolves when it stands still. */
  get killed(): Promise<void> {
    return this.#killed.promise;
  }

  /** Calls that were held go on. */
  resume(): void {
    this.#resumed.resolve();
  }

  get isKilled(): boolean {
    return this.#isKilled;
  }

  read(leaseId: string) {
    return this.#call(false, () => this.#store.read(leaseId));
  }

  replace(next: Parameters<LeaseStore["replace"]>[0]): Promise<boolean> {
    return this.#call(true, () => this.#store.replace(next));
  }

  readClaim(sessionId: string): Promise<LeaseClaim | undefined> {
    return this.#call(false, () => this.#store.readClaim(sessionId));
  }

  claim(sessionId: string, afterToken: number, leaseId: string): Promise<number | undefined> {
    return this.#call(true, () => this.#store.claim(sessionId, afterToken, leaseId));
  }

  open(signal: AbortSignal) {
    return this.#store.open(signal);
  }

  settled(leaseId: string): Promise<void> {
    return this.#call(true, () => this.#store.settled(leaseId));
  }

  readLeader(): Promise<LeaseLeader> {
    return this.#call(false, () => this.#store.readLeader());
  }

  replaceLeader(next: LeaseLeader): Promise<boolean> {
    return this.#call(true, () => this.#store.replaceLeader(next));
  }

  probe(): Promise<void> {
    return this.#call(true, () => this.#store.probe());
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #call<T>(writes: boolean, call: () => Promise<T>): Promise<T> {
    this.#steps += 1;
    const fate = this.#isKilled ? "killed-before" : this.#fateOf(this.#steps, writes);
    if (fate === "not-made") throw away();
    if (fate === "killed-before") return this.#stop();
    if (fate === "held-before") await this.#resumed.promise;
    const answer = await call();
    if (fate === "held-after") await this.#resumed.promise;
    if (fate === "answer-lost") throw away();
    return fate === "killed-after" ? this.#stop() : answer;
  }

  #stop(): Promise<never> {
    this.#isKilled = true;
    this.#killed.resolve();
    return new Promise(() => {});
  }
}

function away(): RaeError {
  return new RaeError("lease-store-unavailable", "the store is away");
}
