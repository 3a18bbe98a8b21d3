import { type Clock, withDeadline } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { FleetView, ViewPosition } from "../../ports/fleet-view.ts";

const lookMs = 10_000;

/**
 * Knows positions that the view has not come to: it was restored from an older copy, and what the client was told since then is gone from it.
 * Another process of the api may be further than this one, so that the view itself is asked, by one client for all who wait.
 */
export class NewestPosition {
  readonly #view: FleetView;
  readonly #clock: Clock;
  #known: ViewPosition = "";
  #looking: Promise<void> = Promise.resolve();

  constructor(view: FleetView, clock: Clock) {
    this.#view = view;
    this.#clock = clock;
  }

  /** @throws RaeError `bad-cursor` if the view has not come to `position`, or what `scan` throws. */
  async check(position: ViewPosition, signal: AbortSignal): Promise<void> {
    const looked = this.#looking.then(async () => {
      if (this.#isKnown(position)) return;
      const look = (within: AbortSignal) => this.#view.scan(within);
      const what = "asking for the newest position";
      this.#known = (await withDeadline(this.#clock, lookMs, what, look, signal)).position;
    });
    // The next one looks for itself.
    this.#looking = looked.catch(() => {});
    await looked;
    if (this.#view.covers(this.#known, position)) return;
    throw new RaeError(
      "bad-cursor",
      "the position is beyond the view, which was restored from an older copy",
    );
  }

  #isKnown(position: ViewPosition): boolean {
    if (this.#known === "") return false;
    try {
      return this.#view.covers(this.#known, position);
    } catch {
      // One is of another life of the view.
      return false;
    }
  }
}
