import assert from "node:assert/strict";
import type { Closable } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { Kafka, logLevel } from "kafkajs";
import type { Engine } from "../harness/engines.ts";

/** Which broker leads the partitions of one topic. */
export interface PartitionLeaders extends Closable {
  /** The one that leads most. */
  busiest(): Promise<Engine>;
  /** Resolves when every partition is led, and none by `broker`. */
  leave(broker: Engine): Promise<void>;
  /** Resolves when every broker has a copy of all. */
  areCopied(): Promise<void>;
}

const moveMs = 60_000;

/** `brokers` in the order of their ids, which begin with 1. */
export async function openPartitionLeaders(
  brokers: readonly Engine[],
  topic: string,
): Promise<PartitionLeaders> {
  const client = new Kafka({
    brokers: brokers.map(({ host, port }) => `${host}:${port}`),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    retry: { retries: 20, maxRetryTime: 1_000 },
  });
  const admin = client.admin();
  await admin.connect();
  const partitions = async () => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions ?? [];
  };
  const leaders = async () => (await partitions()).map(({ leader }) => brokers[leader - 1]);
  return {
    async busiest() {
      const led = await leaders();
      const countOf = (broker: Engine) => led.filter((each) => each === broker).length;
      const [first] = brokers.toSorted((a, b) => countOf(b) - countOf(a));
      assert.ok(first !== undefined && countOf(first) > 0, `nobody leads ${topic}`);
      return first;
    },
    leave: (broker) =>
      eventually(
        async () => {
          const led = await leaders();
          assert.ok(led.length > 0 && led.every((each) => each !== undefined && each !== broker));
        },
        { timeoutMs: moveMs, intervalMs: 200 },
      ),
    areCopied: () =>
      eventually(
        async () => {
          const copies = (await partitions()).map(({ isr }) => isr.length);
          assert.ok(copies.length > 0 && copies.every((count) => count === brokers.length));
        },
        { timeoutMs: moveMs, intervalMs: 200 },
      ),
    close: () => admin.disconnect(),
  };
}
