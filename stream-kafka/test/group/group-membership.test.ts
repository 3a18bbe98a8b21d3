import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import type { TopicPartition } from "@rae/stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { TopicNames } from "../../src/cluster/topic-names.ts";
import { GroupMembership } from "../../src/group/group-membership.ts";
import { StartingOffsets } from "../../src/group/starting-offsets.ts";
import { FakeCoordinator } from "./fake-coordinator.ts";

const sessionTimeoutMs = 15_000;
const unknownMember = 25;
const groupAuthorizationFailed = 30;
const topicAuthorizationFailed = 29;
const saslAuthenticationFailed = 58;

const names = new TopicNames({
  names: ["events", "outcomes"],
  partitions: 4,
  replicationFactor: 1,
  minInsyncReplicas: 1,
  retentionMs: {},
});

let clock: ManualClock;
let coordinator: FakeCoordinator;
let ours: readonly TopicPartition[];
let failures: unknown[];
let notJoined: unknown[];
let membership: GroupMembership | undefined;
beforeEach(() => {
  clock = new ManualClock();
  coordinator = new FakeCoordinator();
  ours = [];
  failures = [];
  notJoined = [];
  membership = undefined;
});
afterEach(() => membership?.leave());

function join(): GroupMembership {
  membership = new GroupMembership({
    cluster: coordinator.asCluster(),
    names,
    clock,
    logger: silentLogger,
    groupId: "readers",
    topics: ["events"],
    sessionTimeoutMs,
    rebalanceTimeoutMs: 30_000,
    onGained: async (partitions) => {
      ours = partitions;
    },
    onGiven: async () => {
      ours = [];
    },
    onFailure: (error) => failures.push(error),
    onNotJoined: (error) => notJoined.push(error),
  });
  return membership;
}

it.each([saslAuthenticationFailed, groupAuthorizationFailed])(
  "is a member again soon after a refusal of 40 s (%d) while it was one, and nothing has ended",
  async (code) => {
    const member = join();
    await clock.advance(1_000);
    expect(ours).toHaveLength(4);
    coordinator.answer = code;
    await clock.advance(40_000);
    expect(ours).toEqual([]);
    expect(member.isCurrent).toBe(false);
    expect(failures).toEqual([]);
    coordinator.answer = 0;
    await clock.advance(5_000);
    expect(ours).toHaveLength(4);
    expect(member.isCurrent).toBe(true);
    expect(failures).toEqual([]);
  },
);

it("says at once what refuses it, and ends when it has not been a member for three sessions", async () => {
  coordinator.answer = groupAuthorizationFailed;
  const { joined } = join();
  const expected = {
    code: "log-unavailable",
    details: { reason: "GROUP_AUTHORIZATION_FAILED" },
  };
  await clock.advance(sessionTimeoutMs);
  expect(notJoined.at(-1)).toMatchObject(expected);
  expect(failures).toEqual([]);
  await clock.advance(3 * sessionTimeoutMs);
  await expect(joined).rejects.toMatchObject(expected);
  expect(failures).toMatchObject([expected]);
});

it("looks anew who the brokers are each time when it could not join", async () => {
  coordinator.answer = groupAuthorizationFailed;
  join();
  await clock.advance(10_000);
  expect(coordinator.refreshes).toBeGreaterThan(3);
});

it("joins at once, as another member, when the group no longer knows it", async () => {
  join();
  await clock.advance(1_000);
  coordinator.answer = unknownMember;
  await clock.advance(1_500);
  coordinator.answer = 0;
  await clock.advance(5_000);
  expect(ours).toHaveLength(4);
  expect(failures).toEqual([]);
});

it("reads the other topics while one is refused, and that one once it is allowed", async () => {
  const found: string[] = [];
  const starts = new StartingOffsets({
    cluster: coordinator.asCluster(),
    names,
    clock,
    logger: silentLogger,
    groupId: "readers",
    onFound: (offsets) => {
      found.push(...offsets.map(({ topic, offset }) => `${topic} from ${offset}`));
    },
  });
  coordinator.refusedTopics.set("outcomes", topicAuthorizationFailed);
  const ending = new AbortController();
  const both = ["events", "outcomes"].map((topic) => ({ topic, partition: 0 }));
  await starts.find(both, ending.signal);
  await clock.advance(20_000);
  expect(found).toEqual(["events from 3"]);
  coordinator.refusedTopics.clear();
  await clock.advance(10_000);
  expect(found).toEqual(["events from 3", "outcomes from 3"]);
  ending.abort();
});
