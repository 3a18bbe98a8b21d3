/** A member of a group and the topics that it reads. */
export interface GroupMember {
  readonly memberId: string;
  readonly topics: readonly string[];
}

/** For each member, its partitions by topic. */
export type GroupAssignment = ReadonlyMap<string, Readonly<Record<string, number[]>>>;

/**
 * Assigns partitions so that number k of every topic goes to one member: records of one key on several topics are
 * handled by one process. Balanced to within one number; the same members give the same result, in whatever order.
 */
export function assignCoPartitioned(
  members: readonly GroupMember[],
  partitionsOf: (topic: string) => number,
): GroupAssignment {
  const ordered = inOrder(members);
  return assignByNumber(ordered, partitionsOf, (number) => ordered[number % ordered.length]);
}

/** `members` in order; `ownerOf` says whose a partition number is, on all topics that its owner reads. */
export function assignByNumber<Member extends GroupMember>(
  members: readonly Member[],
  partitionsOf: (topic: string) => number,
  ownerOf: (number: number) => Member | undefined,
): GroupAssignment {
  const shares = new Map(members.map(({ memberId }) => [memberId, {} as Record<string, number[]>]));
  for (const topic of topicsOf(members)) {
    const readers = members.filter((member) => member.topics.includes(topic));
    for (let number = 0; number < partitionsOf(topic); number += 1) {
      const owner = ownerOf(number);
      // Members of one group read the same topics, but for the time of an upgrade.
      const reader =
        owner?.topics.includes(topic) === true ? owner : readers[number % readers.length];
      const share = reader === undefined ? undefined : shares.get(reader.memberId);
      if (share !== undefined) share[topic] = [...(share[topic] ?? []), number];
    }
  }
  return shares;
}

export function inOrder<Member extends GroupMember>(members: readonly Member[]): readonly Member[] {
  return members.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
}

/** The topics that any of them reads, in order. */
export function topicsOf(members: readonly GroupMember[]): readonly string[] {
  return [...new Set(members.flatMap((member) => member.topics))].toSorted();
}
