import { expect, test } from "vitest";
import { covers, decodePlaces, encodePlaces, lifeOf } from "../../src/adapters/redis/position.ts";
import { keysOf, shardCount, shardOf } from "../../src/adapters/redis/shard.ts";
import { ShardWakes } from "../../src/adapters/redis/shard-wakes.ts";

const life = lifeOf(["a", "b"]);
const seqs = Array.from({ length: shardCount }, (_, shard) => shard * 12_345);

test("a position reads back as it was written, and goes into a URL as it is", () => {
  const position = encodePlaces({ life, seqs });
  expect(position).toMatch(/^[a-z0-9.]{1,200}$/);
  expect(decodePlaces(position)).toEqual({ life, seqs });
});

test.each(["", "nonsense", `${life}.1`, `${life}${".1".repeat(17)}`, `zz${".1".repeat(16)}`])(
  "%j is no position",
  (position) => {
    expect(() => decodePlaces(position)).toThrow("the position is not one of this view");
  },
);

test("the life of the view is another as soon as one shard's is", () => {
  expect(lifeOf(["a", "b"])).toBe(life);
  expect(lifeOf(["a", "c"])).not.toBe(life);
});

test("a position covers another if it is as far in every shard, of the same life only", () => {
  const ahead = seqs.with(3, 10 ** 9);
  const aside = seqs.with(3, 10 ** 9).with(4, 0);
  expect(covers({ life, seqs: ahead }, { life, seqs })).toBe(true);
  expect(covers({ life, seqs }, { life, seqs: ahead })).toBe(false);
  expect(covers({ life, seqs: aside }, { life, seqs })).toBe(false);
  expect(() => covers({ life, seqs }, { life: lifeOf(["c"]), seqs })).toThrow("lost");
});

test("boxes spread over all shards, and the shard of a box never changes", () => {
  const counts = new Map<number, number>();
  for (let box = 0; box < 1_600; box += 1) {
    const shard = shardOf(`box-${box}`);
    counts.set(shard, (counts.get(shard) ?? 0) + 1);
  }
  expect(counts.size).toBe(shardCount);
  expect(Math.max(...counts.values())).toBeLessThan(150);
  expect(["box-1", "box-2", "lab-7-rack-3"].map(shardOf)).toEqual([8, 2, shardOf("lab-7-rack-3")]);
});

test("all keys of a shard have one hash tag, so that a cluster keeps them together", () => {
  const tags = keysOf("rae:", 7).map((key) => /^\{(.*)\}:/.exec(key)?.[1]);
  expect(new Set(tags)).toEqual(new Set(["rae:7"]));
});

test("a reader looks into every shard at first, then into those that were woken, each once", async () => {
  const wakes = new ShardWakes(seqs);
  expect(wakes.take()).toHaveLength(shardCount);
  expect(wakes.take()).toEqual([]);
  const waiting = wakes.next(AbortSignal.timeout(5_000));
  wakes.wake(5);
  wakes.wake(5);
  await waiting;
  expect(wakes.take()).toEqual([5]);
});

test("a shard whose newest change is not the reader's is looked into, whichever is higher", () => {
  const wakes = new ShardWakes(seqs);
  wakes.take();
  for (const [shard, seq] of seqs.entries()) wakes.seen(shard, seq);
  expect(wakes.take()).toEqual([]);
  wakes.seen(2, 0);
  wakes.seen(3, 10 ** 9);
  expect(wakes.take()).toEqual([2, 3]);
});
