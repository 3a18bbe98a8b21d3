import { type Clock, withDeadline } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { RedisClient } from "./connection.ts";
import { viewFailure } from "./failure.ts";
import type { RedisScript } from "./redis-script.ts";
import { channelOf, keysOf, probeKey, shardNumbers } from "./shard.ts";

export interface ShardsOptions {
  readonly client: RedisClient;
  readonly clock: Clock;
  readonly keyPrefix: string;
  readonly timeoutMs: number;
}

const probeLifeMs = 60_000;

/** Calls scripts on shards. Every call has a deadline, and every failure of Redis is `view-unavailable`. */
export class Shards {
  readonly #options: ShardsOptions;
  readonly #keys: readonly (readonly string[])[];
  readonly #channel: string;
  #closed = false;

  constructor(options: ShardsOptions) {
    this.#options = options;
    this.#keys = shardNumbers.map((shard) => keysOf(options.keyPrefix, shard));
    this.#channel = channelOf(options.keyPrefix);
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
  }

  /** @throws RaeError `view-unavailable` once the view is closed. */
  check(): void {
    if (this.#closed) throw new RaeError("view-unavailable", "the store is closed");
  }

  async run(script: RedisScript, shard: number, args: readonly string[]): Promise<unknown> {
    const keys = this.#keys[shard] ?? [];
    return await this.call((client) =>
      script.run(client, keys, [newEpoch(), this.#channel, ...args]),
    );
  }

  /** The same on all shards at once, or on those named. */
  async runAll(
    script: RedisScript,
    args: (shard: number) => readonly string[],
    shards: Iterable<number> = shardNumbers,
  ): Promise<unknown[]> {
    return await Promise.all([...shards].map((shard) => this.run(script, shard, args(shard))));
  }

  /** A write that nobody reads, to each shard's server. */
  async probe(): Promise<void> {
    const { keyPrefix } = this.#options;
    const probe = (shard: number) =>
      this.call((client) => client.set(probeKey(keyPrefix, shard), "", "PX", probeLifeMs));
    await Promise.all(shardNumbers.map(probe));
  }

  async call<T>(work: (client: RedisClient) => Promise<T>): Promise<T> {
    this.check();
    const { client, clock, timeoutMs } = this.#options;
    try {
      return await withDeadline(clock, timeoutMs, "Redis", () => work(client));
    } catch (error) {
      this.check();
      throw viewFailure(error);
    }
  }
}

/** For a shard that turns out to be new. */
function newEpoch(): string {
  return Math.random().toString(36).slice(2, 12).padEnd(10, "0");
}
