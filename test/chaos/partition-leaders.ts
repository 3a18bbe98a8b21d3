import assert from "node:assert/strict";
import { systemClock, withDeadline } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import type { Engine } from "../harness/engines.ts";
import { kafkaClient } from "../harness/kafka-client.ts";

/** Which broker leads the partitions of one topic. */
export interface PartitionLeaders {
  /** The one that leads most. */
  busiest(): Promise<Engine>;
  /** Resolves when every partition is led, and none by `broker`. */
  leave(broker: Engine): Promise<void>;
  /** Resolves when every broker has a copy of all. */
  areCopied(): Promise<void>;
}

const moveMs = 60_000;
const askMs = 5_000;
const asking = { timeoutMs: moveMs, intervalMs: 200 };

/** `brokers` in the order of their ids, which begin with 1. */
export function openPartitionLeaders(brokers: readonly Engine[], topic: string): PartitionLeaders {
  let asked = 0;
  // By new connections each time and by each broker in turn: one that froze neither answers nor closes those that are open.
  const partitions = async () => {
    asked += 1;
    const first = asked % brokers.length;
    const inTurn = [...brokers.slice(first), ...brokers.slice(0, first)];
    const admin = kafkaClient({
      brokers: inTurn.map(({ host, port }) => `${host}:${port}`),
      retry: { retries: 0 },
    }).admin();
    try {
      return await withDeadline(systemClock, askMs, `asking for ${topic}`, async () => {
        await admin.connect();
        const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
        return topics[0]?.partitions ?? [];
      });
    } finally {
      admin.disconnect().catch(() => {});
    }
  };
  const leaders = async () => (await partitions()).map(({ leader }) => brokers[leader - 1]);
  return {
    busiest: () =>
      eventually(async () => {
        const led = await leaders();
        const countOf = (broker: Engine) => led.filter((each) => each === broker).length;
        const [first] = brokers.toSorted((a, b) => countOf(b) - countOf(a));
        assert.ok(first !== undefined && countOf(first) > 0, `nobody leads ${topic}`);
        return first;
      }, asking),
    leave: (broker) =>
      eventually(async () => {
        const led = await leaders();
        assert.ok(led.length > 0 && led.every((each) => each !== undefined && each !== broker));
      }, asking),
    areCopied: () =>
      eventually(async () => {
        const copies = (await partitions()).map(({ isr }) => isr.length);
        assert.ok(copies.length > 0 && copies.every((count) => count === brokers.length));
      }, asking),
  };
}
