import { type Clock, type Logger, repeat } from "@rae/kit";
import { luaTrim } from "./lua/keep.ts";
import { RedisScript } from "./redis-script.ts";
import { shardNumbers } from "./shard.ts";
import type { Shards } from "./shards.ts";

const trim = new RedisScript(luaTrim);
const stepRecords = 200;

/**
 * Forgets what is over, in small steps. However many processes do it, a shard is looked through once in `everyMs`. The
 * returned function stops it.
 */
export function startRetention(
  shards: Shards,
  {
    clock,
    logger,
    everyMs,
  }: { readonly clock: Clock; readonly logger: Logger; readonly everyMs: number },
): () => void {
  const trimShard = async (shard: number) => {
    for (let forgotten = stepRecords; forgotten === stepRecords; ) {
      const args = [clock.nowMs(), everyMs, stepRecords].map(String);
      forgotten = Number(await shards.run(trim, shard, args));
    }
  };
  const run = async () => {
    try {
      for (const shard of shardNumbers) await trimShard(shard);
    } catch (error) {
      logger.debug({ err: error }, "retention postponed");
    }
  };
  return repeat(clock, everyMs, run, (error) => {
    logger.error({ err: error }, "retention stopped");
  });
}
