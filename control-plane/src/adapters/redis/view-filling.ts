import { type Clock, repeat } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { luaClear, luaComplete, luaRelease, luaRenew } from "./lua/keep.ts";
import { RedisScript } from "./redis-script.ts";
import { fillerKey } from "./shard.ts";
import type { ShardLives } from "./shard-lives.ts";
import type { Shards } from "./shards.ts";

const complete = new RedisScript(luaComplete);
const clear = new RedisScript(luaClear);
const renew = new RedisScript(luaRenew);
const release = new RedisScript(luaRelease);

const leaseMs = 5_000;
const renewalsInLease = 5;

export interface ViewFillingOptions {
  readonly shards: Shards;
  readonly lives: ShardLives;
  readonly clock: Clock;
  readonly keyPrefix: string;
}

/** Refills a view that was lost, one process at a time: who fills holds a lease in Redis, which ends with it. */
export class ViewFilling {
  readonly #options: ViewFillingOptions;
  readonly #key: string;

  constructor(options: ViewFillingOptions) {
    this.#options = options;
    this.#key = fillerKey(options.keyPrefix);
  }

  /** As `FleetView.refill`. */
  async run(fill: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<boolean> {
    const { shards, lives } = this.#options;
    signal.throwIfAborted();
    if ((await lives.look()).completeness === "complete") return false;
    const holder = crypto.randomUUID();
    const taken = await shards.call((client) => client.set(this.#key, holder, "PX", leaseMs, "NX"));
    if (taken !== "OK") return false;
    try {
      return await this.#fill(holder, fill, signal);
    } finally {
      // Who cannot give it back lets it expire.
      await shards
        .call((client) => release.run(client, [this.#key], [holder]))
        .catch(() => undefined);
    }
  }

  async clear(): Promise<void> {
    const { shards, lives } = this.#options;
    await shards.runAll(clear, () => []);
    await lives.look();
  }

  async #fill(
    holder: string,
    fill: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { shards, lives } = this.#options;
    // The one before may have finished between the look and the lease.
    const { epochs, completeness } = await lives.look();
    if (completeness === "complete") return false;
    const lost = new AbortController();
    const stop = this.#keepLease(holder, lost);
    try {
      await fill(AbortSignal.any([signal, lost.signal]));
      lost.signal.throwIfAborted();
    } finally {
      stop();
    }
    const replies = await shards.runAll(complete, (shard) => [epochs[shard] ?? ""]);
    await lives.look();
    return replies.every((reply) => reply === 1);
  }

  #keepLease(holder: string, lost: AbortController): () => void {
    const { shards, clock } = this.#options;
    let heldUntilMs = clock.monotonicMs() + leaseMs;
    const keep = async () => {
      const askedMs = clock.monotonicMs();
      const reply = await shards
        .call((client) => renew.run(client, [this.#key], [holder, String(leaseMs)]))
        .catch(() => undefined);
      if (reply === 1) heldUntilMs = askedMs + leaseMs;
      const isOver = reply === 0 || clock.monotonicMs() > heldUntilMs;
      if (isOver) lost.abort(new RaeError("view-unavailable", "another may refill the view now"));
    };
    return repeat(clock, leaseMs / renewalsInLease, keep, (error) => lost.abort(error));
  }
}
