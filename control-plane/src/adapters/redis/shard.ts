import { crc32 } from "node:zlib";

/** The view is cut by boxes, so that a Redis Cluster can spread it. Never change it: records would be looked for elsewhere. */
export const shardCount = 16;

export const shardNumbers: readonly number[] = Array.from({ length: shardCount }, (_, n) => n);

/** The shard of a box and its devices, by the box's id; of a gateway, a command and a lease by their own. */
export function shardOf(id: string): number {
  return crc32(id) % shardCount;
}

/** The keys of a shard in the order in which every script has them: see `lua/life.ts`. */
export function keysOf(prefix: string, shard: number): readonly string[] {
  const tag = `{${prefix}${shard}}`;
  return keyNames.map((name) => `${tag}:${name}`);
}

/** Written to see whether the server of a shard takes writes. */
export function probeKey(prefix: string, shard: number): string {
  return `{${prefix}${shard}}:probe`;
}

/** Held by the one process that refills the view. */
export function fillerKey(prefix: string): string {
  return `{${prefix}0}:filler`;
}

/** Where the numbers of shards that changed are told, and `*` when a shard was lost or refilled. */
export function channelOf(prefix: string): string {
  return `${prefix}changes`;
}

const keyNames = [
  "meta",
  "changes",
  "device",
  "box",
  "gateway",
  "command",
  "open-device",
  "open-command",
  "over",
  "lease",
  "open-lease",
];
