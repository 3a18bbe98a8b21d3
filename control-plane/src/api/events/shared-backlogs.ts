import { setImmediate } from "node:timers/promises";
import type { Clock } from "@rae/kit";
import { toRaeError } from "@rae/protocol";
import type { ViewPosition } from "../../ports/fleet-view.ts";

/** Who comes within this time of the end of a reading is served with it. */
const keptMs = 10_000;

export interface SharedBacklogsOptions<Backlog> {
  readonly clock: Clock;
  /** Reads everything from a position on. */
  readonly read: (position: ViewPosition) => Promise<Backlog>;
  /** Whether who was told everything up to `reached` knows what is before `position`. @throws RaeError `bad-cursor`. */
  readonly covers: (reached: ViewPosition, position: ViewPosition) => boolean;
}

interface Waiter<Backlog> {
  readonly position: ViewPosition;
  readonly resolve: (backlog: Backlog) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads for many what each would read for itself, and keeps it for a while for those who come a little later.
 *
 * INVARIANTS: one reading is under way at a time, from a position that is not behind any of those whom it serves; who waits longer than for
 * one reading waits for another position than theirs.
 */
export class SharedBacklogs<Backlog> {
  readonly #options: SharedBacklogsOptions<Backlog>;
  #waiting: Waiter<Backlog>[] = [];
  #kept: { readonly position: ViewPosition; readonly backlog: Backlog } | undefined;
  #cancelForgetting = () => {};
  #isReading = false;

  constructor(options: SharedBacklogsOptions<Backlog>) {
    this.#options = options;
  }

  /** A reading from `position`, or from one before it. @throws what `read` throws for `position`. */
  async read(position: ViewPosition): Promise<Backlog> {
    const kept = this.#kept;
    if (kept !== undefined && this.#serves(kept.position, position)) return kept.backlog;
    const { promise, resolve, reject } = Promise.withResolvers<Backlog>();
    this.#waiting.push({ position, resolve, reject });
    if (!this.#isReading) void this.#run();
    return await promise;
  }

  /** What was read is not kept any longer. */
  forget(): void {
    this.#cancelForgetting();
    this.#kept = undefined;
  }

  async #run(): Promise<void> {
    this.#isReading = true;
    // Who comes back at once is served at once.
    await setImmediate();
    while (this.#waiting.length > 0) {
      const oldest = this.#oldest();
      if (oldest !== undefined) await this.#serve(oldest);
    }
    this.#isReading = false;
  }

  async #serve(oldest: ViewPosition): Promise<void> {
    try {
      const backlog = await this.#options.read(oldest);
      this.#keep(oldest, backlog);
      for (const { resolve } of this.#take(oldest)) resolve(backlog);
    } catch (error) {
      // A position that is no longer kept says nothing about later ones.
      const isTooOld = toRaeError(error).code === "bad-cursor";
      const isConcerned = isTooOld ? (position: ViewPosition) => position === oldest : undefined;
      for (const { reject } of this.#take(oldest, isConcerned)) reject(error);
    }
  }

  #keep(position: ViewPosition, backlog: Backlog): void {
    this.forget();
    this.#kept = { position, backlog };
    this.#cancelForgetting = this.#options.clock.schedule(keptMs, () => this.forget());
  }

  /** The position before which nobody who can be served with it was; undefined if nobody waits any more. */
  #oldest(): ViewPosition | undefined {
    let oldest = this.#waiting[0]?.position;
    for (const { position } of [...this.#waiting]) {
      if (oldest !== undefined && position !== oldest && this.#covers(oldest, position)) {
        oldest = position;
      }
    }
    return oldest;
  }

  /** Takes out those whom a reading from `oldest` serves. */
  #take(
    oldest: ViewPosition,
    isConcerned = (position: ViewPosition) => this.#serves(oldest, position),
  ): readonly Waiter<Backlog>[] {
    const served = this.#waiting.filter(({ position }) => isConcerned(position));
    const taken = new Set(served);
    this.#waiting = this.#waiting.filter((each) => !taken.has(each));
    return served;
  }

  /** Whether a reading from `oldest` has all that is behind `position`. */
  #serves(oldest: ViewPosition, position: ViewPosition): boolean {
    return position === oldest || this.#covers(position, oldest);
  }

  #covers(reached: ViewPosition, position: ViewPosition): boolean {
    try {
      return this.#options.covers(reached, position);
    } catch {
      // Of different lives of the view; each gets its own answer.
      return false;
    }
  }
}
