/** One listener for all calls that share a signal: there may be thousands, and a listener is slow to take away. */
export class CallSignals {
  readonly #onAbort: (signal: AbortSignal) => void;
  readonly #watched = new Map<AbortSignal, { calls: number; readonly listener: () => void }>();

  constructor(onAbort: (signal: AbortSignal) => void) {
    this.#onAbort = onAbort;
  }

  add(signal: AbortSignal): void {
    const known = this.#watched.get(signal);
    if (known !== undefined) {
      known.calls += 1;
      return;
    }
    const listener = () => this.#onAbort(signal);
    this.#watched.set(signal, { calls: 1, listener });
    signal.addEventListener("abort", listener, { once: true });
  }

  remove(signal: AbortSignal): void {
    const watched = this.#watched.get(signal);
    if (watched === undefined) return;
    watched.calls -= 1;
    if (watched.calls > 0) return;
    this.#watched.delete(signal);
    signal.removeEventListener("abort", watched.listener);
  }
}
