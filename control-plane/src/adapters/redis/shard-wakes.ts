import { shardNumbers } from "./shard.ts";

/** Which shards one reader of changes has to look into. */
export class ShardWakes {
  readonly #seqs: readonly number[];
  readonly #woken = new Set(shardNumbers);
  #wake: (() => void) | undefined;

  /** `seqs` is how far the reader is in each shard; it moves on. At first all shards are woken. */
  constructor(seqs: readonly number[]) {
    this.#seqs = seqs;
  }

  wake(shard: number): void {
    this.#woken.add(shard);
    this.#wake?.();
  }

  /** A shard has changes up to `seq`; a lower one than the reader's is of another life, which the reader finds out. */
  seen(shard: number, seq: number): void {
    if (seq !== this.#seqs[shard]) this.wake(shard);
  }

  /** The shards that were woken since. */
  take(): readonly number[] {
    const woken = [...this.#woken];
    this.#woken.clear();
    return woken;
  }

  /** Resolves when a shard is woken or the signal aborts. */
  next(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#woken.size > 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener("abort", done);
        this.#wake = undefined;
        resolve();
      };
      signal.addEventListener("abort", done, { once: true });
      this.#wake = done;
    });
  }
}
