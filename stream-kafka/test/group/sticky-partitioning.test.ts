import {
  array,
  assert as assertProperty,
  nat,
  property,
  shuffledSubarray,
  tuple,
} from "fast-check";
import { expect, it } from "vitest";
import type { GroupAssignment } from "../../src/group/co-partitioning.ts";
import {
  assignSticky,
  type ClaimingMember,
  type ShareClaim,
} from "../../src/group/sticky-partitioning.ts";

const topics = ["events", "outcomes"];
const memberOf = (index: number, claim?: ShareClaim): ClaimingMember => ({
  memberId: `member-${index}`,
  topics,
  claim,
});
const membersOf = (count: number) => Array.from({ length: count }, (_, index) => memberOf(index));
const numbersOf = (shares: GroupAssignment, memberId: string) => shares.get(memberId)?.events ?? [];

/** The same members as they join again after an assignment. */
function rejoining(
  members: readonly ClaimingMember[],
  shares: GroupAssignment,
  generationId: number,
): ClaimingMember[] {
  return members.map((member) => ({
    ...member,
    claim: { generationId, numbers: numbersOf(shares, member.memberId) },
  }));
}

function movedBetween(before: GroupAssignment, after: GroupAssignment): number {
  const ownerOf = (shares: GroupAssignment, number: number) =>
    [...shares].find(([, share]) => share.events?.includes(number))?.[0];
  const all = [...after.values()].flatMap((share) => share.events ?? []);
  return all.filter((number) => {
    const owner = ownerOf(before, number);
    return owner !== undefined && owner !== ownerOf(after, number);
  }).length;
}

// Members with claims of any kind: overlapping, of several generations, past the end.
const someMembers = array(tuple(nat(20), array(nat(40), { maxLength: 30 })), {
  minLength: 1,
  maxLength: 14,
}).map((claims) =>
  claims.map(([generationId, numbers], index) =>
    memberOf(index, { generationId, numbers: [...new Set(numbers)] }),
  ),
);
const someCount = nat(35);

it("is balanced to within one number, each to one member, whatever is claimed", () => {
  assertProperty(
    property(someMembers, someCount, (members, count) => {
      const shares = [...assignSticky(members, () => count).values()];
      const sizes = shares.map((share) => share.events?.length ?? 0);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      const all = shares.flatMap((share) => share.events ?? []).toSorted((a, b) => a - b);
      expect(all).toEqual(Array.from({ length: count }, (_, number) => number));
    }),
  );
});

it("gives a number of all topics to one member, also where the topics have not the same count", () => {
  assertProperty(
    property(someMembers, someCount, someCount, (members, events, outcomes) => {
      const countOf = (topic: string) => (topic === "events" ? events : outcomes);
      for (const share of assignSticky(members, countOf).values()) {
        const common = (share.events ?? []).filter((number) => number < outcomes);
        expect((share.outcomes ?? []).filter((number) => number < events)).toEqual(common);
      }
    }),
  );
});

it("does not depend on the order in which members are listed", () => {
  assertProperty(
    property(
      someMembers.chain((members) =>
        tuple(
          shuffledSubarray(members, { minLength: members.length, maxLength: members.length }),
          shuffledSubarray(members, { minLength: members.length, maxLength: members.length }),
        ),
      ),
      someCount,
      ([some, others], count) => {
        expect(assignSticky(some, () => count)).toEqual(assignSticky(others, () => count));
      },
    ),
  );
});

it("moves no more than those who join lack and those who leave had", () => {
  assertProperty(
    property(nat(11), nat(11), nat(35), (from, to, count) => {
      const before = membersOf(from + 1);
      const shares = assignSticky(before, () => count);
      const stayed = rejoining(before, shares, 1).slice(0, to + 1);
      const joined = membersOf(to + 1).slice(stayed.length);
      const after = assignSticky([...stayed, ...joined], () => count);
      const left = before.length - stayed.length;
      const gained = joined.map(({ memberId }) => numbersOf(after, memberId).length);
      const freed = before
        .slice(stayed.length)
        .map(({ memberId }) => numbersOf(shares, memberId).length);
      const expected = (left > 0 ? freed : gained).reduce((sum, each) => sum + each, 0);
      expect(movedBetween(shares, after)).toBe(expected);
    }),
  );
});

it("moves one of twelve numbers when a seventh member joins six", () => {
  const six = membersOf(6);
  const shares = assignSticky(six, () => 12);
  const seven = [...rejoining(six, shares, 4), memberOf(9)];
  const after = assignSticky(seven, () => 12);
  expect(movedBetween(shares, after)).toBe(1);
  expect(numbersOf(after, "member-9")).toHaveLength(1);
});

it("lets a claim of an earlier generation lose", () => {
  const members = [
    memberOf(0, { generationId: 3, numbers: [0, 1, 2, 3] }),
    memberOf(1, { generationId: 7, numbers: [0, 1] }),
  ];
  const shares = assignSticky(members, () => 4);
  expect(numbersOf(shares, "member-1")).toEqual([0, 1]);
  expect(numbersOf(shares, "member-0")).toEqual([2, 3]);
});

it("gives numbers that are new to those who have fewest, and leaves the others where they are", () => {
  const three = membersOf(3);
  const shares = assignSticky(three, () => 6);
  const grown = assignSticky(rejoining(three, shares, 1), () => 9);
  expect(movedBetween(shares, grown)).toBe(0);
  expect([...grown.values()].map((share) => share.events?.length)).toEqual([3, 3, 3]);
});
