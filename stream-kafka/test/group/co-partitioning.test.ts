import { expect, it } from "vitest";
import { assignCoPartitioned } from "../../src/group/co-partitioning.ts";

const topics = ["events", "outcomes"];
const membersOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ memberId: `member-${index}`, topics }));
const twelve = () => 12;

it.each([1, 2, 3, 5, 12])("spreads twelve partitions evenly over %d members", (count) => {
  const shares = [...assignCoPartitioned(membersOf(count), twelve).values()];
  const sizes = shares.map((share) => share.events?.length ?? 0);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  const all = shares.flatMap((share) => share.events ?? []).toSorted((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: 12 }, (_, partition) => partition));
});

it("gives a partition number of all topics to one member", () => {
  for (const share of assignCoPartitioned(membersOf(5), twelve).values()) {
    expect(share.outcomes).toEqual(share.events);
  }
});

it("does not depend on the order in which members are listed", () => {
  const members = membersOf(4);
  const reversed = assignCoPartitioned(members.toReversed(), twelve);
  expect(reversed).toEqual(assignCoPartitioned(members, twelve));
});

it("leaves members without a share when there are more than partitions", () => {
  const shares = [...assignCoPartitioned(membersOf(3), () => 2).values()];
  expect(shares.filter((share) => share.events === undefined)).toHaveLength(1);
});

it("gives a topic only to those who read it", () => {
  const members = [
    { memberId: "a", topics: ["events"] },
    { memberId: "b", topics: ["events", "outcomes"] },
  ];
  const shares = assignCoPartitioned(members, () => 4);
  expect(shares.get("a")).toEqual({ events: [0, 2] });
  expect(shares.get("b")).toEqual({ events: [1, 3], outcomes: [0, 1, 2, 3] });
});
