import { RaeError } from "@rae/protocol";
import type { ViewChange, ViewPosition } from "../../ports/fleet-view.ts";
import { luaFollow } from "./lua/read.ts";
import { decodePlaces, encodePlaces, type Places } from "./position.ts";
import { viewRecordOf } from "./record-head.ts";
import { RedisScript } from "./redis-script.ts";
import type { Lives, ShardLives } from "./shard-lives.ts";
import { ShardWakes } from "./shard-wakes.ts";
import type { Shards } from "./shards.ts";

const follow = new RedisScript(luaFollow);
const pageChanges = 500;

export interface ViewChangesOptions {
  readonly shards: Shards;
  readonly lives: ShardLives;
  readonly keepChanges: number;
}

interface Page {
  readonly reached: number;
  readonly newest: number;
  readonly changes: readonly { readonly seq: number; readonly change: ViewChange["change"] }[];
}

/** Reads the change streams of all shards side by side. */
export class ViewChanges {
  readonly #options: ViewChangesOptions;
  readonly #wakes = new Set<ShardWakes>();

  constructor(options: ViewChangesOptions) {
    this.#options = options;
    options.lives.listen(({ places }) => {
      // What a message that was missed would have told.
      for (const each of this.#wakes)
        for (const [shard, seq] of places.seqs.entries()) each.seen(shard, seq);
    });
  }

  /** Something has changed in a shard. */
  wake(shard: number): void {
    for (const each of this.#wakes) each.wake(shard);
  }

  /** As `FleetView.changes`. */
  async *read(position: ViewPosition, signal: AbortSignal): AsyncGenerator<readonly ViewChange[]> {
    const places = decodePlaces(position);
    try {
      yield* this.#read(places, signal);
    } catch (error) {
      // Closing cuts calls off.
      if (!signal.aborted) throw error;
    }
  }

  async *#read(
    { life, seqs: start }: Places,
    signal: AbortSignal,
  ): AsyncGenerator<readonly ViewChange[]> {
    const lives = await this.#options.lives.look();
    if (lives.places.life !== life) throw lost();
    const seqs = [...start];
    const wakes = new ShardWakes(seqs);
    this.#wakes.add(wakes);
    try {
      while (!signal.aborted) {
        const shards = wakes.take();
        if (shards.length === 0) {
          await wakes.next(signal);
          continue;
        }
        const pages = await this.#follow(lives, seqs, shards);
        const changes: ViewChange[] = [];
        for (const [index, page] of pages.entries()) {
          const shard = shards[index] ?? 0;
          for (const { seq, change } of page.changes) {
            seqs[shard] = seq;
            changes.push({ position: encodePlaces({ life, seqs }), change });
          }
          seqs[shard] = page.reached;
          if (page.reached < page.newest) wakes.wake(shard);
        }
        if (changes.length > 0 && !signal.aborted) yield changes;
      }
    } finally {
      this.#wakes.delete(wakes);
    }
  }

  async #follow(
    { epochs }: Lives,
    seqs: readonly number[],
    shards: readonly number[],
  ): Promise<readonly Page[]> {
    const { keepChanges } = this.#options;
    const args = (shard: number) =>
      [epochs[shard] ?? "", seqs[shard] ?? 0, keepChanges, pageChanges].map(String);
    const replies = await this.#options.shards.runAll(follow, args, shards);
    return replies.map((reply) => pageOf(reply as readonly string[]));
  }
}

function pageOf([reached = "", newest = "", ...rest]: readonly string[]): Page {
  if (reached === "lost") throw lost();
  if (reached === "old")
    throw new RaeError("bad-cursor", "the position is older than what is kept");
  const changes: Page["changes"][number][] = [];
  for (let at = 0; at + 2 < rest.length; at += 3) {
    const [seq = "", letter = "", value = ""] = rest.slice(at, at + 3);
    changes.push({ seq: Number(seq), change: viewRecordOf(letter, value) });
  }
  return { reached: Number(reached), newest: Number(newest), changes };
}

function lost(): RaeError {
  return new RaeError("bad-cursor", "the position is of before the view was lost");
}
