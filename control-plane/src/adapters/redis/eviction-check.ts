import type { Logger } from "@rae/kit";
import type { Shards } from "./shards.ts";

/** Warns of a server that may drop keys when it is full: parts of the view would be missing, and nothing would tell. */
export async function warnOfEviction(shards: Shards, logger: Logger): Promise<void> {
  const info = await shards.call((client) => client.info("memory")).catch(() => "");
  const policy = /^maxmemory_policy:(allkeys-\S+)/m.exec(info)?.[1];
  if (policy === undefined || /^maxmemory:0\r?$/m.test(info)) return;
  logger.warn({ policy }, "redis may evict the fleet view: set maxmemory-policy to noeviction");
}
