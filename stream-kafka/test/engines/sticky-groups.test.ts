import { sharedEngines } from "@rae/deploy/engines/testing";
import { CloseStack } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import type { Consumption } from "@rae/stream";
import { AssignerProtocol } from "kafkajs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openCluster } from "../../src/cluster/open-cluster.ts";
import type { KafkaRecordLogOptions } from "../../src/cluster/record-log-options.ts";
import { decodeShare } from "../../src/group/group-protocol.ts";
import { endOf, labOptions, never, openLab } from "./kafka-lab.ts";

let opened: CloseStack;
let options: KafkaRecordLogOptions;
beforeEach(() => {
  opened = new CloseStack();
  const base = labOptions(sharedEngines().kafkaBrokers, { read: { sessionTimeoutMs: 6_000 } });
  options = { ...base, topics: { ...base.topics, partitions: 12 } };
});
afterEach(() => opened.close());

const join = async () =>
  await opened.use("log", openLab(options)).consume({
    group: "readers",
    topics: ["events", "outcomes"],
    handle: async (slice) => endOf(slice),
    onFailure: never,
  });

const numbersOf = (member: Consumption, topic = "events") =>
  member
    .lag()
    .filter((lag) => lag.topic === topic)
    .map((lag) => lag.partition)
    .toSorted((a, b) => a - b);

/** Each member's numbers, once all twelve are shared within one. */
async function settled(members: readonly Consumption[]): Promise<readonly number[][]> {
  const fewest = Math.floor(12 / members.length);
  return await eventually(
    () => {
      const shares = members.map((member) => numbersOf(member));
      expect(shares.flat().toSorted((a, b) => a - b)).toEqual([...Array(12).keys()]);
      for (const share of shares) expect([fewest, fewest + 1]).toContain(share.length);
      return shares;
    },
    { timeoutMs: 30_000 },
  );
}

it("moves one of twelve partition numbers when a seventh member joins, on all topics", async () => {
  const six = await Promise.all(Array.from({ length: 6 }, join));
  const before = await settled(six);
  const seventh = await join();
  const after = await settled([...six, seventh]);
  const moved = before.flatMap((share, index) =>
    share.filter((number) => after[index]?.includes(number) !== true),
  );
  expect(moved).toHaveLength(1);
  expect(numbersOf(seventh)).toEqual(moved);
  // Where to go on is found for each topic by itself.
  await eventually(() => expect(numbersOf(seventh, "outcomes")).toEqual(moved));
});

it("assigns with a member that knows only the plain way, and stays sticky once that is gone", async () => {
  const cluster = openCluster(options);
  const first = await join();
  await cluster.connect();
  opened.push("cluster", () => cluster.disconnect());
  const groupId = `${options.topics.prefix}readers`;
  const topics = [`${options.topics.prefix}events`, `${options.topics.prefix}outcomes`];
  await cluster.addMultipleTargetTopics(topics);
  const coordinator = await cluster.findGroupCoordinator({ groupId });
  const metadata = AssignerProtocol.MemberMetadata.encode({
    version: 1,
    topics,
    userData: Buffer.alloc(0),
  });
  const old = await coordinator.joinGroup({
    groupId,
    memberId: "",
    sessionTimeout: 6_000,
    rebalanceTimeout: 30_000,
    groupProtocols: [{ name: "rae-co-partitioned", metadata }],
  });
  const { memberId, generationId, groupProtocol } = old;
  expect(groupProtocol).toBe("rae-co-partitioned");
  const share = await coordinator.syncGroup({
    groupId,
    memberId,
    generationId,
    groupAssignment: [],
  });
  const numbers = new Set(decodeShare(share.memberAssignment).map(({ partition }) => partition));
  await eventually(() => expect(numbersOf(first)).toHaveLength(6));
  expect([...numbers, ...numbersOf(first)].toSorted((a, b) => a - b)).toEqual([
    ...Array(12).keys(),
  ]);
  const kept = numbersOf(first);
  await coordinator.leaveGroup({ groupId, memberId });
  const second = await join();
  const shares = await settled([first, second]);
  expect(shares[0]?.filter((number) => kept.includes(number))).toHaveLength(6);
});
