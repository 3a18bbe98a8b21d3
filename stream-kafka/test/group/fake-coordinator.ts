import type { KafkaCluster } from "../../src/cluster/cluster.ts";
import { answerError } from "../../src/wire/answer-error.ts";
import type { WireBroker } from "../../src/wire/broker.ts";
import { FakeCluster } from "../fake-cluster.ts";

/** A group of one member on a cluster that answers, or refuses, as a test says. */
export class FakeCoordinator {
  /** Kafka's error code for each request about the group; 0 answers it. */
  answer = 0;
  /** Error codes for offsets of single topics. */
  readonly refusedTopics = new Map<string, number>();
  joins = 0;
  refreshes = 0;

  asCluster(): KafkaCluster {
    const cluster = new FakeCluster().asCluster();
    return {
      ...cluster,
      refreshMetadata: async () => {
        this.refreshes += 1;
      },
      fetchTopicsOffset: async (topics) =>
        topics.map(({ topic, partitions }) => ({
          topic,
          partitions: partitions.map(({ partition }) => ({ partition, offset: "3" })),
        })),
      findGroupCoordinator: async () => {
        this.#respond();
        return await this.#broker(cluster);
      },
    };
  }

  async #broker(cluster: KafkaCluster): Promise<WireBroker> {
    const broker = await cluster.findBroker({ nodeId: "0" });
    return {
      ...broker,
      joinGroup: async ({ groupProtocols }) => {
        this.#respond();
        this.joins += 1;
        const [{ name, metadata } = { name: "", metadata: Buffer.alloc(0) }] = groupProtocols;
        return {
          groupProtocol: name,
          generationId: this.joins,
          leaderId: "member-1",
          memberId: "member-1",
          members: [{ memberId: "member-1", memberMetadata: metadata }],
        };
      },
      syncGroup: async ({ groupAssignment }) => {
        this.#respond();
        const [share] = groupAssignment;
        return { memberAssignment: share?.memberAssignment ?? Buffer.alloc(0) };
      },
      heartbeat: async () => this.#respond(),
      leaveGroup: async () => {},
      offsetCommit: async () => this.#respond(),
      offsetFetch: async ({ topics }) => {
        this.#respond();
        for (const { topic } of topics) this.#respond(this.refusedTopics.get(topic));
        return {
          responses: topics.map(({ topic, partitions }) => ({
            topic,
            partitions: partitions.map(({ partition }) => ({ partition, offset: "-1" })),
          })),
        };
      },
    };
  }

  #respond(code = this.answer): void {
    const error = answerError(code);
    if (error !== undefined) throw error;
  }
}
