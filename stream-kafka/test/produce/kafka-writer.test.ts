import { silentLogger } from "@rae/kit";
import { eventually, ManualClock } from "@rae/kit/testing";
import { Lanes, partitionOfKey } from "@rae/stream";
import { beforeEach, expect, it } from "vitest";
import { TopicNames } from "../../src/cluster/topic-names.ts";
import { KafkaWriter } from "../../src/produce/kafka-writer.ts";
import { FakeCluster } from "../fake-cluster.ts";

let fake: FakeCluster;
let clock: ManualClock;
let lanes: Lanes;
beforeEach(() => {
  fake = new FakeCluster();
  clock = new ManualClock();
  const writer = new KafkaWriter({
    cluster: fake.asCluster(),
    ready: async () => {},
    names: new TopicNames({
      names: ["events"],
      partitions: 4,
      replicationFactor: 1,
      minInsyncReplicas: 1,
      retentionMs: {},
    }),
    requestTimeoutMs: 10_000,
    clock,
  });
  lanes = new Lanes({
    ...{ writer, clock, logger: silentLogger },
    ...{ batch: { maxRecords: 100, maxBytes: 100_000 } },
    write: { maxBatches: 16, maxBytes: 1_000_000 },
  });
});

/** A key for each partition. */
const [even = "", odd = "", even2 = ""] = [0, 1, 2].map((partition) => {
  const keys = Array.from({ length: 100 }, (_, n) => `box-${n}`);
  return keys.find((key) => partitionOfKey(key, 4) === partition);
});
const forever = new AbortController().signal;
const append = (key: string, ...texts: string[]) =>
  lanes.append(
    "events",
    texts.map((text) => ({ key, value: new TextEncoder().encode(text), headers: {} })),
    forever,
  );

/** Lets time pass until the appends are settled. */
async function settled<T>(work: Promise<T>): Promise<T> {
  let isSettled = false;
  const end = () => {
    isSettled = true;
  };
  work.then(end, end);
  await eventually(async () => {
    await clock.advance(100);
    expect(isSettled).toBe(true);
  });
  return await work;
}

it("sends what was gathered in one turn in one request to each broker", async () => {
  await settled(
    Promise.all([append(even, "a"), append(odd, "b"), append(even2, "c"), append(even, "d")]),
  );
  expect(fake.requests.map((named) => named.toSorted())).toEqual([
    ["events/0", "events/2"],
    ["events/1"],
  ]);
  expect(fake.written.get("events/0")).toEqual(["a", "d"]);
});

it("sends the same batch again when the connection is lost, before what came meanwhile", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  fake.gate = promise;
  fake.script.push({ lost: "after" }, { lost: "before" });
  const first = append(even, "a");
  await clock.advance(0);
  const second = append(even, "b");
  await clock.advance(0);
  resolve();
  await settled(Promise.all([first, second]));
  expect(fake.written.get("events/0")).toEqual(["a", "a", "b"]);
});

it("takes no answer that leaves a partition out for that partition's", async () => {
  fake.script.push({ leaveOut: ["events/0"] });
  await settled(Promise.all([append(even, "a"), append(even2, "b")]));
  expect(fake.requests).toEqual([["events/0", "events/2"], ["events/0"]]);
});

it.each([
  ["whose leader has moved", 6],
  ["that has too few replicas", 19],
  ["that the user may not write to", 29],
  ["whose disk is broken", 56],
  ["for a code that nobody knows", 9_999],
])("sends again only the partition %s", async (_, code) => {
  fake.script.push({ errors: { "events/2": code } });
  await settled(Promise.all([append(even, "a"), append(even2, "b")]));
  expect(fake.requests).toEqual([["events/0", "events/2"], ["events/2"]]);
  expect(fake.written.get("events/0")).toEqual(["a"]);
  expect(fake.written.get("events/2")).toEqual(["b"]);
});

it.each([
  ["payload-too-large", 10],
  ["payload-too-large", 18],
  ["record-refused", 87],
])("fails with %s a record that a broker refuses by code %i", async (code, kafkaCode) => {
  fake.script.push({ errors: { "events/0": kafkaCode } });
  const outcomes = await settled(Promise.allSettled([append(even, "a"), append(odd, "b")]));
  expect(outcomes).toMatchObject([
    { status: "rejected", reason: { name: "RecordRefused", code } },
    { status: "fulfilled" },
  ]);
});

it("says Kafka's own reason while it cannot write", async () => {
  const unauthorized = 29;
  for (let n = 0; n < 3; n += 1) fake.script.push({ errors: { "events/0": unauthorized } });
  const held = append(even, "a");
  await eventually(async () => {
    await clock.advance(10);
    expect(lanes.waiting()).toMatchObject([
      {
        topic: "events",
        partition: 0,
        failure: { details: { reason: "TOPIC_AUTHORIZATION_FAILED" } },
      },
    ]);
  });
  await settled(held);
});
