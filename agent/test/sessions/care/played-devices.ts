import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { type Attributes, type ErrorCode, type JsonObject, RaeError } from "@rae/protocol";
import { careLists } from "../../../src/core/health/care-lists.ts";
import type { StoredHealth } from "../../../src/core/health/stored-health.ts";
import type { AttributeUpdate } from "../../../src/core/sessions/connection-state.ts";
import type { HealthStore } from "../../../src/ports/store.ts";
import type { CaredDevices } from "../../../src/sessions/care/cared-devices.ts";
import { Caretaker } from "../../../src/sessions/care/caretaker.ts";
import type { DeviceAction } from "../../../src/sessions/command-lanes.ts";
import { care } from "./cared-box.ts";

/** A store that outlives the caretakers that use it. */
export class KeptHealth implements HealthStore {
  readonly rows = new Map<string, StoredHealth>();

  all(): StoredHealth[] {
    return [...this.rows.values()];
  }
  put(health: StoredHealth): void {
    this.rows.set(health.sessionId, health);
  }
  delete(sessionId: string): void {
    this.rows.delete(sessionId);
  }
}

/** One device, `s1`, that a test plays, and a caretaker of it that can be killed and started anew. */
export class PlayedDevices implements CaredDevices {
  readonly clock = new ManualClock();
  readonly store = new KeptHealth();
  readonly ran: string[] = [];
  /** Every `health.state` that was shown. */
  readonly shown: unknown[] = [];
  presence: "there" | "asleep" | "away" = "there";
  leased = false;
  lists = careLists(care, []);
  readonly #answers = new Map<string, () => Promise<JsonObject>>();
  #attributes: Attributes = {};
  #caretaker: Caretaker;

  constructor() {
    this.#caretaker = this.#open();
  }

  get caretaker(): Caretaker {
    return this.#caretaker;
  }

  /** Forgets the caretaker as a crash does, and opens another. */
  async restart(): Promise<void> {
    const before = this.#caretaker;
    const rows = new Map(this.store.rows);
    this.#caretaker = this.#open();
    await before.close();
    for (const row of rows.values()) this.store.put(row);
    this.#caretaker.look("s1");
    await this.clock.advance(0);
  }

  answering(name: string, answer: () => Promise<JsonObject>): void {
    this.#answers.set(name, answer);
  }

  failing(name: string, code: ErrorCode): void {
    this.answering(name, async () => {
      throw new RaeError(code, "so it says");
    });
  }

  well(name: string): void {
    this.#answers.delete(name);
  }

  get reason(): unknown {
    return this.#attributes["health.reason"]?.value;
  }

  /** What a wait for the device comes to, as far as it has come. */
  follow(wait: Promise<unknown>): { readonly state: string } {
    const seen = { state: "waits" };
    wait.then(
      () => {
        seen.state = "ready";
      },
      (error: unknown) => {
        seen.state = error instanceof RaeError ? error.code : String(error);
      },
    );
    return seen;
  }

  attributes(sessionId: string): Attributes | undefined {
    return sessionId === "s1" ? this.#attributes : undefined;
  }
  presenceOf(): "there" | "asleep" | "away" {
    return this.presence;
  }
  listsOf() {
    return this.lists;
  }
  offers(): boolean {
    return true;
  }
  isLeased(): boolean {
    return this.leased;
  }

  async run({ capability, command }: DeviceAction, signal: AbortSignal): Promise<JsonObject> {
    const name = `${capability}.${command}`;
    this.ran.push(name);
    const { promise, reject } = Promise.withResolvers<never>();
    signal.addEventListener("abort", () => reject(signal.reason));
    const answer = this.#answers.get(name)?.() ?? Promise.resolve({ state: "on" });
    return await Promise.race([answer, promise]);
  }

  show(_sessionId: string, { set, remove }: AttributeUpdate): void {
    const kept = Object.entries(this.#attributes).filter(([name]) => !remove.includes(name));
    const observedAtMs = this.clock.nowMs();
    const news = Object.entries(set).map(([name, value]) => [name, { value, observedAtMs }]);
    this.#attributes = Object.fromEntries([...kept, ...news]);
    if (set["health.state"] !== undefined) this.shown.push(set["health.state"]);
  }

  #open(): Caretaker {
    const { clock, store } = this;
    return new Caretaker({ devices: this, store, clock, logger: silentLogger, random: () => 0 });
  }
}
