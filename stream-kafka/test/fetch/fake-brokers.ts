import { type Clock, sleep, systemClock } from "@rae/kit";
import type { KafkaCluster } from "../../src/cluster/cluster.ts";
import type { WireBroker } from "../../src/wire/broker.ts";
import { ByteReader } from "../../src/wire/byte-reader.ts";
import { ByteWriter } from "../../src/wire/byte-writer.ts";
import { FakeCluster } from "../fake-cluster.ts";
import { batchOf, recordOf } from "./batches.ts";

const outOfRange = 1;
const notLeader = 6;

/** A partition as its leader has it. */
export class FakePartition {
  leader = 0;
  firstOffset = 0;
  batches: Buffer[] = [];
  endOffset = 0;
  /** What the leader says of a nearer replica, if it is told a rack. */
  nearReplica = -1;
  /** Kafka's code, answered instead of records. */
  error = 0;

  append(...texts: readonly string[]): void {
    for (const text of texts) {
      this.appendBatch((baseOffset) => batchOf([recordOf("a", text)], { baseOffset }));
    }
  }

  appendBatch(batch: (baseOffset: number) => Buffer): void {
    this.batches.push(batch(this.endOffset));
    this.endOffset += 1;
  }

  from(offset: number): Buffer {
    return Buffer.concat(this.batches.slice(offset));
  }
}

interface AskedFetch {
  readonly brokerId: number;
  readonly rack: string;
  readonly partitions: readonly { readonly partition: number; readonly fromOffset: number }[];
}

/** Brokers in memory that answer fetches and requests for offsets for the topic "events", and whose metadata a client knows as of its last refresh. */
export class FakeBrokers {
  readonly partitions: readonly FakePartition[];
  readonly fetches: AskedFetch[] = [];
  /** Brokers that take requests and answer none; a request to them fails when the promise is rejected. */
  readonly silent = new Map<number, Promise<never>>();
  /** How long a broker takes to say who leads what. */
  metadataMs = 0;
  readonly #clock: Clock = systemClock;
  #known: readonly number[];

  constructor(partitions: number) {
    this.partitions = Array.from({ length: partitions }, () => new FakePartition());
    this.#known = this.#leaders();
  }

  asCluster(): KafkaCluster {
    this.#known = this.#leaders();
    return {
      ...new FakeCluster().asCluster(),
      refreshMetadata: async () => {
        await sleep(this.#clock, this.metadataMs);
        this.#known = this.#leaders();
      },
      findTopicPartitionMetadata: () =>
        this.#known.map((leader, partitionId) => ({
          ...{ partitionId, leader },
          ...{ partitionErrorCode: 0, replicas: [], isr: [] },
        })),
      fetchTopicsOffset: async (topics) =>
        await Promise.all(
          topics.map(async ({ topic, partitions, ...since }) => ({
            topic,
            partitions: await Promise.all(
              partitions.map(({ partition }) => this.#offset(partition, since)),
            ),
          })),
        ),
      findBroker: async ({ nodeId }) => this.#broker(Number(nodeId)),
    };
  }

  /** One that cannot be asked for fails the whole call, as in kafkajs. */
  async #offset(partition: number, since: object) {
    const { error, firstOffset, endOffset } = this.partitions[partition] ?? new FakePartition();
    const leader = this.#known[partition] ?? -1;
    if (leader < 0 || error !== 0) throw new Error(`partition ${partition} cannot be asked for`);
    await this.silent.get(leader);
    const isEnd = "fromBeginning" in since && since.fromBeginning === false;
    return { partition, offset: `${isEnd ? endOffset : firstOffset}` };
  }

  #leaders(): readonly number[] {
    return this.partitions.map(({ leader }) => leader);
  }

  async #broker(brokerId: number): Promise<WireBroker> {
    return {
      ...(await new FakeCluster().asCluster().findBroker({ nodeId: `${brokerId}` })),
      versions: { 1: { minVersion: 0, maxVersion: 11 } },
      connectionPool: {
        send: async ({ request, response }) => {
          const { buffer } = await request.encode();
          await this.silent.get(brokerId);
          return await response.parse(await response.decode(await this.#fetch(brokerId, buffer)));
        },
      },
    };
  }

  async #fetch(brokerId: number, body: Buffer): Promise<Buffer> {
    const from = new ByteReader(body, 4);
    const waitMs = from.int32();
    from.skip(17);
    const topics = from.array(() => {
      const topic = from.string();
      const asked = from.array(() => {
        const partition = from.int32();
        from.skip(4);
        const fromOffset = from.int64();
        from.skip(12);
        return { partition, fromOffset };
      });
      return { topic, asked };
    });
    from.skip(4);
    const rack = from.string();
    const partitions = topics.flatMap(({ asked }) => asked);
    this.fetches.push({ brokerId, rack, partitions });
    const hasNothing = partitions.every(({ partition, fromOffset }) => {
      const found = this.partitions[partition];
      return found?.leader === brokerId && found.error === 0 && found.endOffset === fromOffset;
    });
    if (hasNothing) await sleep(this.#clock, Math.min(waitMs, 10));
    const into = new ByteWriter(256);
    into.bytes(new Uint8Array(10));
    into.int32(topics.length);
    for (const { topic, asked } of topics) {
      into.string(topic);
      into.int32(asked.length);
      for (const each of asked) this.#answer(into, brokerId, rack, each);
    }
    return into.written;
  }

  #answer(
    into: ByteWriter,
    brokerId: number,
    rack: string,
    { partition, fromOffset }: { readonly partition: number; readonly fromOffset: number },
  ): void {
    const found = this.partitions[partition] ?? new FakePartition();
    const { leader, nearReplica, firstOffset, endOffset } = found;
    const isMissing = fromOffset < firstOffset || fromOffset > endOffset;
    const isElsewhere = leader !== brokerId && nearReplica !== brokerId;
    const code = found.error || (isElsewhere ? notLeader : isMissing ? outOfRange : 0);
    const sendsAway = leader === brokerId && rack !== "" && nearReplica >= 0;
    const batches = code !== 0 || sendsAway ? Buffer.alloc(0) : found.from(fromOffset);
    into.int32(partition);
    into.int16(code);
    into.int64(code === 0 ? endOffset : -1);
    into.bytes(new Uint8Array(16));
    into.int32(0);
    into.int32(code === 0 && sendsAway ? nearReplica : -1);
    into.int32(batches.length);
    into.bytes(batches);
  }
}
