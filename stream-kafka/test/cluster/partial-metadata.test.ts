import { createRequire } from "node:module";
import { ManualClock } from "@rae/kit/testing";
import { beforeEach, expect, it } from "vitest";
import {
  type BrokerPool,
  keepPartialMetadata,
  type TopicMetadata,
} from "../../src/cluster/partial-metadata.ts";

const require = createRequire(import.meta.url);
const { parse }: { parse: (answer: object) => Promise<unknown> } =
  require("kafkajs/src/protocol/requests/metadata/v6/response.js");

const refused = 29;
const topicOf = (topic: string, leaders: readonly number[], topicErrorCode = 0): TopicMetadata => ({
  topic,
  topicErrorCode,
  partitionMetadata: leaders.map((leader, partitionId) => ({
    partitionErrorCode: leader < 0 ? 5 : 0,
    partitionId,
    leader,
  })),
});

let told: readonly TopicMetadata[];
/** How the broker that is asked first behaves. */
let first: "answers" | "frozen" | "gone";
let clock: ManualClock;
let pool: { -readonly [Name in keyof BrokerPool]: BrokerPool[Name] };
let failures: ReadonlyMap<string, Error>;
beforeEach(() => {
  const unasked = () => {
    throw new Error("not asked for here");
  };
  first = "answers";
  clock = new ManualClock();
  pool = {
    metadata: null,
    brokers: {},
    createBroker: (options) => ({
      versions: null,
      connectionPool: {
        send: async ({ response }) => {
          if (options === 1 && first === "frozen") await new Promise(() => {});
          if (options === 1 && first === "gone") throw new Error("connection lost");
          return await response.parse(await response.decode(Buffer.alloc(0)));
        },
      },
      isConnected: () => true,
      lookupRequest: () => () => ({
        request: {
          apiKey: 3,
          apiVersion: 6,
          apiName: "Metadata",
          expectResponse: () => true,
          encode: unasked,
        },
        response: { decode: async () => ({ topicMetadata: told }) },
      }),
      metadata: unasked,
      joinGroup: unasked,
      syncGroup: unasked,
      heartbeat: unasked,
      leaveGroup: unasked,
      offsetCommit: unasked,
      offsetFetch: unasked,
    }),
  };
  failures = keepPartialMetadata(pool, clock);
});

async function ask(): Promise<readonly TopicMetadata[]> {
  const broker = pool.createBroker(1);
  pool.brokers = { 1: broker, 2: pool.createBroker(2) };
  pool.metadata = await broker.metadata(["events"]);
  return pool.metadata.topicMetadata;
}

it("is of use where kafkajs throws the whole answer away", async () => {
  told = [topicOf("events", [1, -1, 2])];
  await expect(parse({ topicMetadata: told })).rejects.toThrow("no leader");
  await expect(ask()).resolves.toEqual(told);
});

it("keeps what was known of a topic that is refused, takes in the others, and tells why", async () => {
  told = [topicOf("events", [1, 1]), topicOf("console", [2, 2])];
  await ask();
  told = [topicOf("events", [], refused), topicOf("console", [3, 3])];
  await expect(ask()).resolves.toEqual([topicOf("events", [1, 1]), topicOf("console", [3, 3])]);
  expect(failures.get("events")).toMatchObject({ type: "TOPIC_AUTHORIZATION_FAILED" });
  expect(failures.has("console")).toBe(false);
  told = [topicOf("events", [4, 4, 4]), topicOf("console", [3, 3])];
  await expect(ask()).resolves.toEqual(told);
  expect(failures.size).toBe(0);
});

it("asks another broker when one does not answer, and does not wait for that", async () => {
  told = [topicOf("events", [1, 2])];
  first = "frozen";
  const asked = ask();
  await clock.advance(2_000);
  await expect(asked).resolves.toEqual(told);
});

it("asks another broker when one fails", async () => {
  told = [topicOf("events", [1, 2])];
  first = "gone";
  const asked = ask();
  await clock.advance(2_000);
  await expect(asked).resolves.toEqual(told);
});
