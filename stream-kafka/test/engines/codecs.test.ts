import { sharedEngines } from "@rae/deploy/engines/testing";
import { CloseStack } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import type { LogRecord } from "@rae/stream";
import { CompressionTypes, Kafka, logLevel } from "kafkajs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openKafka } from "../../src/cluster/open-cluster.ts";
import type { KafkaRecordLogOptions } from "../../src/cluster/record-log-options.ts";
import { endOf, labOptions, never, openLab, recordOf, soon } from "./kafka-lab.ts";

let opened: CloseStack;
let options: KafkaRecordLogOptions;
let kafka: Kafka;
beforeEach(() => {
  opened = new CloseStack();
  options = labOptions(sharedEngines().kafkaBrokers);
  kafka = openKafka(options);
});
afterEach(() => opened.close());

const topic = () => `${options.topics.prefix}events`;

/** Creates the topic as somebody else has it. */
async function createTopic(settings: Readonly<Record<string, string>>): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await admin.createTopics({ topics: [{ topic: topic(), numPartitions: 4, configEntries }] });
  await admin.disconnect();
}

async function readAll(records: LogRecord[]): Promise<void> {
  await opened.use("log", openLab(options)).consume({
    group: "readers",
    topics: ["events"],
    handle: async (slice) => {
      records.push(...slice.records);
      return endOf(slice);
    },
    onFailure: never,
  });
}

const texts = Array.from({ length: 500 }, (_, number) => `${number}`);
const textsOf = (records: readonly LogRecord[]) =>
  records
    .map(({ value }) => new TextDecoder().decode(value))
    .toSorted((a, b) => Number(a) - Number(b));

it.each(["gzip", "snappy", "lz4", "zstd"])(
  "reads a topic whose broker compresses every batch again by %s",
  async (codec) => {
    await createTopic({ "compression.type": codec });
    const log = opened.use("log", openLab(options));
    const appended = texts.map((_, number) => recordOf(`box-${number % 16}`, number));
    await log.append("events", appended, soon());
    const read: LogRecord[] = [];
    await readAll(read);
    await eventually(() => expect(textsOf(read)).toEqual(texts), { timeoutMs: 30_000 });
  },
);

it("reads what was committed of transactions, passes over the rest, and is not behind then", async () => {
  await createTopic({});
  // With kafkajs's own retries, for brokers make the coordinator of transactions when it is first asked for.
  const patient = new Kafka({
    ...{ brokers: [...options.brokers], logLevel: logLevel.NOTHING },
    retry: { retries: 20, initialRetryTime: 200, maxRetryTime: 1_000 },
  });
  const producer = patient.producer({ transactionalId: topic(), maxInFlightRequests: 1 });
  await producer.connect();
  opened.push("producer", () => producer.disconnect());
  const send = async (value: string | null, end: "commit" | "abort") => {
    const transaction = await producer.transaction();
    const messages = [{ key: null, value, partition: 0 }];
    await transaction.send({ topic: topic(), messages, compression: CompressionTypes.GZIP });
    await transaction[end]();
  };
  await send("1", "abort");
  await send("2", "commit");
  await send(null, "commit");
  await send("4", "abort");
  const read: LogRecord[] = [];
  const consumption = await opened.use("log", openLab(options)).consume({
    group: "readers",
    topics: ["events"],
    handle: async (slice) => {
      read.push(...slice.records);
      return endOf(slice);
    },
    onFailure: never,
  });
  const lag = () => consumption.lag().find(({ partition }) => partition === 0);
  await eventually(() => expect(lag()).toMatchObject({ handledOffset: 8, endOffset: 8 }), {
    timeoutMs: 30_000,
  });
  expect(read.map(({ key, value }) => [key, value && `${value}`])).toEqual([
    ["", "2"],
    ["", null],
  ]);
});
