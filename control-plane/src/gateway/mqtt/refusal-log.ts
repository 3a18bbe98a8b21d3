import type { Clock, Logger } from "@rae/kit";
import type { RaeError } from "@rae/protocol";
import { RateBudget } from "../ingest/rate-budget.ts";

/** Of one name: as many lines at once, then one in so many seconds. A box that is refused tries again for as long as it runs. */
const burst = 5;
const secondsPerLine = 60;

/** Logs connections that ended before they were a client's: as a warning if a certificate tells whose it is. */
export class RefusalLog {
  readonly #logger: Logger;
  readonly #budget: RateBudget;

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#budget = new RateBudget(clock, burst, 1 / secondsPerLine);
  }

  tell(error: RaeError, peer: string): void {
    const { code, message: reason, details } = error;
    const { boxId } = details;
    if (typeof boxId !== "string") {
      this.#logger.debug({ peer, err: error }, "connection refused");
    } else if (this.#budget.take(boxId, 1)) {
      this.#logger.warn({ ...details, peer, code, reason }, "certificate refused");
    }
  }
}
