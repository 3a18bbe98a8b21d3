import { RecordLogUnavailable } from "@rae/stream";
import type { WireBroker } from "./broker.ts";

/** A range of versions of a request, both ends included. */
export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/** A request, and how its answer is read, in every version of a range. */
export interface WireCall<T> {
  readonly apiKey: number;
  readonly apiName: string;
  readonly versions: VersionRange;
  readonly encode: (version: number) => Buffer;
  readonly decode: (answer: Buffer, version: number) => T;
}

/**
 * Sends a request over kafkajs's connection to a broker, in the highest version that both know. It goes past kafkajs's own
 * coding of records, which makes several buffers and big integers for each, and throws an answer's first error without
 * saying which partition it is of.
 * @throws kafkajs's errors, or RecordLogUnavailable if there is no common version; what the answer says of each partition
 * is in the result.
 */
export async function callBroker<T>(broker: WireBroker, call: WireCall<T>): Promise<T> {
  const { apiKey, apiName, encode, decode } = call;
  const apiVersion = commonVersion(broker, call);
  const body = encode(apiVersion);
  return await broker.connectionPool.send({
    request: {
      apiKey,
      apiVersion,
      apiName,
      expectResponse: () => true,
      encode: async () => ({ buf: body, buffer: body }),
    },
    response: {
      decode: async (bytes) => ({ decoded: decode(bytes, apiVersion) }),
      parse: async ({ decoded }) => decoded,
    },
  });
}

/** By what the broker answered to ApiVersions when it was connected (KIP-35). */
function commonVersion(
  { versions }: WireBroker,
  { apiKey, apiName, versions: { min, max } }: WireCall<unknown>,
): number {
  const spoken = versions?.[apiKey];
  const version = Math.min(max, spoken?.maxVersion ?? -1);
  if (spoken !== undefined && version >= Math.max(min, spoken.minVersion)) return version;
  const theirs =
    spoken === undefined
      ? "it does not know that request"
      : `it speaks ${spoken.minVersion} to ${spoken.maxVersion}`;
  throw new RecordLogUnavailable(
    `the Kafka broker has no version of ${apiName} from ${min} to ${max}: ${theirs}; ` +
      "upgrade the broker or Rae",
  );
}
