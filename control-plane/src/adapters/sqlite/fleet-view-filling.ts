import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type Clock, repeat } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { ViewCompleteness } from "../../ports/fleet-view.ts";

/** `life` counts how often the view was lost: who refills one life does not make the next one complete. */
export const fillingSchema = `
  CREATE TABLE filling (is_complete INTEGER NOT NULL, life INTEGER NOT NULL, filler TEXT, filler_until_ms INTEGER);
  INSERT INTO filling (is_complete, life) VALUES (0, 1);
`;

const leaseMs = 10_000;
const renewalsInLease = 4;

/** Whether the view's file holds all that the history holds, and the one process at a time that sees to it. */
export class FleetViewFilling {
  readonly #clock: Clock;
  readonly #isComplete: StatementSync;
  readonly #take: StatementSync;
  readonly #renew: StatementSync;
  readonly #finish: StatementSync;
  readonly #release: StatementSync;
  readonly #lose: StatementSync;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#clock = clock;
    this.#isComplete = database.prepare("SELECT is_complete FROM filling");
    this.#take = database.prepare(
      `UPDATE filling SET filler = ?, filler_until_ms = ?
       WHERE is_complete = 0 AND (filler IS NULL OR filler_until_ms <= ?) RETURNING life`,
    );
    this.#renew = database.prepare("UPDATE filling SET filler_until_ms = ? WHERE filler = ?");
    this.#finish = database.prepare(
      "UPDATE filling SET is_complete = 1 WHERE filler = ? AND life = ?",
    );
    this.#release = database.prepare("UPDATE filling SET filler = NULL WHERE filler = ?");
    this.#lose = database.prepare("UPDATE filling SET is_complete = 0, life = life + 1");
  }

  /** Never throws: a file that cannot be read is complete in nobody's eyes. */
  completeness(): ViewCompleteness {
    try {
      return this.#isComplete.get()?.is_complete === 1 ? "complete" : "rebuilding";
    } catch {
      return "rebuilding";
    }
  }

  /** The view was lost: it is complete once it is filled from now on. */
  lose(): void {
    this.#lose.run();
  }

  /** As `FleetView.refill`; each access to the file goes through `call`. */
  async run(
    fill: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
    call: <T>(work: () => T) => Promise<T>,
  ): Promise<boolean> {
    signal.throwIfAborted();
    const owner = crypto.randomUUID();
    const nowMs = this.#clock.nowMs();
    const life = await call(() => this.#take.get(owner, nowMs + leaseMs, nowMs)?.life);
    if (life === undefined) return false;
    const lost = new AbortController();
    const renew = async () => {
      const untilMs = this.#clock.nowMs() + leaseMs;
      const renewed = await call(() => this.#renew.run(untilMs, owner).changes);
      if (renewed === 0) lost.abort(new RaeError("view-unavailable", "another refills the view"));
    };
    const stop = repeat(this.#clock, leaseMs / renewalsInLease, renew, (error) =>
      lost.abort(error),
    );
    try {
      await fill(AbortSignal.any([signal, lost.signal]));
      return (await call(() => this.#finish.run(owner, Number(life)).changes)) === 1;
    } finally {
      stop();
      // Who cannot release it lets it expire.
      await call(() => this.#release.run(owner)).catch(() => undefined);
    }
  }
}
