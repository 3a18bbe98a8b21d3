import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the CPU went: a part of the program, and its share of the time that was not idle. */
export interface ProfileShare {
  readonly part: string;
  readonly share: number;
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The first that fits names the part. */
const parts: readonly (readonly [RegExp, string])[] = [
  [/node_modules\/kafkajs\//, "kafkajs"],
  [/node_modules\/cassandra-driver\//, "cassandra-driver"],
  [/node_modules\/(ioredis|redis-parser|@ioredis)\//, "ioredis"],
  [/node_modules\/protobufjs|protocol\/src\/gen/, "protobuf"],
  [/node_modules\//, "other packages"],
  [/\/protocol\//, "protocol: parsing events"],
  [/\/stream\//, "stream core"],
  [/adapters\/kafka\//, "adapter Kafka"],
  [/adapters\/cassandra\//, "adapter Cassandra"],
  [/adapters\/redis\//, "adapter Redis"],
  [/\/aggregator\/|\/core\//, "fold"],
  [/^node:/, "Node"],
];

/** Sums the newest CPU profile of a folder by the parts of the program that ran (self time). */
export function profileShares(folder: string): readonly ProfileShare[] {
  const file = readdirSync(folder)
    .filter((name) => name.endsWith(".cpuprofile"))
    .sort()
    .at(-1);
  if (file === undefined) throw new Error(`there is no CPU profile in ${folder}`);
  const profile = JSON.parse(readFileSync(join(folder, file), "utf8")) as Profile;
  const partOfNode = new Map(profile.nodes.map(({ id, callFrame }) => [id, partOf(callFrame)]));
  const spent = new Map<string, number>();
  for (const [index, id] of profile.samples.entries()) {
    const part = partOfNode.get(id) ?? "unknown";
    if (part !== "idle") spent.set(part, (spent.get(part) ?? 0) + (profile.timeDeltas[index] ?? 0));
  }
  const total = [...spent.values()].reduce((sum, each) => sum + each, 0);
  return [...spent]
    .map(([part, each]) => ({ part, share: each / total }))
    .sort((a, b) => b.share - a.share);
}

function partOf({ functionName, url }: Profile["nodes"][0]["callFrame"]): string {
  if (functionName === "(idle)") return "idle";
  if (functionName === "(garbage collector)") return "garbage collector";
  if (url === "") return "system calls and native code";
  return parts.find(([pattern]) => pattern.test(url))?.[1] ?? "benchmark itself";
}
