import { type BackoffPolicy, backoffDelays, type Clock } from "@rae/kit";

const policy: BackoffPolicy = { initialMs: 1_000, maxMs: 300_000, factor: 2, jitter: 0.5 };
/** A driver that has run for so long is taken for mended. */
const provenMs = 600_000;

/** When a driver that was closed as faulty is opened again: ever more rarely, the more often it fails. */
export class DriverRestarts {
  readonly #clock: Clock;
  readonly #random: () => number;
  #delays: Generator<number, never>;
  #openedAtMs: number | undefined;
  #closing: Promise<void> = Promise.resolve();
  #cancel = () => {};
  #isClosed = false;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
    this.#delays = backoffDelays(policy, random);
  }

  /** A driver was opened. */
  opened(): void {
    this.#openedAtMs = this.#clock.monotonicMs();
  }

  /** Opens again after the next delay. */
  schedule(open: () => void): void {
    if (this.#isClosed) return;
    const ranMs = this.#clock.monotonicMs() - (this.#openedAtMs ?? this.#clock.monotonicMs());
    if (ranMs >= provenMs) this.#delays = backoffDelays(policy, this.#random);
    this.#openedAtMs = undefined;
    this.#cancel();
    this.#cancel = this.#clock.schedule(this.#delays.next().value, open);
  }

  /** The same when the old driver is closed: it may still hold the port. */
  afterClose(closing: Promise<void>, open: () => void): void {
    this.#closing = closing.then(() => this.schedule(open));
  }

  /** Opens nothing any more; resolves when the old driver is closed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#closing;
  }
}
