import type { Clock } from "@rae/kit";

/**
 * Watches that a client sends something within one and a half keep-alives [MQTT-3.1.2-24]. What has arrived while this
 * process itself was held up counts: when time is up, the socket is read once more before the client is given up.
 * `start` returns a function that ends the watch.
 */
export class KeepAlive {
  readonly #clock: Clock;
  readonly #onSilence: () => void;
  #heardMs = 0;

  constructor(clock: Clock, onSilence: () => void) {
    this.#clock = clock;
    this.#onSilence = onSilence;
  }

  /** A packet has arrived. */
  heard(): void {
    this.#heardMs = this.#clock.monotonicMs();
  }

  /** @param keepAliveS as in CONNECT; 0 means no watch. */
  start(keepAliveS: number): () => void {
    if (keepAliveS === 0) return () => {};
    const limitMs = keepAliveS * 1_500;
    let stopped = false;
    let cancel = () => {};
    const watch = (delayMs: number) => {
      cancel = this.#clock.schedule(delayMs, () => {
        const dueMs = this.#heardMs + limitMs;
        if (this.#clock.monotonicMs() < dueMs) watch(dueMs - this.#clock.monotonicMs());
        else setImmediate(() => setImmediate(decide, dueMs));
      });
    };
    const decide = (dueMs: number) => {
      if (stopped) return;
      if (this.#heardMs + limitMs > dueMs)
        watch(this.#heardMs + limitMs - this.#clock.monotonicMs());
      else this.#onSilence();
    };
    this.heard();
    watch(limitMs);
    return () => {
      stopped = true;
      cancel();
    };
  }
}
