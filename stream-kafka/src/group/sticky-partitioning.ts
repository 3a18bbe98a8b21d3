import {
  assignByNumber,
  type GroupAssignment,
  type GroupMember,
  inOrder,
  topicsOf,
} from "./co-partitioning.ts";

/** The partition numbers that a member has, since a generation of its group. */
export interface ShareClaim {
  readonly generationId: number;
  readonly numbers: readonly number[];
}

export interface ClaimingMember extends GroupMember {
  /** Undefined for a member that has had no share. */
  readonly claim: ShareClaim | undefined;
}

/**
 * As `assignCoPartitioned`, and a number stays with the member that has it, unless that has too many: no assignment that is
 * balanced moves fewer. Of two members that claim one number, the claim of the later generation counts.
 */
export function assignSticky(
  members: readonly ClaimingMember[],
  partitionsOf: (topic: string) => number,
): GroupAssignment {
  const ordered = inOrder(members);
  const count = Math.max(0, ...topicsOf(ordered).map(partitionsOf));
  const claimed = claimedNumbers(ordered, count);
  const claimOf = (member: ClaimingMember) => claimed.get(member) ?? [];
  // Who has most may keep one more, for then the fewest move.
  const byClaim = ordered.toSorted((a, b) => claimOf(b).length - claimOf(a).length);
  const owners = new Map<number, ClaimingMember>();
  const room: { readonly member: ClaimingMember; left: number }[] = [];
  for (const [index, member] of byClaim.entries()) {
    const quota = Math.floor(count / byClaim.length) + (index < count % byClaim.length ? 1 : 0);
    const kept = claimOf(member).slice(0, quota);
    for (const number of kept) owners.set(number, member);
    room.push({ member, left: quota - kept.length });
  }
  let next = 0;
  for (let number = 0; number < count; number += 1) {
    if (owners.has(number)) continue;
    while (room[next]?.left === 0) next += 1;
    const taker = room[next];
    if (taker === undefined) break;
    taker.left -= 1;
    owners.set(number, taker.member);
  }
  return assignByNumber(ordered, partitionsOf, (number) => owners.get(number));
}

/** Each number once, with the member whose claim is the latest; each member's in order. */
function claimedNumbers(
  members: readonly ClaimingMember[],
  count: number,
): ReadonlyMap<ClaimingMember, readonly number[]> {
  const latest = new Map<number, ClaimingMember>();
  for (const member of members) {
    for (const number of member.claim?.numbers ?? []) {
      const rival = latest.get(number)?.claim?.generationId ?? Number.NEGATIVE_INFINITY;
      if (number < count && (member.claim?.generationId ?? rival) > rival)
        latest.set(number, member);
    }
  }
  const claimed = new Map<ClaimingMember, number[]>();
  for (const [number, member] of [...latest].toSorted(([a], [b]) => a - b)) {
    claimed.set(member, [...(claimed.get(member) ?? []), number]);
  }
  return claimed;
}
