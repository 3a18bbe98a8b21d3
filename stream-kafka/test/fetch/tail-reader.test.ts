import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import type { Tail } from "@rae/stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TopicNames } from "../../src/cluster/topic-names.ts";
import { openTailReader } from "../../src/fetch/tail-reader.ts";
import { FakeBrokers, type FakePartition } from "./fake-brokers.ts";

let brokers: FakeBrokers;
let tail: Tail | undefined;
let seen: string[];
let hasCaughtUp: boolean;
beforeEach(() => {
  brokers = new FakeBrokers(3);
  seen = [];
  hasCaughtUp = false;
  tail = undefined;
});
afterEach(() => tail?.close());

async function open(): Promise<void> {
  tail = await openTailReader({
    cluster: brokers.asCluster(),
    names: new TopicNames({
      ...{ names: ["events"], prefix: "test-", partitions: 3, replicationFactor: 1 },
      ...{ minInsyncReplicas: 1, retentionMs: {} },
    }),
    ...{ clock: systemClock, logger: silentLogger, minFetchIntervalMs: 1, rack: undefined },
    tail: {
      topics: ["events"],
      sinceMs: 0,
      handle: ({ records }) => {
        seen.push(...records.map(({ value }) => new TextDecoder().decode(value)));
      },
      onFailure: () => {},
    },
    onClosed: () => {},
  });
  tail.caughtUp.then(
    () => {
      hasCaughtUp = true;
    },
    () => {},
  );
}

const at = (partition: number): FakePartition => {
  const found = brokers.partitions[partition];
  if (found === undefined) throw new Error(`no partition ${partition}`);
  return found;
};

describe.each([
  ["that nobody leads", { leader: -1, error: 0 }],
  ["whose leader answers with an error", { leader: 0, error: 56 }],
  ["whose leader is frozen", { leader: 7, error: 0 }],
])("a partition %s when the tail is opened", (_, illness) => {
  let thawed: PromiseWithResolvers<never>;
  beforeEach(() => {
    thawed = Promise.withResolvers<never>();
    thawed.promise.catch(() => {});
    Object.assign(at(1), illness);
    brokers.silent.set(7, thawed.promise);
  });
  afterEach(() => thawed.reject(new Error("no answer in time")));

  it("keeps nothing of the others from being read, and is read from its first record when it is well", async () => {
    at(0).append("a");
    at(1).append("ill");
    await open();
    await eventually(() => expect(seen).toEqual(["a"]));
    at(2).append("c");
    await eventually(() => expect(seen).toEqual(["a", "c"]));
    expect(hasCaughtUp).toBe(false);
    Object.assign(at(1), { leader: 0, error: 0 });
    at(1).append("healed");
    brokers.silent.clear();
    thawed.reject(new Error("no answer in time"));
    await tail?.caughtUp;
    expect(seen).toEqual(["a", "c", "ill", "healed"]);
  });
});

it("is not opened when no partition can be asked for", async () => {
  for (const partition of brokers.partitions) partition.error = 56;
  await expect(open()).rejects.toThrow("partition 0 cannot be asked for");
});
