import { isDeepStrictEqual } from "node:util";
import type { Clock, Logger } from "@rae/kit";
import { type JsonObject, RaeError } from "@rae/protocol";
import { type CareLists, stepsFor, wakesFirst } from "../../core/health/care-lists.ts";
import {
  type DeviceHealth,
  type HealthInput,
  nextDeviceHealth,
  shownHealth,
} from "../../core/health/device-health.ts";
import { healthAtStart, type StoredHealth, toStore } from "../../core/health/stored-health.ts";
import type { HealthStore } from "../../ports/store.ts";
import { type CareEnd, CareRun } from "./care-run.ts";
import type { CaredDevices } from "./cared-devices.ts";

export interface CareOptions {
  readonly devices: CaredDevices;
  readonly store: HealthStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

interface Waiter {
  readonly isOver: (health: DeviceHealth) => boolean;
  readonly resolve: () => void;
  readonly reject: (reason: RaeError) => void;
}

/** One device of the caretaker: its health, what is run on it, and who waits for that. */
export class CaredDevice {
  readonly #sessionId: string;
  readonly #options: CareOptions;
  readonly #waiters = new Set<Waiter>();
  #health: DeviceHealth;
  #stored: StoredHealth | undefined;
  /** Those that its health is of. */
  #lists: CareLists | undefined;
  #run: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;
  #cancelTimer = () => {};
  #isClosed = false;

  constructor(sessionId: string, options: CareOptions, stored: StoredHealth | undefined) {
    this.#sessionId = sessionId;
    this.#options = options;
    this.#stored = stored;
    this.#health = healthAtStart(stored, this.#shows("health.state"));
    this.#lists = options.devices.listsOf(sessionId);
  }

  get health(): DeviceHealth {
    return this.#health;
  }

