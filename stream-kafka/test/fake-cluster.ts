import { partitionName } from "@rae/stream";
import type { KafkaCluster } from "../src/cluster/cluster.ts";
import { readBatches } from "../src/fetch/read-batches.ts";
import type { WireBroker } from "../src/wire/broker.ts";
import { ByteReader } from "../src/wire/byte-reader.ts";
import { ByteWriter } from "../src/wire/byte-writer.ts";

/** What a broker does with one produce request: Kafka's error code by partition, partitions left out, or a lost connection. */
export interface ProduceScript {
  readonly errors?: Readonly<Record<string, number>>;
  readonly leaveOut?: readonly string[];
  /** The connection is lost before or after the records were written. */
  readonly lost?: "before" | "after";
}

/** Two brokers in memory, of which the first leads even partitions; each produce request follows the next line of a script. */
export class FakeCluster {
  /** Texts by partition, as they were written. */
  readonly written = new Map<string, string[]>();
  /** For each request the partitions in it. */
  readonly requests: string[][] = [];
  readonly script: ProduceScript[] = [];
  /** Requests wait for it. */
  gate: Promise<void> = Promise.resolve();

  asCluster(): KafkaCluster {
    const nothing = async () => {};
    return {
      connect: nothing,
      disconnect: nothing,
      addMultipleTargetTopics: nothing,
      refreshMetadata: nothing,
      findTopicPartitionMetadata: () =>
        [0, 1, 2, 3].map((partitionId) => ({
          partitionId,
          leader: partitionId % 2,
          partitionErrorCode: 0,
          replicas: [],
          isr: [],
        })),
      topicFailure: () => undefined,
      fetchTopicsOffset: async () => [],
      findBroker: async () => this.#broker(),
      findGroupCoordinator: async () => this.#broker(),
    };
  }

  #broker(): WireBroker {
    const unasked = () => {
      throw new Error("the fake broker was not made for this request");
    };
    return {
      versions: { 0: { minVersion: 3, maxVersion: 7 } },
      connectionPool: {
        send: async ({ request, response }) => {
          await this.gate;
          const { buffer } = await request.encode();
          return await response.parse(await response.decode(this.#produce(buffer)));
        },
      },
      joinGroup: unasked,
      syncGroup: unasked,
      heartbeat: unasked,
      leaveGroup: unasked,
      offsetCommit: unasked,
      offsetFetch: unasked,
    };
  }

  #produce(body: Buffer): Buffer {
    const script = this.script.shift() ?? {};
    if (script.lost === "before") throw lostConnection();
    const from = new ByteReader(body, 8);
    const into = new ByteWriter(256);
    const named: string[] = [];
    const topics = from.array(() => {
      const topic = from.string();
      const partitions = from.array(() => {
        const place = { topic, partition: from.int32() };
        named.push(partitionName(place));
        const { records } = readBatches(from.bytes(from.int32()), place, 0);
        return { ...place, texts: records.map((record) => `${record.value}`) };
      });
      return { topic, partitions };
    });
    this.requests.push(named);
    into.int32(topics.length);
    for (const { topic, partitions } of topics) {
      const answered = partitions.filter(
        (each) => script.leaveOut?.includes(partitionName(each)) !== true,
      );
      into.string(topic);
      into.int32(answered.length);
      for (const each of answered) {
        const name = partitionName(each);
        const error = script.errors?.[name] ?? 0;
        if (error === 0) this.written.set(name, [...(this.written.get(name) ?? []), ...each.texts]);
        into.int32(each.partition);
        into.int16(error);
        into.bytes(new Uint8Array(24));
      }
    }
    if (script.lost === "after") throw lostConnection();
    into.int32(0);
    return into.written;
  }
}

function lostConnection(): Error {
  return Object.assign(new Error("Closed connection"), {
    name: "KafkaJSConnectionClosedError",
    retriable: true,
  });
}
