import { RaeError } from "@rae/protocol";
import type { ViewRecord } from "../../ports/fleet-view.ts";
import { luaPage } from "./lua/read.ts";
import { kindLetters, viewRecordOf } from "./record-head.ts";
import { RedisScript } from "./redis-script.ts";
import { shardNumbers } from "./shard.ts";
import type { Lives } from "./shard-lives.ts";
import type { Shards } from "./shards.ts";

const page = new RedisScript(luaPage);
const pageRecords = 500;

/**
 * Every record that is not over, by kinds: gateways, boxes, devices, commands, leases. A record may come twice.
 * @throws RaeError `view-unavailable` if a shard is lost meanwhile, as what was in it would be missing.
 */
export async function* scanView(
  shards: Shards,
  { epochs }: Lives,
  signal: AbortSignal,
): AsyncGenerator<ViewRecord> {
  const { gateway, box, device, command, lease } = kindLetters;
  for (const letter of [gateway, box, device, command, lease]) {
    for (const shard of shardNumbers) {
      let cursor = "";
      do {
        signal.throwIfAborted();
        const args = [epochs[shard] ?? "", letter, cursor, String(pageRecords)];
        const reply = (await shards.run(page, shard, args)) as string[] | null;
        if (reply === null) {
          throw new RaeError("view-unavailable", "the view was lost while it was read");
        }
        const [next = "", ...values] = reply;
        for (const value of values) {
          signal.throwIfAborted();
          yield viewRecordOf(letter, value);
        }
        cursor = next;
      } while (cursor !== "");
    }
  }
}