  /** Whether what is due could be run now. */
  get canRun(): boolean {
    const presence = this.#options.devices.presenceOf(this.#sessionId);
    if (presence === "there") return true;
    if (presence === "away" || this.#health.due !== "clean") return false;
    return wakesFirst(this.#steps("cleanUp"));
  }

  /** What the session shows of its health, as a result. */
  get told(): JsonObject {
    return this.#shown ?? { state: "ready", reason: "" };
  }

  /** Runs what is due if it can be run now, by the lists as they are now. */
  look(): void {
    if (this.#isClosed) return;
    const lists = this.#options.devices.listsOf(this.#sessionId);
    const isOther = lists !== undefined && !isDeepStrictEqual(lists, this.#lists);
    if (isOther && this.#lists !== undefined) this.#begin({ kind: "doubt" });
    if (isOther) this.#lists = lists;
    this.#tend();
    this.#publish();
  }

  /** Takes what somebody wants of it, in place of what runs. */
  take(input: HealthInput): void {
    this.#begin(input);
    this.look();
  }

  /** Resolves when the health is as asked for. @throws the signal's reason, and that of `close`. */
  async until(isOver: (health: DeviceHealth) => boolean, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { isOver, resolve, reject };
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    this.#waiters.add(waiter);
    try {
      this.look();
      if (!isOver(this.#health)) await promise;
    } finally {
      this.#waiters.delete(waiter);
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** Ends what runs, and every wait with `reason`. */
  async close(reason: RaeError): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer();
    for (const { reject } of this.#waiters) reject(reason);
    const run = this.#run;
    this.#run = undefined;
    run?.stop.abort(reason);
    await run?.ended;
  }

  /** Another beginning, after which nothing counts that still runs. */
  #begin(input: HealthInput): void {
    const run = this.#run;
    this.#run = undefined;
    run?.stop.abort(new RaeError("interrupted", "something else is to be done to the device"));
    this.#change(input);
  }

  #tend(): void {
    this.#cancelTimer();
    const isLeased = this.#options.devices.isLeased(this.#sessionId);
    if (this.#run !== undefined || this.#lists === undefined || isLeased) return;
    this.#passOverEmpty();
    if (this.#health.due === "nothing") return;
    const { clock } = this.#options;
    const waitMs = this.#health.notBeforeMs - clock.monotonicMs();
    if (waitMs > 0) this.#cancelTimer = clock.schedule(waitMs, () => this.look());
    else if (this.canRun) this.#start();
  }

  #passOverEmpty(): void {
    if (this.#health.due === "clean" && this.#steps("cleanUp").length === 0) {
      this.#change({ kind: "cleaned" });
    }
    if (this.#health.due === "check" && this.#steps("check").length === 0) this.#pass();
  }

  #start(): void {
    const stop = new AbortController();
    const { logger } = this.#options;
    const sessionId = this.#sessionId;
    this.#change({ kind: "begun" });
    const ended = this.#care(stop.signal)
      .then((end) => {
        if (stop.signal.aborted) return;
        this.#run = undefined;
        this.#end(end);
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted) logger.error({ err: error, sessionId }, "health not stored");
      });
    this.#run = { stop, ended };
  }

  async #care(signal: AbortSignal): Promise<CareEnd> {
    // It may be called while it is still being decided whose the faces are.
    await Promise.resolve();
    const run = new CareRun(this.#sessionId, this.#options);
    return await run.within(async (end) => {
      if (this.#health.due === "clean") {
        const cleaned = await run.steps("cleanUp", this.#steps("cleanUp"), end);
        end.throwIfAborted();
        if (cleaned.kind !== "passed") return cleaned;
        this.#change({ kind: "cleaned" });
        this.#publish();
      }
      return await run.steps("check", this.#steps("check"), end);
    }, signal);
  }

  #end(end: CareEnd): void {
    const { clock, random, logger } = this.#options;
    if (end.kind === "passed") this.#pass();
    else this.#change({ ...end, at: { nowMs: clock.monotonicMs(), random: random() } });
    if ("reason" in end) {
      const { verdict, failures } = this.#health;
      const facts = { sessionId: this.#sessionId, reason: end.reason, verdict, failures };
      logger.warn(facts, "device not well, or gone, when it was cared for");
    }
    this.look();
  }

  #pass(): void {
    const lists = ["check", "cleanUp"] as const;
    const hadSteps = lists.some((list) => this.#steps(list).length > 0);
    this.#change({ kind: "passed", hadSteps });
  }

  #steps(list: keyof CareLists) {
    if (this.#lists === undefined) return [];
    const { devices } = this.#options;
    return stepsFor(this.#lists[list], (name) => devices.offers(this.#sessionId, name));
  }

  #change(input: HealthInput): void {
    this.#health = nextDeviceHealth(this.#health, input);
  }

  /** Writes what is news, and lets those go on that wait for it. */
  #publish(): void {
    const { devices, store } = this.#options;
    const sessionId = this.#sessionId;
    const stored = toStore(sessionId, this.#health);
    if (!isDeepStrictEqual(stored, this.#stored)) {
      this.#stored = stored;
      if (stored === undefined) store.delete(sessionId);
      else store.put(stored);
    }
    const shown = this.#shown;
    if (shown !== undefined && !this.#isShown(shown)) {
      const { state, reason } = shown;
      // Since when it has been so does not change with the reason.
      const isNew = this.#shows("health.state") !== state;
      const set = {
        ...(isNew ? { "health.state": state } : {}),
        ...(reason === "" ? {} : { "health.reason": reason }),
      };
      devices.show(sessionId, { set, remove: reason === "" ? ["health.reason"] : [] });
    }
    for (const { isOver, resolve } of this.#waiters) if (isOver(this.#health)) resolve();
  }

  get #shown() {
    const shown = shownHealth(this.#health);
    const { verdict, running } = this.#health;
    if (shown === undefined || verdict !== "unknown" || running !== "nothing") return shown;
    return this.canRun ? shown : { ...shown, reason: this.#whyWaiting };
  }

  get #whyWaiting(): string {
    const isAsleep = this.#options.devices.presenceOf(this.#sessionId) === "asleep";
    return isAsleep
      ? "it sleeps and is not woken by its clean-up: that begins when it is awake"
      : "it is away: this begins when it is back";
  }

  #isShown({ state, reason }: { readonly state: string; readonly reason: string }): boolean {
    return this.#shows("health.state") === state && (this.#shows("health.reason") ?? "") === reason;
  }

  #shows(name: string) {
    return this.#options.devices.attributes(this.#sessionId)?.[name]?.value;
  }
}
