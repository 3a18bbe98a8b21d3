import { AssignerProtocol } from "kafkajs";
import { ByteReader } from "../wire/byte-reader.ts";
import { ByteWriter } from "../wire/byte-writer.ts";
import { assignCoPartitioned } from "./co-partitioning.ts";
import { assignSticky, type ShareClaim } from "./sticky-partitioning.ts";

// A group takes the first of these that all of its members name; another way to assign needs another name.
const stickyName = "rae-co-partitioned-sticky";
const plainName = "rae-co-partitioned";
const claimVersion = 0;

/** What a member offers when it joins: each way to assign by its name, with the topics that it reads and what it has. */
export function encodeProtocols(
  topics: readonly string[],
  claim: ShareClaim | undefined,
): { readonly name: string; readonly metadata: Buffer }[] {
  const encode = (userData: Buffer) =>
    AssignerProtocol.MemberMetadata.encode({ version: 0, topics: [...topics], userData });
  return [
    { name: stickyName, metadata: encode(encodeClaim(claim)) },
    { name: plainName, metadata: encode(Buffer.alloc(0)) },
  ];
}

/** What the leader of a group answers, by the way that the group has taken: each member's share. */
export function encodeShares(
  protocolName: string,
  members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[],
  partitionsOf: (topic: string) => number,
): { readonly memberId: string; readonly memberAssignment: Buffer }[] {
  const decoded = members.map(({ memberId, memberMetadata }) => {
    const metadata = AssignerProtocol.MemberMetadata.decode(memberMetadata);
    const claim = decodeClaim(metadata?.userData ?? Buffer.alloc(0));
    return { memberId, topics: metadata?.topics ?? [], claim };
  });
  const assign = protocolName === stickyName ? assignSticky : assignCoPartitioned;
  return [...assign(decoded, partitionsOf)].map(([memberId, assignment]) => ({
    memberId,
    memberAssignment: AssignerProtocol.MemberAssignment.encode({
      version: 0,
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

/** version 2 | generation 4 | [number 4] */
function encodeClaim(claim: ShareClaim | undefined): Buffer {
  if (claim === undefined) return Buffer.alloc(0);
  const { generationId, numbers } = claim;
  const into = new ByteWriter(10 + 4 * numbers.length);
  into.int16(claimVersion);
  into.int32(generationId);
  into.int32(numbers.length);
  for (const number of numbers) into.int32(number);
  return into.written;
}

/** Undefined for what cannot be read: a claim is a wish, and its member gets a share without. */
function decodeClaim(bytes: Buffer): ShareClaim | undefined {
  try {
    const from = new ByteReader(bytes);
    if (from.int16() !== claimVersion) return undefined;
    return { generationId: from.int32(), numbers: from.array(() => from.int32()) };
  } catch {
    return undefined;
  }
}
