import { createHash } from "node:crypto";
import { RaeError } from "@rae/protocol";
import type { ViewPosition } from "../../ports/fleet-view.ts";
import { shardCount } from "./shard.ts";

/** How far the changes of each shard were followed, within one life of them all. */
export interface Places {
  /** Of the epochs of all shards. */
  readonly life: string;
  readonly seqs: readonly number[];
}

/** One name for the lives of all shards: if one is lost, a position is worth nothing. */
export function lifeOf(epochs: readonly string[]): string {
  return createHash("sha256").update(epochs.join(" ")).digest("hex").slice(0, 12);
}

export function encodePlaces({ life, seqs }: Places): ViewPosition {
  return `${life}.${seqs.map((seq) => seq.toString(36)).join(".")}`;
}

const positionPattern = new RegExp(`^[0-9a-f]{12}(\\.[0-9a-z]{1,10}){${shardCount}}$`);

/** @throws RaeError `bad-cursor` */
export function decodePlaces(position: ViewPosition): Places {
  if (!positionPattern.test(position)) {
    throw new RaeError("bad-cursor", "the position is not one of this view");
  }
  const [life = "", ...places] = position.split(".");
  return { life, seqs: places.map((place) => Number.parseInt(place, 36)) };
}

/** @throws RaeError `bad-cursor` if they are of different lives. */
export function covers(reached: Places, places: Places): boolean {
  if (reached.life !== places.life) {
    throw new RaeError("bad-cursor", "the position is of before the view was lost");
  }
  return places.seqs.every((seq, shard) => seq <= (reached.seqs[shard] ?? 0));
}
