import type { Clock } from "@rae/kit";
import type { IdentityConflict } from "@rae/protocol";

/** So long after its last sign a conflict is over: both sides try again within the longest pause between connections. */
const quietMs = 5 * 60_000;

/**
 * Tells whether another client uses this box's identity, as a box does whose disk was copied. The box's own reconnecting is no sign: it
 * ends a connection before it makes the next one, so nobody is there to hear that the old one was replaced.
 */
export class IdentityWatch {
  readonly #clock: Clock;
  #takeovers = 0;
  #sinceMs = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #refusedMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The connection that is in use has heard that another one takes its place. */
  takenOver(): void {
    if (this.conflict === undefined) {
      this.#takeovers = 0;
      this.#sinceMs = this.#clock.nowMs();
    }
    this.#takeovers += 1;
    this.#lastMs = this.#clock.monotonicMs();
  }

  /**
   * The control plane holds a higher connection number than this registry ever used. Once, that is a registry put back from a copy,
   * which goes on behind that number; soon again, somebody else counts, too, on another gateway.
   */
  refused(): void {
    const nowMs = this.#clock.monotonicMs();
    const isAgain = nowMs - this.#refusedMs < quietMs;
    // A takeover that was heard of meanwhile has been counted.
    if (isAgain && this.#lastMs <= this.#refusedMs) this.takenOver();
    this.#refusedMs = nowMs;
  }

  /** Undefined if nothing speaks for one, or nothing has for a while. */
  get conflict(): IdentityConflict | undefined {
    if (this.#clock.monotonicMs() - this.#lastMs >= quietMs) return undefined;
    return { takeovers: this.#takeovers, sinceMs: this.#sinceMs };
  }
}
