import { AssignerProtocol } from "kafkajs";
import { assignCoPartitioned } from "./co-partitioning.ts";

/** All members of a group must name it; another way to share needs another name. */
export const protocolName = "rae-co-partitioned";

export function encodeTopics(topics: readonly string[]): Buffer {
  const { MemberMetadata } = AssignerProtocol;
  return MemberMetadata.encode({ version: 1, topics: [...topics], userData: Buffer.alloc(0) });
}

/** What the leader of a group answers: each member's share. */
export function encodeShares(
  members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[],
  partitionsOf: (topic: string) => number,
): { readonly memberId: string; readonly memberAssignment: Buffer }[] {
  const decoded = members.map(({ memberId, memberMetadata }) => ({
    memberId,
    topics: AssignerProtocol.MemberMetadata.decode(memberMetadata)?.topics ?? [],
  }));
  const shares = assignCoPartitioned(decoded, partitionsOf);
  return [...shares].map(([memberId, assignment]) => ({
    memberId,
    memberAssignment: AssignerProtocol.MemberAssignment.encode({
      version: 1,
      assignment: { ...assignment },
      userData: Buffer.alloc(0),
    }),
  }));
}

export function decodeShare(
  memberAssignment: Buffer,
): readonly { readonly topic: string; readonly partition: number }[] {
  const share = AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {};
  return Object.entries(share).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );
}
