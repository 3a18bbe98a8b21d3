import { silentLogger } from "@rae/kit";
import { eventually, ManualClock } from "@rae/kit/testing";
import { partitionOfKey } from "@rae/stream";
import { beforeEach, expect, it } from "vitest";
import { TopicNames } from "../../src/cluster/topic-names.ts";
import { Appends } from "../../src/produce/appends.ts";
import { FakeCluster } from "../fake-cluster.ts";

let fake: FakeCluster;
let clock: ManualClock;
let appends: Appends;
beforeEach(() => {
  fake = new FakeCluster();
  clock = new ManualClock();
  appends = new Appends({
    cluster: fake.asCluster(),
    ready: async () => {},
    names: new TopicNames({
      names: ["events"],
      partitions: 4,
      replicationFactor: 1,
      minInsyncReplicas: 1,
      retentionMs: {},
    }),
    partitions: 4,
    requestTimeoutMs: 10_000,
    timeoutMs: 5_000,
    clock,
    logger: silentLogger,
  });
});

/** A key for each partition. */
const [even = "", odd = "", even2 = ""] = [0, 1, 2].map((partition) => {
  const keys = Array.from({ length: 100 }, (_, n) => `box-${n}`);
  return keys.find((key) => partitionOfKey(key, 4) === partition);
});
const forever = new AbortController().signal;
const recordOf = (key: string, text: string) => ({
  key,
  value: new TextEncoder().encode(text),
  headers: {},
});
const append = (key: string, ...texts: string[]) =>
  appends.append(
    "events",
    texts.map((text) => recordOf(key, text)),
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

it("has one request for a partition under way, then one that takes all that has gathered", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  fake.gate = promise;
  const first = append(even, "a");
  await clock.advance(0);
  const others = [append(even, "b"), append(even, "c")];
  await clock.advance(0);
  expect(fake.requests).toEqual([]);
  resolve();
  await settled(Promise.all([first, ...others]));
  expect(fake.requests).toEqual([["events/0"], ["events/0"]]);
  expect(fake.written.get("events/0")).toEqual(["a", "b", "c"]);
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

it("sends again only the partition whose leader has moved", async () => {
  const notLeader = 6;
  fake.script.push({ errors: { "events/2": notLeader } });
  await settled(Promise.all([append(even, "a"), append(even2, "b")]));
  expect(fake.requests).toEqual([["events/0", "events/2"], ["events/2"]]);
  expect(fake.written.get("events/0")).toEqual(["a"]);
});

it("fails the one record that a broker refuses and writes those around it, in order", async () => {
  const tooLarge = { errors: { "events/0": 10 } };
  // The batch, then "b" for itself.
  fake.script.push(tooLarge, {}, tooLarge);
  const all = Promise.allSettled([append(even, "a"), append(even, "b"), append(even, "c")]);
  const outcomes = await settled(all);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(outcomes[1]).toMatchObject({ reason: { code: "payload-too-large" } });
  expect(fake.written.get("events/0")).toEqual(["a", "c"]);
  expect(appends.queuedBytes).toBe(0);
});

it("fails an append only as a whole: when its last part is written, or at its first refusal", async () => {
  const unauthorized = 29;
  fake.script.push({ errors: { "events/0": unauthorized } });
  const records = [recordOf(even, "a"), recordOf(odd, "b")];
  await expect(settled(appends.append("events", records, forever))).rejects.toMatchObject({
    code: "log-unavailable",
    details: { reason: "TOPIC_AUTHORIZATION_FAILED" },
  });
});

it("gives an append back after its time, as unavailable, and frees its room", async () => {
  for (let request = 0; request < 100; request += 1) fake.script.push({ lost: "before" });
  await expect(settled(append(even, "a"))).rejects.toMatchObject({ name: "RecordLogUnavailable" });
  expect(clock.monotonicMs()).toBeGreaterThanOrEqual(5_000);
  expect(appends.queuedBytes).toBe(0);
});

it("does not send what its caller no longer waits for, unless it is on its way", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  fake.gate = promise;
  const first = append(even, "a");
  await clock.advance(0);
  const aborting = new AbortController();
  const second = appends.append("events", [recordOf(even, "b")], aborting.signal);
  aborting.abort(new Error("not any more"));
  await expect(second).rejects.toThrow("not any more");
  resolve();
  await settled(Promise.all([first, append(even, "c")]));
  expect(fake.written.get("events/0")).toEqual(["a", "c"]);
});
