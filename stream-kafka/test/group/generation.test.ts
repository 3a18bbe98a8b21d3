import { sleep } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { RecordLogUnavailable } from "@rae/stream";
import { beforeEach, expect, it } from "vitest";
import { TopicNames } from "../../src/cluster/topic-names.ts";
import { Generation, type GenerationEnd } from "../../src/group/generation.ts";
import { answerError } from "../../src/wire/answer-error.ts";
import type { WireBroker } from "../../src/wire/broker.ts";
import { FakeCluster } from "../fake-cluster.ts";

const sessionTimeoutMs = 6_000;
const illegalGeneration = 22;
const unknownMember = 25;
const rebalanceInProgress = 27;
const notCoordinator = 16;

let clock: ManualClock;
let beats: number;
let commits: number;
/** What the coordinator answers to everything; a number is Kafka's error code, "silent" never answers. */
let answer: number | "silent";
/** How long the coordinator takes for an answer. */
let answersAfterMs: number;
let generation: Generation;
let end: GenerationEnd | undefined;
let asked: number;

beforeEach(() => {
  clock = new ManualClock();
  beats = 0;
  commits = 0;
  asked = 0;
  answer = 0;
  answersAfterMs = 0;
  end = undefined;
  const respond = async () => {
    if (answer === "silent") await new Promise(() => {});
    if (answersAfterMs > 0) await sleep(clock, answersAfterMs);
    const error = answerError(Number(answer));
    if (error !== undefined) throw error;
  };
  const cluster = new FakeCluster().asCluster();
  const coordinatorOf = async (): Promise<WireBroker> => ({
    ...(await cluster.findBroker({ nodeId: "0" })),
    heartbeat: async () => {
      beats += 1;
      await respond();
    },
    offsetCommit: async () => {
      commits += 1;
      await respond();
    },
  });
  const findGroupCoordinator = async () => {
    asked += 1;
    return await coordinatorOf();
  };
  generation = new Generation(
    {
      cluster: { ...cluster, findGroupCoordinator },
      names: new TopicNames({
        names: ["events"],
        partitions: 4,
        replicationFactor: 1,
        minInsyncReplicas: 1,
        retentionMs: {},
      }),
      clock,
      groupId: "readers",
      memberId: "member-1",
      generationId: 3,
      coordinator: lateCoordinator(coordinatorOf),
      partitions: [{ topic: "events", partition: 0 }],
      sessionTimeoutMs,
    },
    clock.monotonicMs(),
  );
  void generation.ended.then((how) => {
    end = how;
  });
});

/** A broker that is asked for at the first request. */
function lateCoordinator(of: () => Promise<WireBroker>): WireBroker {
  const unasked = () => {
    throw new Error("not asked for here");
  };
  return {
    versions: null,
    connectionPool: { send: unasked },
    joinGroup: unasked,
    syncGroup: unasked,
    leaveGroup: unasked,
    offsetFetch: unasked,
    heartbeat: async (request) => (await of()).heartbeat(request),
    offsetCommit: async (request) => (await of()).offsetCommit(request),
  };
}

const offsets = [{ topic: "events", partition: 0, offset: 7 }];

it("stays current while its heartbeats are answered", async () => {
  await clock.advance(10 * sessionTimeoutMs);
  expect(generation.isCurrent).toBe(true);
  expect(beats).toBeGreaterThan(60);
  expect(end).toBeUndefined();
});

it("is over one session after the last heartbeat that was answered, by its own clock", async () => {
  await clock.advance(1_000);
  answer = "silent";
  await clock.advance(sessionTimeoutMs - 1_000);
  expect(generation.isCurrent).toBe(true);
  await clock.advance(1_000);
  expect(generation.isCurrent).toBe(false);
  expect(end).toEqual({ kind: "lost" });
});

it("counts its session from when a heartbeat was sent, not from when its answer came", async () => {
  const firstSentMs = sessionTimeoutMs / 8;
  answersAfterMs = 3_000;
  await clock.advance(firstSentMs + answersAfterMs);
  expect(beats).toBe(1);
  answer = "silent";
  await clock.advance(sessionTimeoutMs - answersAfterMs - 1);
  expect(generation.isCurrent).toBe(true);
  await clock.advance(1);
  expect(generation.isCurrent).toBe(false);
  expect(end).toEqual({ kind: "lost" });
});

it("goes on beating when the group shares out anew, so that its work may end", async () => {
  answer = rebalanceInProgress;
  await clock.advance(2 * sessionTimeoutMs);
  expect(end).toEqual({ kind: "rebalance" });
  expect(generation.isCurrent).toBe(true);
});

it.each([illegalGeneration, unknownMember])(
  "is lost when a heartbeat is answered by %d",
  async (code) => {
    answer = code;
    await clock.advance(2_000);
    expect(end).toEqual({ kind: "lost" });
    expect(generation.isCurrent).toBe(false);
  },
);

it("gives back what a commit that comes too late names, and is lost", async () => {
  answer = illegalGeneration;
  await expect(generation.commit(offsets)).resolves.toEqual(offsets);
  expect(generation.isCurrent).toBe(false);
});

it("does not even ask to commit once its session has passed", async () => {
  answer = "silent";
  await clock.advance(2 * sessionTimeoutMs);
  await expect(generation.commit(offsets)).resolves.toEqual(offsets);
  expect(commits).toBe(0);
});

it("looks for the group's coordinator when it has moved, and says that a commit may be tried again", async () => {
  answer = notCoordinator;
  await expect(generation.commit(offsets)).rejects.toThrow(RecordLogUnavailable);
  expect(asked).toBe(1);
  answer = 0;
  await expect(generation.commit(offsets)).resolves.toEqual([]);
});

it("goes on beating while it is refused, and is over only with its lease", async () => {
  const groupAuthorizationFailed = 30;
  await clock.advance(1_000);
  answer = groupAuthorizationFailed;
  await clock.advance(sessionTimeoutMs - 2_000);
  expect(end).toBeUndefined();
  answer = 0;
  await clock.advance(2 * sessionTimeoutMs);
  expect(generation.isCurrent).toBe(true);
  answer = groupAuthorizationFailed;
  await clock.advance(sessionTimeoutMs);
  expect(end).toEqual({ kind: "lost" });
});

it("is silent after it was stopped", async () => {
  generation.stop();
  await clock.advance(2 * sessionTimeoutMs);
  expect(beats).toBe(0);
  expect(end).toBeUndefined();
});
