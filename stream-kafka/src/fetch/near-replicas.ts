import type { Clock } from "@rae/kit";

// A leader is asked again after this long; the replica may have gone far behind, or a nearer one may have come.
const followMs = 5 * 60_000;
// And one that failed is not tried again before this.
const avoidMs = 30_000;

/**
 * The replicas that leaders have named as nearer to this reader (KIP-392), by partition. A replica that fails is left for a while:
 * then the leader must not be told the rack, or it would name the same one again.
 */
export class NearReplicas {
  readonly #clock: Clock;
  readonly #of = new Map<
    string,
    { readonly brokerId: number | undefined; readonly untilMs: number }
  >();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The broker to fetch from; undefined for the leader. */
  of(place: string): number | undefined {
    return this.#current(place)?.brokerId;
  }

  follow(place: string, brokerId: number): void {
    this.#of.set(place, { brokerId, untilMs: this.#clock.monotonicMs() + followMs });
  }

  /** It has failed. */
  leave(place: string): void {
    this.#of.set(place, { brokerId: undefined, untilMs: this.#clock.monotonicMs() + avoidMs });
  }

  /** Whether one has failed a moment ago. */
  isAvoided(place: string): boolean {
    const current = this.#current(place);
    return current !== undefined && current.brokerId === undefined;
  }

  #current(place: string) {
    const current = this.#of.get(place);
    if (current === undefined || this.#clock.monotonicMs() < current.untilMs) return current;
    this.#of.delete(place);
    return undefined;
  }
}
