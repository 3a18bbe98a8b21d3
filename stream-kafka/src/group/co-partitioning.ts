/** A member of a group and the topics that it reads. */
export interface GroupMember {
  readonly memberId: string;
  readonly topics: readonly string[];
}

/** For each member, its partitions by topic. */
export type GroupAssignment = ReadonlyMap<string, Readonly<Record<string, number[]>>>;

/**
 * Shares partitions so that number k of every topic goes to the same member: records of one key on several topics are
 * handled by one process. Balanced to within one number; the same members give the same result, in whatever order.
 */
export function assignCoPartitioned(
  members: readonly GroupMember[],
  partitionsOf: (topic: string) => number,
): GroupAssignment {
  const ordered = members.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const shares = new Map(ordered.map(({ memberId }) => [memberId, {} as Record<string, number[]>]));
  const topics = [...new Set(ordered.flatMap((member) => member.topics))].toSorted();
  for (const topic of topics) {
    const readers = ordered.filter((member) => member.topics.includes(topic));
    for (let partition = 0; partition < partitionsOf(topic); partition += 1) {
      const chosen = ordered[partition % ordered.length];
      // Members of one group read the same topics, but for the time of an upgrade.
      const reader =
        chosen?.topics.includes(topic) === true ? chosen : readers[partition % readers.length];
      const share = reader === undefined ? undefined : shares.get(reader.memberId);
      if (share !== undefined) share[topic] = [...(share[topic] ?? []), partition];
    }
  }
  return shares;
}
