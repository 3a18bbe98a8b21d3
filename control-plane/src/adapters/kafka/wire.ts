import type { Message } from "kafkajs";

/** A record as kafkajs decodes it. */
export interface WireRecord {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | Buffer[] | null>>;
  readonly isControlRecord: boolean;
}

export interface WirePartition {
  readonly partition: number;
  readonly highWatermark: string;
  readonly messages: readonly WireRecord[];
}

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
  produce(request: {
    readonly acks: number;
    readonly timeout: number;
    readonly topicData: readonly {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly messages: readonly Message[];
      }[];
    }[];
  }): Promise<{
    readonly topics: readonly {
      readonly topicName: string;
      readonly partitions: readonly { readonly partition: number; readonly errorCode: number }[];
    }[];
  }>;
  fetch(request: {
    readonly maxWaitTime: number;
    readonly minBytes: number;
    readonly maxBytes: number;
    readonly isolationLevel: number;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly fetchOffset: string;
        readonly maxBytes: number;
      }[];
    }[];
  }): Promise<{
    readonly responses: readonly {
      readonly topicName: string;
      readonly partitions: readonly WirePartition[];
    }[];
  }>;
  joinGroup(
    request: MemberOfGroup & {
      readonly sessionTimeout: number;
      readonly rebalanceTimeout: number;
      readonly groupProtocols: readonly { readonly name: string; readonly metadata: Buffer }[];
    },
  ): Promise<{
    readonly generationId: number;
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
