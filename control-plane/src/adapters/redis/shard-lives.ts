import type { Clock } from "@rae/kit";
import { type Logger, repeat } from "@rae/kit";
import type { ViewCompleteness } from "../../ports/fleet-view.ts";
import { luaLook } from "./lua/keep.ts";
import { lifeOf, type Places } from "./position.ts";
import { RedisScript } from "./redis-script.ts";
import type { Shards } from "./shards.ts";

const look = new RedisScript(luaLook);
const lookEveryMs = 1_000;

/** What a look at all shards found. */
export interface Lives {
  readonly epochs: readonly string[];
  readonly places: Places;
  readonly completeness: ViewCompleteness;
}

/** Watches whether shards were lost: looks every second, and whenever it is told to. */
export class ShardLives {
  readonly #shards: Shards;
  readonly #logger: Logger;
  readonly #stop: () => void;
  readonly #listeners = new Set<(lives: Lives) => void>();
  #last: Lives | undefined;
  #looking: Promise<Lives> | undefined;

  constructor(shards: Shards, clock: Clock, logger: Logger) {
    this.#shards = shards;
    this.#logger = logger;
    this.#stop = repeat(
      clock,
      lookEveryMs,
      () => this.glance(),
      (error) => logger.error({ err: error }, "watch over the fleet view stopped"),
    );
  }

  get completeness(): ViewCompleteness {
    return this.#last?.completeness ?? "rebuilding";
  }

  /** Told of every look. The returned function ends it. */
  listen(listener: (lives: Lives) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws RaeError `view-unavailable` */
  async look(): Promise<Lives> {
    const replies = (await this.#shards.runAll(look, () => [])) as [string, string, string][];
    const epochs = replies.map(([epoch]) => epoch);
    const isComplete = replies.every(([, complete]) => complete === "1");
    const lives: Lives = {
      epochs,
      places: { life: lifeOf(epochs), seqs: replies.map(([, , seq]) => Number(seq)) },
      completeness: isComplete ? "complete" : "rebuilding",
    };
    this.#take(lives);
    return lives;
  }

  /** Looks unless that is being done; a Redis that is away is looked for again later. */
  async glance(): Promise<void> {
    this.#looking ??= this.look().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking.catch(() => undefined);
  }

  close(): void {
    this.#stop();
  }

  #take(lives: Lives): void {
    const before = this.#last;
    this.#last = lives;
    if (before !== undefined && before.places.life !== lives.places.life) {
      this.#logger.warn({ completeness: lives.completeness }, "fleet view was lost in redis");
    }
    for (const listener of this.#listeners) listener(lives);
  }
}
