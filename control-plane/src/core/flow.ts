import { defaults } from "@rae/protocol";
import type { Listening } from "./presence.ts";

/** A sign of life, what a busy log adds, and some: without any for so long, the log or the view stands still. */
const stillAfterMs = 1.5 * defaults.gatewayAliveMs;

/**
 * Whether news reach the view at all, by the signs of life that aggregators send through the log. While none come, nobody in
 * particular is silent, and presence stands still; when they come again, gateways get time to be heard, too.
 */
export class Flow {
  #newestMs: number | undefined;
  #resumedAtMs = 0;

  heard(aliveAtMs: number): void {
    const newestMs = this.#newestMs;
    if (newestMs !== undefined && aliveAtMs <= newestMs) return;
    if (newestMs !== undefined && aliveAtMs - newestMs > stillAfterMs)
      this.#resumedAtMs = aliveAtMs;
    this.#newestMs = aliveAtMs;
  }

  /** Where no aggregator was ever heard, as with those of an older version, silence counts until now. */
  listening(nowMs: number): Listening {
    const untilMs = Math.min(nowMs, (this.#newestMs ?? nowMs) + stillAfterMs);
    return { sinceMs: this.#resumedAtMs, untilMs };
  }
}
