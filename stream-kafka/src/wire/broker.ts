export interface WireOffsets {
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
}

interface MemberOfGroup {
  readonly groupId: string;
  readonly memberId: string;
}

/** The requests to one broker that this adapter makes; each rejects if the answer holds any error. */
export interface WireBroker {
  /** By the request's key, as the broker said when it was connected; null before. */
  readonly versions: Readonly<
    Record<number, { readonly minVersion: number; readonly maxVersion: number }>
  > | null;
  /** kafkajs's connections to the broker: one for requests, one for fetches. */
  readonly connectionPool: {
    send<Decoded, Answer>(call: {
      readonly request: {
        readonly apiKey: number;
        readonly apiVersion: number;
        readonly apiName: string;
        readonly expectResponse: () => boolean;
        readonly encode: () => Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>;
      };
      readonly response: {
        readonly decode: (bytes: Buffer) => Promise<Decoded>;
        readonly parse: (decoded: Decoded) => Promise<Answer>;
      };
    }): Promise<Answer>;
  };
  joinGroup(
    request: MemberOfGroup & {
      readonly sessionTimeout: number;
      readonly rebalanceTimeout: number;
      readonly groupProtocols: readonly { readonly name: string; readonly metadata: Buffer }[];
    },
  ): Promise<{
    readonly generationId: number;
    readonly groupProtocol: string;
    readonly leaderId: string;
    readonly memberId: string;
    readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[];
  }>;
  syncGroup(
    request: MemberOfGroup & {
      readonly generationId: number;
      readonly groupAssignment: readonly {
        readonly memberId: string;
        readonly memberAssignment: Buffer;
      }[];
    },
  ): Promise<{ readonly memberAssignment: Buffer }>;
  heartbeat(request: MemberOfGroup & { readonly groupGenerationId: number }): Promise<unknown>;
  leaveGroup(request: MemberOfGroup): Promise<unknown>;
  offsetCommit(
    request: MemberOfGroup & {
      readonly groupGenerationId: number;
      readonly topics: readonly WireOffsets[];
    },
  ): Promise<unknown>;
  offsetFetch(request: {
    readonly groupId: string;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number }[];
    }[];
  }): Promise<{ readonly responses: readonly WireOffsets[] }>;
}
