import { CloseStack, sleep, systemClock } from "@rae/kit";
import { logTopics } from "@rae/protocol";
import type { SharedEngines } from "../../harness/engines.ts";
import { kafkaClient } from "../../harness/kafka-client.ts";
import { FleetEvents } from "../fleet-events.ts";
import { openBenchLog, prepareBenchPlace } from "./stores.ts";

export interface CommitFigures {
  readonly commitsPerSecond: number;
  readonly bytesPerSecond: number;
}

const seconds = 15;
const tickMs = 5;
const offsetCommit = "OffsetCommit";

/** What a consumer that commits each record on its own puts on the wire, with the client library that the log uses. */
export async function measureCommitPerRecord(task: {
  readonly engines: SharedEngines;
  readonly perSecond: number;
}): Promise<CommitFigures> {
  const { engines, perSecond } = task;
  const place = { engines, name: "commit_each" };
  await prepareBenchPlace(place);
  const stack = new CloseStack();
  try {
    const log = stack.use("log", openBenchLog(place));
    const kafka = kafkaClient({
      clientId: "commit-each",
      brokers: [...engines.kafkaBrokers],
    });
    const consumer = kafka.consumer({ groupId: `${place.name}.each` });
    let commits = 0;
    let bytes = 0;
    consumer.on(consumer.events.REQUEST, ({ payload }) => {
      if (payload.apiName !== offsetCommit) return;
      commits += 1;
      bytes += payload.size;
    });
    await consumer.connect();
    stack.push("consumer", () => consumer.disconnect());
    await consumer.subscribe({
      topics: [`${place.name}.${logTopics.events}`],
      fromBeginning: true,
    });
    const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    await consumer.run({ autoCommitThreshold: 1, eachMessage: async () => {} });
    await joined;
    const fleet = new FleetEvents({ devices: 1_000, devicesPerBox: 25, paddingBytes: 0 });
    const startMs = performance.now();
    let made = 0;
    for (;;) {
      const elapsedMs = performance.now() - startMs;
      if (elapsedMs >= seconds * 1000) break;
      const missing = Math.floor((elapsedMs / 1000) * perSecond) - made;
      made += missing;
      const records = Array.from({ length: missing }, () => fleet.next());
      if (missing > 0) await log.append(logTopics.events, records, AbortSignal.timeout(10_000));
      await sleep(systemClock, tickMs);
    }
    return { commitsPerSecond: commits / seconds, bytesPerSecond: bytes / seconds };
  } finally {
    await stack.close();
  }
}
