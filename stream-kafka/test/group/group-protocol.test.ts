import { AssignerProtocol } from "kafkajs";
import { expect, it } from "vitest";
import { decodeShare, encodeProtocols, encodeShares } from "../../src/group/group-protocol.ts";

const topics = ["events", "outcomes"];
const [sticky = "", plain = ""] = encodeProtocols(topics, undefined).map(({ name }) => name);

/** Those who join, as the group's leader hears of them once the group has taken a protocol. */
function joining(
  protocol: string,
  claims: Readonly<Record<string, Parameters<typeof encodeProtocols>[1]>>,
) {
  return Object.entries(claims).map(([memberId, claim]) => {
    const offered = encodeProtocols(topics, claim).find(({ name }) => name === protocol);
    return { memberId, memberMetadata: offered?.metadata ?? Buffer.alloc(0) };
  });
}

function numbersOf(shares: ReturnType<typeof encodeShares>, memberId: string): number[] {
  const found = shares.find((share) => share.memberId === memberId);
  return decodeShare(found?.memberAssignment ?? Buffer.alloc(0))
    .filter(({ topic }) => topic === "events")
    .map(({ partition }) => partition);
}

it("offers the sticky way first, and the one that members before it know", () => {
  expect([sticky, plain]).toEqual(["rae-co-partitioned-sticky", "rae-co-partitioned"]);
});

it("leaves each member what it has, by the sticky way", () => {
  const claims = {
    a: { generationId: 2, numbers: [2, 3] },
    b: { generationId: 2, numbers: [0, 1] },
  };
  const shares = encodeShares(sticky, joining(sticky, claims), () => 4);
  expect(numbersOf(shares, "a")).toEqual([2, 3]);
  expect(numbersOf(shares, "b")).toEqual([0, 1]);
});

it("assigns as ever while a member is there that knows only the plain way", () => {
  const old = {
    memberId: "old",
    memberMetadata: AssignerProtocol.MemberMetadata.encode({
      version: 1,
      topics,
      userData: Buffer.alloc(0),
    }),
  };
  const claims = { new: { generationId: 2, numbers: [0, 2] } };
  const shares = encodeShares(plain, [...joining(plain, claims), old], () => 4);
  expect(numbersOf(shares, "new")).toEqual([0, 2]);
  expect(numbersOf(shares, "old")).toEqual([1, 3]);
});

it("gives a share also to a member whose claim cannot be read", () => {
  const broken = {
    memberId: "broken",
    memberMetadata: AssignerProtocol.MemberMetadata.encode({
      version: 0,
      topics,
      userData: Buffer.from([0, 0, 9]),
    }),
  };
  const claims = { a: { generationId: 2, numbers: [1, 3] } };
  const shares = encodeShares(sticky, [broken, ...joining(sticky, claims)], () => 4);
  expect(numbersOf(shares, "a")).toEqual([1, 3]);
  expect(numbersOf(shares, "broken")).toEqual([0, 2]);
});
